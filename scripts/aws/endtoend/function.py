"""The engine as a function of Lambda: a Runtime API that hands out what the queue and a schedule would.

The function is started once and stays warm. Messages come as an event source mapping of SQS sends
them, ticks as EventBridge's schedule does; a message that is given back is sent again.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
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

    def __init__(self, engine: Engine, project: str | None = None) -> None:
        """`project` is where it lies in S3; without one, the engine's own folder."""
        self.api = RuntimeAPI(engine.world)
        self.figures = engine.world.folder / "function.log"
        began = time.monotonic()
        self.process = self._start(engine, {"KINTSUGI_PROJECT": project} if project else {})
        self.api.asked.wait(60)
        self.start_seconds = time.monotonic() - began
        if self.api.init_error or self.process.poll() is not None:
            raise RuntimeError(f"the function did not start: {self.api.init_error} "
                               f"{self.figures.read_text()[-500:]}")

    def _start(self, engine: Engine, variables: dict[str, str]) -> subprocess.Popen[str]:
        with open(self.figures, "w") as file:
            return subprocess.Popen(
                [*engine.command, "-C", str(engine.project), "lambda"], cwd=engine.world.folder,
                env={**engine.world.environment, **variables,
                     "AWS_LAMBDA_RUNTIME_API": self.api.host},
                stdin=subprocess.DEVNULL, stdout=file, stderr=file, text=True)

    @property
    def configuration(self) -> str:
        """What the function says of what decides in it."""
        return self.figures.read_text().partition("configuration ")[2].partition("\n")[0]

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


def heal_by_function(engine: Engine, breakage: str, upgrade: bool = False) -> Result:
    """One failure through the function: its event, then ticks and the ends of runs.

    With `upgrade` the project lies in S3, and once the incident is open a version is deployed
    under which nothing would be done about it.
    """
    world = engine.world
    world.ask("reset")
    world.ask("break", name=breakage)
    run = world.ask("run")
    world.ask("plan")
    result = Result(breakage)
    function = Function(engine, _upload(engine, "v1") if upgrade else None)
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
            if result.deliveries == 1 and upgrade:
                function = _upgraded(engine, function, result)
            for path in sorted((world.folder / "events").glob("*.json")):
                if path.name not in sent and path.name != Path(run["event"]).name:
                    sent.add(path.name)
                    pending.append(path.read_text())
        if pending != ["no event at all"]:
            result.problems.append(f"given back: {pending}")
        result.calls = world.ask("state")["calls"]
        said = engine.heal(run["event"])
        if result.deliveries == 1 and upgrade:
            result.problems.append("the incident was over before the upgrade")
        result.outcome, result.action = said.outcome, said.action
        judge_result(engine, breakage, said, result, may_escalate=False)
        size = function.close()
        result.name += f"{', upgraded' if upgrade else ''} (start {function.start_seconds * 1000:.0f} ms, {size // 1024} MiB)"
    finally:
        if function.process.poll() is None:
            function.process.kill()
    return result


def _upgraded(engine: Engine, function: Function, result: Result) -> Function:
    """The function with a version under which nothing heals: safety allows no remedy."""
    first = function.configuration
    function.close()
    text, count = re.subn(
        r"(?m)^(remedies:.*\n)(?:  \w+:.*\n)+", r"\1  throttled: [retry]\n",
        (engine.project / GUARDRAILS).read_text())
    second = Function(engine, _upload(engine, "v2", {GUARDRAILS: text}))
    if count != 1 or second.configuration in ("", first):
        result.problems.append(f"no upgrade: configuration {first}, then {second.configuration}")
    return second


GUARDRAILS = "safety/guardrails.yaml"


def _upload(engine: Engine, version: str, changes: dict[str, str] | None = None) -> str:
    """Deploys a version of the project to S3, with other texts of some files."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(engine.project, folder, dirs_exist_ok=True)
        for name, text in (changes or {}).items():
            (Path(folder) / name).write_text(text)
        answer = engine.world.ask("upload", folder=folder, prefix=f"kintsugi/{version}")
    return str(answer["project"])


def _is_over(engine: Engine) -> bool:
    process = engine.start("incidents", "--aws", "-o", "json")
    out, _ = process.communicate(timeout=60)
    incidents = json.loads(out or "[]")
    return bool(incidents) and all(one["outcome"] not in ("waiting", "asked") for one in incidents)
