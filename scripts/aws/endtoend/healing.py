"""One failure, healed: broken, noticed, handed to the engine until it is quiet, judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from miniature.breakages import BREAKAGES

from .engine import Engine, Said

MOST_CALLS = 40
"""How often the event is delivered before the engine counts as never quiet."""
PAUSE = 301
"""Virtual seconds between two deliveries: longer than a lease, shorter than a wait."""
QUIET = {"resolved", "escalated", "refused", "healed", "closed"}


@dataclass
class Result:
    """How one case ended."""

    name: str
    outcome: str = "none"
    action: str = ""
    calls: int = 0
    deliveries: int = 0
    faults: int = 0
    writes: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    plan: str = ""

    @property
    def passed(self) -> bool:
        return not self.problems

    def line(self) -> str:
        mark = "ok" if self.passed else "WRONG"
        head = f"{self.name:<28} {self.outcome:<10} by {self.action or '-':<14}"
        return f"{head} {self.calls:>4} calls {self.deliveries:>2} deliveries  {mark}"


def heal(
    engine: Engine, breakage: str, seed: int | None = None, spread: int = 200,
    crash: tuple[int, str] | None = None,
) -> Result:
    """Breaks a fresh world, lets the engine heal it through faults or a crash, and judges.

    The faults of a seed happen within `spread` calls.
    """
    world = engine.world
    world.ask("reset")
    world.ask("break", name=breakage)
    run = world.ask("run")
    name = breakage + (f" {crash[1]} {crash[0]}" if crash else "")
    result = Result(name + (f" seed {seed}" if seed is not None else ""))
    if run["state"] != "FAILED":
        result.problems.append(f"the breakage broke nothing: {run}")
        return result
    result.plan = world.ask("plan", seed=seed, calls=spread)["plan"]
    if crash:
        world.ask("crash", at=crash[0], when=crash[1])
    said = deliver(engine, breakage, run["event"], result, is_crashing=crash is not None)
    result.outcome, result.action = said.outcome, said.action
    judge_result(engine, breakage, said, result, may_escalate=seed is not None)
    if crash and not world.ask("crashed")["happened"]:
        result.problems.append("the engine came to its end before the call")
    return result


def deliver(
    engine: Engine, breakage: str, event: str, result: Result, is_crashing: bool
) -> Said:
    """Delivers the event again and again, as queues do, until the engine has come to an end."""
    world = engine.world
    said = Said(0, "none", "", "", "")
    for _ in range(MOST_CALLS):
        result.deliveries += 1
        said = engine.heal(event, told=is_crashing)
        if said.outcome in QUIET:
            break
        if said.outcome == "hanging":
            result.problems.append("the engine hangs")
            break
        world.ask("wait")
        world.ask("tick", seconds=PAUSE)
        # What comes late comes while the engine waits, and only once.
        if BREAKAGES[breakage].mend and result.deliveries == 2:
            world.ask("mend", name=breakage)
    else:
        result.problems.append(
            f"not quiet after {MOST_CALLS} deliveries: {said.outcome} {said.errors[-500:]}")
    state = world.ask("state")
    result.calls, result.faults = state["calls"], state["faults"]
    result.writes = world.ask("writes")
    return said


def judge_result(
    engine: Engine, breakage: str, said: Said, result: Result, may_escalate: bool
) -> None:
    """The oracle's words, then whether what was done was right."""
    oracle = engine.world.ask("oracle")
    result.problems += oracle["violations"]
    truth = BREAKAGES[breakage].truth
    is_right = truth.accepts(said.outcome, said.action)
    if not is_right and not (may_escalate and said.outcome == "escalated"):
        result.problems.append(
            f"{said.outcome} by {said.action or 'nothing'}; right is {truth.outcome} by "
            f"{' or '.join(truth.actions)} {said.errors[-500:]}")
    if said.outcome == "resolved" and "healed" not in oracle["failures"].values():
        result.problems.append("the engine says resolved, and no run succeeded")
