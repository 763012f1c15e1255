"""Glue's job runs as they really are: they start, run a program, take time, and end.

moto answers SUCCEEDED to every run at once. Here a run is a state machine around a child process:
STARTING, RUNNING, then SUCCEEDED, FAILED, STOPPED or TIMEOUT.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .calls import Call
from .clock import Clock
from .refusals import Refused

FINAL = {"SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR"}
DPUS = {"Standard": 1.0, "G.025X": 0.25, "G.1X": 1.0, "G.2X": 2.0, "G.4X": 4.0, "G.8X": 8.0}
DEFAULT_PAGE = 20


@dataclass
class Run:
    """One run, in the words of `GetJobRun`."""

    id: str
    job: str
    arguments: dict[str, str]
    worker_type: str
    workers: int
    timeout: int
    started: float
    execution_class: str = "STANDARD"
    previous: str | None = None
    state: str = "STARTING"
    completed: float | None = None
    error: str | None = None
    duration: int = 0
    attempt: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    def answer(self) -> dict[str, Any]:
        """The run as the service tells it; what is not known yet is left out."""
        told: dict[str, Any] = {
            "Id": self.id,
            "Attempt": self.attempt,
            "JobName": self.job,
            "JobMode": "SCRIPT",
            "StartedOn": round(self.started, 3),
            "LastModifiedOn": round(self.completed or self.started, 3),
            "JobRunState": self.state,
            "PredecessorRuns": [],
            "ExecutionTime": self.duration,
            "Timeout": self.timeout,
            "WorkerType": self.worker_type,
            "NumberOfWorkers": self.workers,
            "MaxCapacity": DPUS.get(self.worker_type, 1.0) * self.workers,
            "LogGroupName": "/aws-glue/jobs",
            "GlueVersion": "4.0",
            "ExecutionClass": self.execution_class,
        }
        if self.arguments:
            told["Arguments"] = dict(self.arguments)
        if self.previous:
            told["PreviousRunId"] = self.previous
        if self.completed is not None:
            told["CompletedOn"] = round(self.completed, 3)
        if self.is_final and self.state != "ERROR":
            told["DPUSeconds"] = float(
                self.duration * self.workers * DPUS.get(self.worker_type, 1.0))
        if self.error is not None:
            told["ErrorMessage"] = self.error
        return told


class Runs:
    """All runs of all jobs, newest first when they are told."""

    def __init__(
        self, clock: Clock, definition: Callable[[str], dict[str, Any]],
        launch: Callable[[Run, dict[str, Any]], None],
    ) -> None:
        self._clock = clock
        self._definition = definition
        self._launch = launch
        self._runs: dict[str, Run] = {}
        self._tokens: dict[str, tuple[str, int]] = {}
        self.stale: tuple[float, float] = (0.0, 0.0)

    def all(self) -> list[Run]:
        return list(self._runs.values())

    def find(self, job: str, run: str) -> Run:
        found = self._runs.get(run)
        if found is None or found.job != job:
            raise Refused("EntityNotFoundException", f"Job run {run} not found")
        return found

    def add(self, run: Run) -> None:
        self._runs[run.id] = run

    def start(self, call: Call) -> dict[str, Any]:
        """`StartJobRun`: refuses a run more than the job may have at once."""
        params = call.params
        job = self._definition(params["JobName"])
        most = job.get("ExecutionProperty", {}).get("MaxConcurrentRuns") or 1
        active = sum(1 for run in self.all() if run.job == job["Name"] and not run.is_final)
        if active >= most:
            raise Refused(
                "ConcurrentRunsExceededException", f"Concurrent runs exceeded for {job['Name']}")
        if ("WorkerType" in params) != ("NumberOfWorkers" in params):
            raise Refused(
                "InvalidInputException",
                "Worker Type and Number of Workers must be set together for a job run")
        if "MaxCapacity" in params and "WorkerType" in params:
            raise Refused(
                "InvalidInputException", "Please do not set Max Capacity if using Worker Type")
        worker_type = params.get("WorkerType") or job.get("WorkerType") or "G.1X"
        if worker_type not in DPUS:
            raise Refused("InvalidInputException", f"Worker type {worker_type} is not supported")
        if (previous := params.get("JobRunId")) is not None:
            self.find(job["Name"], previous)
        run = Run(
            id="jr_" + secrets.token_hex(32), job=job["Name"],
            arguments=dict(params.get("Arguments") or {}), worker_type=worker_type,
            workers=params.get("NumberOfWorkers") or job.get("NumberOfWorkers") or 2,
            timeout=params.get("Timeout") or job.get("Timeout") or 2880,
            started=self._clock.seconds(), previous=previous,
            execution_class=params.get("ExecutionClass", "STANDARD"))
        self.add(run)
        self._launch(run, job)
        return {"JobRunId": run.id}

    def get(self, call: Call) -> dict[str, Any]:
        run = self.find(call.params["JobName"], call.params["RunId"])
        if run not in self._visible(run.job):
            raise Refused("EntityNotFoundException", f"Job run {run.id} not found")
        return {"JobRun": run.answer()}

    def list(self, call: Call) -> dict[str, Any]:
        """`GetJobRuns`, newest first, in pages whose tokens count from the oldest: runs that start
        between two pages move nothing."""
        job = self._definition(call.params["JobName"])["Name"]
        runs = self._visible(job)
        if (token := call.params.get("NextToken")) is not None:
            owner, last = self._tokens.get(token, ("", 0))
            if owner != job:
                raise Refused("InvalidInputException", "Invalid NextToken")
            runs = [run for run in runs if self._number(run) < last]
        page = runs[:call.params.get("MaxResults") or DEFAULT_PAGE]
        answer: dict[str, Any] = {"JobRuns": [run.answer() for run in page]}
        if len(page) < len(runs):
            token = secrets.token_urlsafe(24)
            self._tokens[token] = (job, self._number(page[-1]) if page else 1 << 60)
            answer["NextToken"] = token
        return answer

    def stop(self, call: Call) -> dict[str, Any]:
        """`BatchStopJobRun`: a run that is over cannot be stopped."""
        stopped, errors = [], []
        for id in call.params["JobRunIds"]:
            try:
                run = self.find(call.params["JobName"], id)
                if run.is_final:
                    raise Refused("IllegalStateException", f"Job run {id} is not running")
                run.state = "STOPPING"
                stopped.append({"JobName": run.job, "JobRunId": id})
            except Refused as error:
                errors.append({
                    "JobName": call.params["JobName"], "JobRunId": id,
                    "ErrorDetail": {"ErrorCode": error.code, "ErrorMessage": error.message}})
        return {"SuccessfulSubmissions": stopped, "Errors": errors}

    def _number(self, run: Run) -> int:
        return list(self._runs).index(run.id)

    def _visible(self, job: str) -> list[Run]:
        """The runs of a job; while reads are stale, without those that started since."""
        since, until = self.stale
        is_stale = self._clock.seconds() < until
        return [run for run in reversed(self.all())
                if run.job == job and not (is_stale and run.started > since)]
