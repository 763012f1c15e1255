"""Runs the program of a job run as a child process, and reports its end as Glue does."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .runs import DPUS, Run

JOBS = Path(__file__).resolve().parent.parent / "jobs"
INHERITED = {"PATH", "LD_PRELOAD", "MINIATURE_CLOCK"}
AT_ONCE = 4
MOST_LINES = 2000
HEAP = 48 << 20
"""The memory of one DPU, in bytes: small, so that a test can run out of it for real."""


@dataclass(frozen=True)
class End:
    """How the program of a run ended."""

    state: str
    error: str | None
    out: list[str]
    err: list[str]


class Runner:
    """Starts programs, a few at a time; `fetch` reads a script, `report` hears of each end."""

    def __init__(
        self, fetch: Callable[[str], bytes], report: Callable[[Run, End], None],
        environment: Callable[[], dict[str, str]],
    ) -> None:
        self._fetch = fetch
        self._report = report
        self._environment = environment
        self._room = threading.Semaphore(AT_ONCE)

    def launch(self, run: Run, job: dict[str, Any]) -> None:
        threading.Thread(target=self._run, args=(run, job), daemon=True).start()

    def _run(self, run: Run, job: dict[str, Any]) -> None:
        with self._room, tempfile.TemporaryDirectory(prefix="glue-") as folder:
            began = time.monotonic()
            try:
                end = self._execute(run, job, Path(folder))
            except Exception as error:  # the runner's own fault must end the run, too
                words = f"LAUNCH ERROR | {type(error).__name__}: {error}"
                end = End("FAILED", words, [], [words])
            run.duration = max(1, round(time.monotonic() - began))
            self._report(run, end)

    def _execute(self, run: Run, job: dict[str, Any], folder: Path) -> End:
        script = folder / "script.py"
        script.write_bytes(self._fetch(job["Command"]["ScriptLocation"]))
        arguments = {**job.get("DefaultArguments", {}), **run.arguments}
        command = [sys.executable, "-S", "-E", str(script)]
        for name, value in arguments.items():
            command += [name, value]
        if run.state == "STARTING":
            run.state = "RUNNING"
        environment = {
            **{name: value for name, value in os.environ.items() if name in INHERITED},
            **self._environment(),
            "GLUE_RUNTIME": str(JOBS),
            "GLUE_HEAP_BYTES": str(int(HEAP * DPUS[run.worker_type])),
            "JOB_RUN_ID": run.id,
        }
        with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
            child = subprocess.Popen(
                command, cwd=folder, stdout=out, stderr=err, stdin=subprocess.DEVNULL,
                env=environment)
            state = self._watch(run, child)
        errors = _lines(folder / "err")
        said = [line for line in errors if line.strip()]
        # Glue takes the last words of the driver, and cuts what is long.
        words = said[-1][:2000] if said else f"Command failed with exit code {child.returncode}"
        return End(state, words if state == "FAILED" else None, _lines(folder / "out"), errors)

    @staticmethod
    def _watch(run: Run, child: subprocess.Popen[bytes]) -> str:
        """Waits for the program, and ends it when the run was stopped or is out of time."""
        pause = 0.01
        ended = None
        while True:
            try:
                status = child.wait(timeout=pause)
                return ended or ("SUCCEEDED" if status == 0 else "FAILED")
            except subprocess.TimeoutExpired:
                pause = min(0.1, pause * 2)
            if run.state == "STOPPING":
                ended = "STOPPED"
            elif time.time() - run.started > run.timeout * 60:
                ended = "TIMEOUT"
            if ended:
                child.kill()


def _lines(path: Path) -> list[str]:
    text = path.read_bytes()[: 8 << 20].decode("utf-8", "replace")
    return text.splitlines()[-MOST_LINES:]
