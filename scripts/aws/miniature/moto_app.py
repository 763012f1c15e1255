"""moto, called in this process as the WSGI application that it is: without a port of its own."""

from __future__ import annotations

import io
import logging
import os
from functools import cache
from typing import Any
from urllib.parse import unquote

os.environ.setdefault("MOTO_S3_CUSTOM_ENDPOINTS", "")
os.environ.setdefault("MOTO_ACCOUNT_ID", "123456789012")

from moto.moto_api._internal import moto_api_backend  # noqa: E402
from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    create_backend_app,
)

from . import quick
from .calls import Answer, Request  # noqa: E402

HOP_BY_HOP = {"connection", "content-length", "date", "server", "transfer-encoding"}


class Dispatcher(DomainDispatcherApplication):
    """moto's own dispatcher, which looks for its modules on the disk at every call."""

    @cache  # noqa: B019  there is one dispatcher, and a service has one name
    def get_backend_for_host(self, host: str | None) -> Any:
        return super().get_backend_for_host(host)


class MotoApp:
    """Real implementations of many services, by others; callers ask one at a time."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        quick.quicken()
        self._app = Dispatcher(create_backend_app)

    def ask(self, request: Request) -> Answer:
        status: list[str] = []
        headers: list[tuple[str, str]] = []

        def start(line: str, pairs: list[tuple[str, str]], _: Any = None) -> None:
            status.append(line)
            headers.extend(pairs)

        chunks = self._app(_environ(request), start)
        try:
            body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        kept = {name: value for name, value in headers if name.lower() not in HOP_BY_HOP}
        # The length of an object that HEAD tells is the object's own, not that of the answer.
        if request.method == "HEAD":
            kept |= {name: value for name, value in headers if name.lower() == "content-length"}
        return Answer(int(status[0].split()[0]), body, kept)

    def reset(self) -> None:
        """Forgets every resource."""
        moto_api_backend.reset()


def _environ(request: Request) -> dict[str, Any]:
    host = request.headers.get("host", "127.0.0.1")
    name, _, port = host.partition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(request.path).encode().decode("latin-1"),
        "QUERY_STRING": request.query,
        "RAW_URI": request.target,
        "REQUEST_URI": request.target,
        "SERVER_NAME": name,
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.input_terminated": True,
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for header, value in request.headers.items():
        if header == "content-type":
            environ["CONTENT_TYPE"] = value
        elif header not in ("content-length", "transfer-encoding", "expect"):
            environ["HTTP_" + header.upper().replace("-", "_")] = value
    return environ
