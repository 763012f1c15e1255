"""Hundreds of failures at once through the queue, and a few workers."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from .engine import Engine

CAUSES = (
    ("HTTPError: HTTP Error 503: Slow Down",
     ["Traceback (most recent call last):", "urllib.error.HTTPError: HTTP Error 503: Slow Down"]),
    ("ConnectionRefusedError: [Errno 111] Connection refused",
     ["26/11/23 17:33:20 ERROR Executor: Exception in task 0.0 in stage 0.0 (TID 0)",
      "java.lang.OutOfMemoryError: Java heap space",
      "ConnectionRefusedError: [Errno 111] Connection refused"]),
    ("ZeroDivisionError: division by zero",
     ["Traceback (most recent call last):",
      '  File "/tmp/ingest_flights.py", line 61, in <module>',
      "ZeroDivisionError: division by zero"]),
)
BUSY, IDLE = 1.0, 30.0
"""Virtual seconds a real second more: while workers work, and while they wait."""


SWEEPS = 8


@dataclass
class StormResult:
    """What became of a storm."""

    failures: int
    seconds: float = 0.0
    ends: dict[str, int] = field(default_factory=dict)
    effects: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.problems

    def line(self) -> str:
        ends = ", ".join(f"{count} {end}" for end, count in sorted(self.ends.items()))
        effects = ", ".join(f"{count} {name}" for name, count in sorted(self.effects.items()))
        return (f"{self.failures} failures in {self.seconds:.0f} s: {ends}\n  effects: {effects}\n"
                f"  {'ok' if self.passed else 'WRONG'}")


def storm(engine: Engine, failures: int, workers: int = 4, limit: float = 1500) -> StormResult:
    """Fills the queue, starts the workers, lets time pass until all have left."""
    world = engine.world
    world.ask("reset")
    result = StormResult(failures)
    for number in range(failures):
        message, log = CAUSES[number % len(CAUSES)]
        world.ask("fail", job=f"ingest_flights_{number:04d}", message=message, log=log)
    world.ask("plan")
    queue = f"{world.endpoint}/123456789012/kintsugi-events"
    began = time.monotonic()
    logs = [world.folder / f"worker-{number}.log" for number in range(workers)]
    processes = [
        engine.start("heal", "--aws", "--queue", queue, "--until-done", "-o", "json", into=log)
        for log in logs]
    while any(process.poll() is None for process in processes):
        before = world.ask("count")["work"]
        time.sleep(1)
        is_idle = world.ask("count")["work"] == before
        world.ask("tick", seconds=IDLE if is_idle else BUSY)
        if time.monotonic() - began > limit:
            result.problems.append(f"the workers were not done after {limit:.0f} s")
            for process in processes:
                process.kill()
            break
    result.seconds = time.monotonic() - began
    _sweep(engine, result)
    for process, log in zip(processes, logs, strict=True):
        if process.wait() not in (0, 1):
            result.problems.append(
                f"a worker left with {process.returncode}: {log.read_text()[-500:]}")
    oracle = world.ask("oracle")
    for end in oracle["failures"].values():
        result.ends[end] = result.ends.get(end, 0) + 1
    result.effects = oracle["effects"]
    result.problems += oracle["violations"][:20]
    return result


def _sweep(engine: Engine, result: StormResult) -> None:
    """What a schedule does each minute: roundups of what was not told alone, and what is due."""
    for _ in range(SWEEPS):
        engine.world.ask("wait")
        engine.world.ask("tick", seconds=301)
        process = engine.start("sweep", "--aws", "-o", "json")
        _, errors = process.communicate()
        if process.returncode not in (0, 1):
            result.problems.append(f"a sweep left with {process.returncode}: {errors[-500:]}")
            return
