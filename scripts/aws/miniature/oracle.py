"""Judges what the engine did by the log of its calls and by the state it left behind.

The engine is not asked: what counts is what reached the account.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .calls import MARKER
from .inside import InsideError
from .world import World

ATTEMPT = "--kintsugi-attempt"
JOURNAL = "kintsugi-journal"
INCIDENT = re.compile(r"inc-[0-9a-z]+")
ROUNDUP = "a roundup follows"
LISTED = re.compile(rf"(?<=told with ){INCIDENT.pattern}|{ROUNDUP}")
RUN = re.compile(r"jr_[0-9a-f]{64}")
MOST_NOTICES = 2
"""A notice whose answer was lost is sent again, once: people can tell two from one."""


@dataclass
class Judgement:
    """What was found; no violations is a pass."""

    violations: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    effects: dict[str, int] = field(default_factory=dict)
    unmarked: int = 0

    def json(self) -> dict[str, Any]:
        return {"violations": self.violations, "failures": self.failures,
                "effects": self.effects, "unmarked": self.unmarked}


def judge(world: World, is_over: bool = True) -> Judgement:
    """Every invariant; `is_over` says that nothing is in flight, so that every failure has an end.
    """
    judgement = Judgement()
    with world.lock:
        _runs_per_marker(world, judgement)
        _versions_per_marker(world, judgement)
        _notices_per_marker(world, judgement)
        judgement.violations += [note for note in world.notes if note.startswith("lost:")]
        _ends(world, judgement, is_over)
    for entry in world.log.entries:
        if entry["who"] == "engine" and entry.get("effects"):
            name = f"{entry['service']}.{entry['operation']}"
            judgement.effects[name] = judgement.effects.get(name, 0) + entry["effects"]
            judgement.unmarked += entry["marker"] is None
    return judgement


def _runs_per_marker(world: World, judgement: Judgement) -> None:
    """A marker is the name of one intent: it starts one run at most."""
    markers = Counter(
        run.arguments[ATTEMPT] for run in world.runs.all() if ATTEMPT in run.arguments)
    for marker, count in markers.items():
        if not MARKER.fullmatch(marker):
            judgement.violations.append(f"`{marker}` is no marker")
        if count > 1:
            judgement.violations.append(f"{count} runs were started for {marker}")
    for entry in world.log.entries:
        if entry["who"] == "engine" and entry["operation"] == "StartJobRun" \
                and entry.get("effects") and entry["marker"] is None:
            judgement.violations.append(f"call {entry['n']} started a run without a marker")


def _versions_per_marker(world: World, judgement: Judgement) -> None:
    """A marker writes one version of a table at most; a later one may carry it along."""
    for database in world.inside.call("glue", "GetDatabases")["DatabaseList"]:
        tables = world.inside.call("glue", "GetTables", DatabaseName=database["Name"])
        for table in tables["TableList"]:
            name = f"{database['Name']}.{table['Name']}"
            written = Counter(_new_markers(world, database["Name"], table["Name"]))
            for marker, count in written.items():
                if count > 1:
                    judgement.violations.append(f"{count} versions of {name} are of {marker}")


def _new_markers(world: World, database: str, table: str) -> list[str]:
    """The marker of each version that has another one than the version before it."""
    answer = world.inside.call(
        "glue", "GetTableVersions", DatabaseName=database, TableName=table)
    versions = sorted(answer["TableVersions"], key=lambda entry: int(entry["VersionId"]))
    found: list[str] = []
    before = None
    for version in versions:
        parameters = version["Table"].get("Parameters", {})
        marker = parameters.get("kintsugi.attempt")
        if marker is not None and (marker != before or _seams(parameters) > 1):
            found.append(marker)
        before = marker
    return found


def _seams(parameters: dict[str, str]) -> int:
    """How many seams of a table's history are of its newest marker."""
    return parameters.get("kintsugi.seams", "").count(
        f'"marker":"{parameters.get("kintsugi.attempt")}"')


def _notices_per_marker(world: World, judgement: Judgement) -> None:
    told: Counter[tuple[str, str, str]] = Counter()
    for entry in world.log.entries:
        if entry["who"] == "engine" and "text" in entry and entry["marker"] is not None:
            place = (entry["marker"], entry["service"], entry["subject"])
            # A notice that the wire delivered twice was sent once.
            told[place] += min(1, entry.get("effects", 0))
    for (marker, service, subject), count in told.items():
        if count > MOST_NOTICES:
            judgement.violations.append(
                f"{count} notices of {marker} through {service} {subject}")


def _ends(world: World, judgement: Judgement, is_over: bool) -> None:
    """Every failure that nobody's healing caused ends healed, or somebody was told of it."""
    texts = [entry["text"] for entry in world.log.entries
             if entry["who"] == "engine" and "text" in entry and entry.get("effects")]
    texts += [str(item) for item in world.ops_items.items.values()]
    incidents, listed = _journal(world)
    has_roundup = any("roundup." in text for text in texts)
    runs = world.runs.all()
    for run in runs:
        if ATTEMPT in run.arguments or run.state not in ("FAILED", "TIMEOUT", "ERROR"):
            continue
        healed = any(
            other.job == run.job and other.state == "SUCCEEDED" and other.started >= run.started
            # A run may say in words what the job's defaults say anyway.
            and run.arguments.items() <= other.arguments.items()
            for other in runs)
        names = {run.id} | incidents.get(run.id, set())
        told = any(name in text for text in texts for name in names)
        # One page may stand for a group, and a roundup for what was too much.
        by = set().union(*(listed.get(name, set()) for name in names))
        with_others = ROUNDUP in by and has_roundup or any(
            name in text for text in texts for name in by)
        end = "healed" if healed else "told" if told else "listed" if with_others else "open"
        judgement.failures[run.id] = end
        if is_over and end == "open":
            judgement.violations.append(f"nobody was told of {run.id}, and it is not healed")
    try:
        _kept(world, judgement)
    except InsideError as error:
        judgement.violations.append(f"the lake cannot be read: {error}")


def _journal(world: World) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """By the engine's journal: the incidents of each run, and which page stands for an incident.

    What the engine writes there is believed only as far as a notice that was really sent.
    """
    incidents: dict[str, set[str]] = {}
    listed: dict[str, set[str]] = {}
    for item in journal_items(world):
        found = INCIDENT.search(item["pk"].get("S", ""))
        if found is None:
            continue
        text = json.dumps(item)
        for run in RUN.findall(text):
            incidents.setdefault(run, set()).add(found.group(0))
        listed.setdefault(found.group(0), set()).update(LISTED.findall(text))
    return incidents, listed


def journal_items(world: World) -> list[dict[str, Any]]:
    """Everything in the journal's table; nothing where the journal is kept elsewhere."""
    found: list[dict[str, Any]] = []
    more: dict[str, Any] = {}
    while True:
        try:
            page = world.inside.call("dynamodb", "Scan", TableName=JOURNAL, **more)
        except InsideError:
            return found
        found += page["Items"]
        if not page.get("LastEvaluatedKey"):
            return found
        more = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _kept(world: World, judgement: Judgement) -> None:
    """A run that the engine started may not be left alone: it must be over."""
    for run in world.runs.all():
        if ATTEMPT in run.arguments and not run.is_final:
            judgement.failures.setdefault(run.id, "running")
