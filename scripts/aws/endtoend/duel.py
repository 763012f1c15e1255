"""Several engines at one failure: the event comes more than once, and to more than one."""

from __future__ import annotations

from .engine import Engine, Said, parsed
from .healing import PAUSE, QUIET, Result

ROUNDS = 12


def duel(engine: Engine, breakage: str, engines: int = 4) -> Result:
    """Hands one event to engines that start together, until all of them say the same end."""
    world = engine.world
    world.ask("reset")
    world.ask("break", name=breakage)
    event = world.ask("run")["event"]
    world.ask("plan")
    result = Result(f"{breakage} by {engines}")
    said: list[Said] = []
    for _ in range(ROUNDS):
        result.deliveries += engines
        said = _together(engine, event, engines)
        if all(one.outcome in QUIET for one in said):
            break
        world.ask("wait")
        world.ask("tick", seconds=PAUSE)
        if result.deliveries == engines:
            world.ask("mend", name=breakage)
    else:
        result.problems.append(f"not quiet after {ROUNDS} rounds: {said}")
    result.outcome, result.action = said[0].outcome, said[0].action
    result.calls = world.ask("count")["calls"]
    if len({one.outcome for one in said}) > 1:
        result.problems.append(f"the engines disagree: {[one.outcome for one in said]}")
    result.problems += world.ask("oracle")["violations"]
    return result


def _together(engine: Engine, event: str, engines: int) -> list[Said]:
    """One `heal` each, at the same time."""
    processes = [
        engine.start("heal", "--aws", "--event", event, "--no-wait", "-o", "json")
        for _ in range(engines)]
    said = []
    for process in processes:
        out, errors = process.communicate(timeout=300)
        value = parsed(out)
        said.append(Said(
            process.returncode, str(value.get("outcome", "none")),
            str(value.get("executed", "")), str(value.get("incident", "")), errors))
    return said
