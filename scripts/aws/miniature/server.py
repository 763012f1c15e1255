"""The proxy: HTTP on loopback, an answer a call, or whatever else the plan says."""

from __future__ import annotations

import json
import socket
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from .calls import Answer, Request

if TYPE_CHECKING:
    from .control import Control

MOST_BODY = 64 << 20


class Server(ThreadingHTTPServer):
    """Listens on a free port of the loopback."""

    daemon_threads = True
    request_queue_size = 256
    control: Control

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what this is for."""


class Handler(BaseHTTPRequestHandler):
    """One connection, kept alive."""

    protocol_version = "HTTP/1.1"
    server: Server
    disable_nagle_algorithm = True

    def _handle(self) -> None:
        request = self._request()
        if self.path.startswith(("/_world/", "/_services/")):
            self._send(self.server.control.answer(request))
            return
        delivery = self.server.control.wire.deliver(request)
        if delivery.answer is None:
            self._hang_up()
        else:
            self._send(delivery.answer, delivery.skew, delivery.is_cut)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _handle

    def _request(self) -> Request:
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            # Several headers of one name are one, as the signature sees them.
            key = name.lower()
            value = " ".join(value.split())
            headers[key] = f"{headers[key]},{value}" if key in headers else value
        if "chunked" in headers.get("transfer-encoding", ""):
            body = self._chunks()
            headers.pop("transfer-encoding")
        else:
            body = self.rfile.read(min(int(headers.get("content-length", 0)), MOST_BODY))
        return Request(self.command, self.path, headers, body)

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def _send(self, answer: Answer, skew: float = 0.0, is_cut: bool = False) -> None:
        headers = dict(answer.headers)
        names = {name.lower() for name in headers}
        if "content-length" not in names and answer.status != 204:
            headers["Content-Length"] = str(len(answer.body))
        headers["Date"] = formatdate(
            self.server.control.world.clock.seconds() + skew, usegmt=True)
        lines = [f"HTTP/1.1 {answer.status} {_reason(answer)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
        body = b"" if self.command == "HEAD" or answer.status == 204 else answer.body
        self.wfile.write(head + (body[:len(body) // 2] if is_cut else body))
        if is_cut:
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        try:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def log_message(self, format: str, *args: Any) -> None:
        """The call log says more."""


def _reason(answer: Answer) -> str:
    if answer.status == 503 and b"Slow" in answer.body:
        return "Slow Down"
    return BaseHTTPRequestHandler.responses.get(answer.status, ("Unknown", ""))[0]


def json_answer(value: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode() + b"\n", {"Content-Type": "application/json"})
