"""The engine as a function of Lambda: a Runtime API that hands out what the queue and a schedule would.

The function is started once and stays warm. Messages come as an event source mapping of SQS sends
them, ticks as EventBridge's schedule does; a message that is given back is sent again.
"""

from __future__ import annotations

import json
import subprocess
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

from started import StartedWorld

from .engine import Engine
from .healing import PAUSE, Result, judge_result

TIMEOUT = 120.0
"""Seconds that an invocation has, as in deploy/template.yaml."""


@dataclass
class Invocation:
    """One event on its way through the function, and what came of it."""

    event: dict[str, Any]
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    answer: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    over: threading.Event = field(default_factory=threading.Event)


class RuntimeAPI:
    """`next`, `response`, `error` and `init/error`, for one function."""

    def __init__(self, world: StartedWorld) -> None:
        self.world = world
        self.waiting: Queue[Invocation] = Queue()
        self.under_way: dict[str, Invocation] = {}
        self.asked = threading.Event()
        self.init_error: dict[str, Any] | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def invoke(self, event: dict[str, Any], limit: float = 120) -> Invocation:
        """Hands out one invocation, and waits for what comes of it."""
        invocation = Invocation(event)
        self.under_way[invocation.id] = invocation
        self.waiting.put(invocation)
        if not invocation.over.wait(limit):
            raise RuntimeError("the function did not answer")
        return invocation


def _handler(api: RuntimeAPI) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # noqa: N802
            api.asked.set()
            invocation = api.waiting.get()
            body = json.dumps(invocation.event).encode()
            # By the clock that the function sees, which tests put forward.
            now = datetime.fromisoformat(api.world.ask("state")["now"])
            deadline = int((now.timestamp() + TIMEOUT) * 1000)
            self._say(200, body, {
                "Lambda-Runtime-Aws-Request-Id": invocation.id,
                "Lambda-Runtime-Deadline-Ms": str(deadline),
                "Lambda-Runtime-Invoked-Function-Arn":
                    "arn:aws:lambda:eu-west-1:123456789012:function:kintsugi"})

        def do_POST(self) -> None:  # noqa: N802
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
            parts = self.path.split("/")
            if parts[-2:] == ["init", "error"]:
                api.init_error = body
                api.asked.set()
            else:
                invocation = api.under_way.pop(parts[-2])
                if parts[-1] == "response":
                    invocation.answer = body
                else:
                    invocation.error = body
                invocation.over.set()
            self._say(202, b"", {})

        def _say(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing is logged."""

    return Handler


class Function:
    """A warm function in a world."""

    def __init__(self, engine: Engine) -> None:
        self.api = RuntimeAPI(engine.world)
        self.figures = engine.world.folder / "function.log"
        began = time.monotonic()
        self.process = self._start(engine)
        self.api.asked.wait(60)
        self.start_seconds = time.monotonic() - began
        if self.api.init_error or self.process.poll() is not None:
            raise RuntimeError(f"the function did not start: {self.api.init_error} "
                               f"{self.figures.read_text()[-500:]}")

    def _start(self, engine: Engine) -> subprocess.Popen[str]:
        with open(self.figures, "w") as file:
            return subprocess.Popen(
                [*engine.command, "-C", str(engine.project), "lambda"], cwd=engine.world.folder,
                env={**engine.world.environment, "AWS_LAMBDA_RUNTIME_API": self.api.host},
                stdin=subprocess.DEVNULL, stdout=file, stderr=file, text=True)

    def close(self) -> int:
        """Asks the function to leave, as Lambda does; gives its peak memory in KiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        self.process.terminate()
        # It waits for work, and no more comes: the end of the connection ends it.
        self.api.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
        return int(peak.split()[1])

    def send(self, bodies: list[str]) -> list[str]:
        """Messages of a queue; gives those that were given back."""
        records = {str(uuid.uuid4()): body for body in bodies}
        done = self.api.invoke({"Records": [
            {"messageId": name, "body": body, "eventSource": "aws:sqs"}
            for name, body in records.items()]})
        if done.error is not None or done.answer is None:
            return bodies
        failed = [item["itemIdentifier"] for item in done.answer.get("batchItemFailures", [])]
        return [records[name] for name in failed]

    def tick(self) -> Invocation:
        """What the schedule sends every minute."""
        return self.api.invoke({
            "version": "0", "id": str(uuid.uuid4()), "detail-type": "Scheduled Event",
            "source": "aws.events", "account": "123456789012", "region": "eu-west-1",
            "resources": [], "detail": {}})


def heal_by_function(engine: Engine, breakage: str) -> Result:
    """One failure through the function: its event, then ticks and the ends of runs."""
    world = engine.world
    world.ask("reset")
    world.ask("break", name=breakage)
    run = world.ask("run")
    world.ask("plan")
    result = Result(breakage)
    function = Function(engine)
    try:
        sent: set[str] = set()
        pending = [Path(run["event"]).read_text(), "no event at all"]
        for _ in range(60):
            result.deliveries += 1
            pending = function.send(pending) if pending else []
            function.tick()
            if _is_over(engine):
                break
            world.ask("wait")
            world.ask("tick", seconds=PAUSE)
            if result.deliveries == 2:
                world.ask("mend", name=breakage)
            for path in sorted((world.folder / "events").glob("*.json")):
                if path.name not in sent and path.name != Path(run["event"]).name:
                    sent.add(path.name)
                    pending.append(path.read_text())
        if pending != ["no event at all"]:
            result.problems.append(f"given back: {pending}")
        result.calls = world.ask("state")["calls"]
        said = engine.heal(run["event"])
        result.outcome, result.action = said.outcome, said.action
        judge_result(engine, breakage, said, result, may_escalate=False)
        size = function.close()
        result.name += f" (start {function.start_seconds * 1000:.0f} ms, {size // 1024} MiB)"
    finally:
        if function.process.poll() is None:
            function.process.kill()
    return result


def _is_over(engine: Engine) -> bool:
    process = engine.start("incidents", "--aws", "-o", "json")
    out, _ = process.communicate(timeout=60)
    incidents = json.loads(out or "[]")
    return bool(incidents) and all(one["outcome"] not in ("waiting", "asked") for one in incidents)
