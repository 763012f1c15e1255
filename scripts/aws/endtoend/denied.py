"""A role that may not do something: what is missing is named, and nothing is tried that would fail."""

from __future__ import annotations

from .engine import Engine
from .healing import Result

DENIED = {
    "glue:UpdateTable": ("added_column", "escalated", "may not glue:UpdateTable"),
    "glue:StartJobRun": ("throttled_once", "escalated", "may not glue:StartJobRun"),
    "s3:DeleteObject": ("truncated_file", "escalated", "may not s3:DeleteObject"),
    "ssm:GetParameter": ("throttled_once", "escalated", "kill-switch"),
    "logs:FilterLogEvents": ("out_of_memory", "escalated", "cannot be read"),
    "s3:GetObject": ("truncated_file", "escalated", "GetObject"),
    "glue:GetTableVersions": ("added_column", "escalated", "GetTableVersions"),
    "iam:SimulatePrincipalPolicy": ("throttled_once", "resolved", ""),
    "sns:Publish": ("division_by_zero", "escalated", ""),
}
"""Of each permission: a failure in which it is needed, how that ends, what the story says of it."""
UNSEEN = {"iam:SimulatePrincipalPolicy", "logs:FilterLogEvents"}
"""What the doctor tells in other words: it cannot ask, or it has tried."""


def denied(engine: Engine, action: str) -> Result:
    """One failure without one permission, as far as it goes at once."""
    breakage, outcome, words = DENIED[action]
    world = engine.world
    world.ask("reset")
    world.ask("break", name=breakage)
    run = world.ask("run")
    world.ask("plan")
    world.ask("deny", actions=[action])
    result = Result(f"{breakage} without {action}")
    try:
        doctor, _ = engine.start("doctor", "--aws").communicate(timeout=60)
        if f"{action} on" not in doctor and action not in UNSEEN:
            result.problems.append(f"the doctor does not name it: {doctor[-1500:]}")
        for _ in range(6):
            said = engine.heal(run["event"])
            result.deliveries += 1
            if said.outcome in ("resolved", "escalated") or said.status not in (0, 1):
                break
            world.ask("wait")
            world.ask("tick", seconds=301)
        result.outcome, result.action = said.outcome, said.action
        if said.outcome != outcome:
            result.problems.append(f"{said.outcome}, expected {outcome}: {said.errors[-400:]}")
        process = engine.start("incidents", "--aws", said.incident)
        story, _ = process.communicate(timeout=60)
        if words not in story:
            result.problems.append(f"`{words}` is not in the story: {story[-1500:]}")
        violations = world.ask("oracle")["violations"]
        # Where nobody may be told through one channel, another tells.
        result.problems += violations
        # Nobody asks IAM of channels before: a notice is tried, and the next channel tells.
        failed = [call for call in world.ask("calls")
                  if call["status"] in (400, 403) and not call["is_read"]
                  and f"{call['service']}:{call['operation']}" == action]
        if failed and action != "sns:Publish":
            result.problems.append(f"tried and refused: {failed[:2]}")
    finally:
        world.ask("deny", actions=[])
    result.calls = world.ask("count")["calls"]
    return result
