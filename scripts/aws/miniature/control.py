"""`/_world/…`: what a test asks of the world besides its calls to AWS."""

from __future__ import annotations

import json
import secrets
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from .breakages import BREAKAGES, Setup
from .calls import Answer, Request
from .faults import Plan
from .flights import DAY, JOB, Clients, create_job, furnish
from .oracle import journal_items, judge
from .runner import End
from .runs import Run
from .server import json_answer
from .unreliable import Crash, UnreliableWire
from .world import REGION, World

DEPLOYMENTS = "acme-deployments"


class Control:
    """The test's own handle on the world; each method named after its path."""

    def __init__(self, world: World, wire: UnreliableWire) -> None:
        self.world = world
        self.wire = wire
        self.aws = Clients(world.endpoint)
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Answer:
        if request.path == "/_services/carriers":
            return self._carriers()
        name = request.path.removeprefix("/_world/")
        method = getattr(self, f"do_{name}", None)
        if method is None:
            return json_answer({"error": f"there is no /_world/{name}"}, 404)
        try:
            params = _params(request)
            return json_answer(method(**params))
        except (TypeError, ValueError, KeyError, RuntimeError) as error:
            return json_answer({"error": f"{type(error).__name__}: {error}"}, 400)

    def do_reset(self, plan: dict[str, Any] | None = None, seed: int | None = None) -> Any:
        """A fresh account with the pipeline in it, and the good run of yesterday."""
        self.world.reset()
        furnish(self.aws)
        self._record(JOB, {"--day": "2013-04-17"}, End("SUCCEEDED", None, ["rows 62"], []))
        self.do_drain()
        return self.do_plan(plan, seed)

    def do_plan(
        self, plan: dict[str, Any] | None = None, seed: int | None = None, calls: int = 80
    ) -> Any:
        """Another plan of faults; the engine's calls are counted from 1 again."""
        chosen = Plan.random(seed, calls) if seed is not None else Plan.from_json(plan or {})
        self.wire.restart(chosen)
        return {"plan": chosen.json()}

    def do_break(self, name: str) -> Any:
        setup = Setup()
        breakage = BREAKAGES[name]
        breakage.apply(self.aws, setup)
        self.world.throttled_services = setup.throttled_services
        return {"about": breakage.about, "truth": asdict(breakage.truth)}

    def do_mend(self, name: str) -> Any:
        """What happens beside the engine: late data arrive."""
        mend = BREAKAGES[name].mend
        if mend is not None:
            mend(self.aws)
        return {"mended": mend is not None}

    def do_upload(self, folder: str, prefix: str) -> Any:
        """Puts the files of a folder into S3, as a deployment does."""
        files = [file for file in Path(folder).rglob("*") if file.is_file()]
        if DEPLOYMENTS not in [bucket["Name"] for bucket in self.aws.s3.list_buckets()["Buckets"]]:
            self.aws.s3.create_bucket(
                Bucket=DEPLOYMENTS, CreateBucketConfiguration={"LocationConstraint": REGION})
        for file in files:
            key = f"{prefix}/{file.relative_to(folder)}"
            self.aws.s3.put_object(Bucket=DEPLOYMENTS, Key=key, Body=file.read_bytes())
        return {"project": f"s3://{DEPLOYMENTS}/{prefix}/", "files": len(files)}

    def do_run(self, job: str = JOB, arguments: dict[str, str] | None = None) -> Any:
        """Runs a job as its schedule would, waits for its end, and tells of the event."""
        started = self.aws.glue.start_job_run(
            JobName=job, Arguments=arguments or {"--day": DAY})
        run = self.world.runs.find(job, started["JobRunId"])
        run.over.wait(120)
        return {"id": run.id, "state": run.state, "error": run.error,
                "event": str(self.world.events.folder / f"{run.id}.json")}

    def do_fail(
        self, job: str, message: str, log: list[str], arguments: dict[str, str] | None = None
    ) -> Any:
        """A run that failed, without a program: for storms of hundreds."""
        if not any(run.job == job for run in self.world.runs.all()):
            create_job(self.aws, job)
            # A job without a good run has no price, so nothing of it may be run again.
            good = End("SUCCEEDED", None, ["rows 62"], [])
            self._record(job, {"--day": "2013-04-17"}, good)
        run = self._record(job, arguments or {"--day": DAY}, End("FAILED", message, [], log))
        return {"id": run.id, "event": str(self.world.events.folder / f"{run.id}.json")}

    def _record(self, job: str, arguments: dict[str, str], end: End) -> Run:
        """A run that is over, without a program."""
        run = Run("jr_" + secrets.token_hex(32), job, arguments, "G.1X", 2, 60,
                  started=self.world.clock.seconds(), duration=9)
        self.world.runs.add(run)
        self.world.ended(run, end)
        return run

    def do_wait(self) -> Any:
        """Waits until no run is under way."""
        for run in self.world.runs.all():
            if not run.is_final:
                run.over.wait(120)
        return {"runs": len(self.world.runs.all())}

    def do_tick(self, seconds: float | str = 60) -> Any:
        self.world.clock.tick(float(seconds))
        return {"now": self.world.clock.now().isoformat()}

    def do_crash(self, at: int, when: str, pid: int | None = None) -> Any:
        """Kills the engine at its call number `at`; the process may be named later."""
        if when not in ("before", "after"):
            raise ValueError("a crash is `before` or `after` a call")
        self.wire.crash = Crash(int(at), when, pid)
        return {}

    def do_pid(self, pid: int) -> Any:
        crash = self.wire.crash
        if crash is not None:
            crash.pid = int(pid)
        return {}

    def do_crashed(self) -> Any:
        crash = self.wire.crash
        return {"happened": crash is not None and crash.happened}

    def do_deny(self, actions: list[str]) -> Any:
        """Denies IAM actions to the engine, as `glue:UpdateTable` or `sns:*`."""
        self.world.permissions.denied = list(actions)
        return {}

    def do_drain(self) -> Any:
        """Empties the queue of events."""
        url = self.aws.sqs.get_queue_url(QueueName="kintsugi-events")["QueueUrl"]
        self.aws.sqs.purge_queue(QueueUrl=url)
        return {}

    def do_state(self) -> Any:
        wire = self.wire
        return {"calls": wire.number,
                "faults": sum(fault.happened for fault in wire.plan.faults),
                "now": self.world.clock.now().isoformat(),
                "is_virtual": self.world.clock.is_virtual, "plan": wire.plan.json(),
                "notes": self.world.notes,
                "runs": [run.answer() for run in self.world.runs.all()]}

    def do_count(self) -> Any:
        """How many calls the engine has made, and how many of them were more than a look."""
        return {"calls": self.wire.number, "work": self.world.log.work}

    def do_effects(self) -> Any:
        return [entry for entry in self.world.log.entries if entry.get("effects")]

    def do_calls(self, who: str = "engine") -> Any:
        return [entry for entry in self.world.log.entries if entry["who"] == who]

    def do_writes(self) -> Any:
        """The numbers of the engine's calls that can change anything, its journal included.

        Dying between two of them is dying before the second: nothing has changed in between.
        """
        return [entry["n"] for entry in self.world.log.entries
                if entry["who"] == "engine" and not entry["is_read"]]

    def do_journal(self) -> Any:
        """The items of the engine's journal, as they lie in its table."""
        return journal_items(self.world)

    def do_oracle(self, is_over: bool = True) -> Any:
        return judge(self.world, is_over not in (False, "false", "0")).json()

    def _carriers(self) -> Answer:
        """The reference service of the job: refuses as often as it was told to."""
        with self._lock:
            if self.world.throttled_services > 0:
                self.world.throttled_services -= 1
                return Answer(503, b"Slow Down\n", {"Content-Type": "text/plain"})
        return Answer(200, CARRIERS.encode(), {"Content-Type": "text/csv"})


CARRIERS = """\
9E,Endeavor Air Inc.
AA,American Airlines Inc.
AS,Alaska Airlines Inc.
B6,JetBlue Airways
DL,Delta Air Lines Inc.
EV,ExpressJet Airlines Inc.
F9,Frontier Airlines Inc.
FL,AirTran Airways Corporation
HA,Hawaiian Airlines Inc.
MQ,Envoy Air
OO,SkyWest Airlines Inc.
UA,United Air Lines Inc.
US,US Airways Inc.
VX,Virgin America
WN,Southwest Airlines Co.
YV,Mesa Airlines Inc.
"""


def _params(request: Request) -> dict[str, Any]:
    params: dict[str, Any] = dict(parse_qsl(request.query))
    if request.body.strip():
        params |= json.loads(request.body)
    return params
