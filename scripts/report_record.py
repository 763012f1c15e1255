#!/usr/bin/env python3
"""Writes a made-up record of an evaluation: report_record.py [usual|hostile|small].

Its figures mean nothing. `usual` is as large as a real one, `hostile` has the names and sizes that a
page must withstand, `small` is what the tests read.
"""

import json
import random
import sys

CONTENDERS = {
    "escalate": ("always hands over", 0.0, -2.0),
    "retry": ("runs the job again, up to the limit", 0.10, -1.8),
    "retry_once": ("runs the job again once, then hands over", 0.08, -1.7),
    "random": ("draws among what is allowed", 0.21, -0.7),
    "random_declared": ("draws among all actions, allowed or not", 0.06, -1.6),
    "majority": ("does what helps a kind most often", 0.41, 0.7),
    "prior": ("the hand-written table", 0.42, 0.65),
    "one_step": ("Q-learning of one decision, as published", 0.36, 0.6),
    "learned": ("Q-learning of several steps, where it beats the prior", 0.41, 0.8),
    "ceiling_on_state": ("the best that is possible on the declared states", 0.42, 0.88),
    "ceiling": ("the best that is possible on all evidence", 0.42, 0.94),
    "clairvoyant": ("knows the hidden cause", 0.40, 1.3),
}
MIXES = [
    ("data_heavy", "Row-level and schema failures of a batch cluster", 1.3,
     "Li et al., ICSE 2013, 200 SCOPE failures: rows 62 %, schema 22.5 %, other 15.5 %", 0.0),
    ("platform", "Escalations of a big data platform", 1.07,
     "Zhou et al., ICSE 2015, 210 Cosmos escalations: hardware 21, system 36.2, customer 37.1, "
     "other 5.7 %", -0.008),
    ("long_tail", "Mostly unclassified", 0.74, "A public account of Spark jobs: half unclassified",
     0.0009),
    ("upstream", "Changes, delays and rights upstream", 0.78, "A vendor's claim, as a stress",
     0.012),
]
KINDS = ["schema_drift", "type_change", "catalog_change", "null_rate", "corrupt_file",
         "out_of_memory", "throttled", "input_missing", "volume", "disk_full", "worker_lost",
         "connection", "capacity", "conflict", "credentials_expired", "service_error", "unknown"]
ACTIONS = ["retry", "retry_later", "scale_up", "coerce_schema", "rollback", "quarantine", "log",
           "escalate"]
CAUSES = [
    ("cut_file", "A file was cut off on its way"),
    ("bad_records", "Records that no reader can parse, in one file"),
    ("null_file", "One file of the day was written without a column's values"),
    ("null_upstream", "The source stopped filling a column, in all that it sends"),
    ("value_format", "Values in a format or size that the job does not expect"),
    ("added_column", "The source added a column"),
    ("renamed_column", "The source renamed a column"),
    ("number_as_text", "The source writes numbers as text, with their unit"),
    ("moved_catalog", "Somebody changed the table in the catalog, the data are as ever"),
    ("late_input", "The input lands an hour too late"),
    ("absent_input", "The input does not come today"),
    ("script_bug", "A mistake in the team's own script"),
    ("more_data", "More data than the workers have memory for"),
    ("write_conflict", "Two writers, or two runs of one job, met"),
    ("nothing_wrong", "A run that is well and was reported"),
]
SEEDS = list(range(42, 72))
INCIDENTS = 1000
HOSTILE = "</title></style><script>alert(1)</script><img src=http://evil.test onerror=x>\u202e&\"'"


def interval(value, half):
    return {"value": value, "low": value - half, "high": value + half}


def share(value, half):
    made = interval(min(max(value, 0), 1), half if value > 0 else 0)
    made["low"] = max(made["low"], 0)
    made["high"] = min(made["high"], 1)
    return made


def contender(name, scale, draw):
    title, healed, worth = CONTENDERS[name]
    healed = healed * scale * draw.uniform(0.97, 1.03)
    autonomy = 0.018 if name == "random" else 0.0004
    false = 0.006 if name == "random" else 0.0015 if healed else 0
    harmed = 312 if name == "random_declared" else 3 if name == "random" else 0
    count = len(SEEDS) * INCIDENTS
    violations = 9180 if name == "random_declared" else 0
    machine = 16 * healed + 1
    return {
        "name": name, "title": title, "harmCount": harmed, "harmKnown": harmed // 2,
        "harmBound": (harmed + 3 + 2 * harmed ** 0.5) / count, "violations": violations,
        "violationBound": (violations + 3 + 2 * violations ** 0.5) / count,
        "figures": {
            "healed": share(healed, 0.0061), "false_heals": share(false, 0.0005),
            "false_autonomy": share(autonomy, 0.0002), "missed": share(0.0001, 0.0001),
            "harm": share(harmed / count, 0.0003), "escalated": share(0.965 - healed, 0.0058),
            "escalation_precision": share(0.43 + healed, 0.007),
            "escalation_recall": share(0.999 - healed / 20, 0.004),
            "minutes_resolved": interval(16.5 if healed else 0, 0.21 if healed else 0),
            "dpu_hours": interval(healed, 0.02), "worth": interval(worth * scale, 0.055),
            "refused": interval(0.01, 0.001)},
        "times": [
            {"peopleHours": hours, "mean": machine + hours * 72 * (1 - healed),
             "median": machine + (hours * 55 if healed < 0.5 else 0),
             "p95": machine + hours * 190} for hours in (0.75, 4, 20, 60)],
    }


def mix(row, draw):
    name, title, scale, source, shift = row
    contenders = [contender(one, scale, draw) for one in CONTENDERS]
    at = {one["name"]: one for one in contenders}
    prior = at["prior"]["figures"]["healed"]["value"]
    at["learned"]["figures"]["healed"] = share(prior + shift, 0.0061)

    def difference(name, origin, metric, half):
        value = (at[name]["figures"][metric]["value"] - at[origin]["figures"][metric]["value"])
        narrow = interval(value, half * 0.84)
        return {"name": name, "from": origin, "metric": metric,
                "difference": interval(value, half), "equivalence": narrow,
                "isEquivalent": -0.005 < narrow["low"] and narrow["high"] < 0.005}

    shares = [draw.uniform(0.2, 3) for _ in CAUSES]
    causes = []
    for (cause, words), part in zip(CAUSES, shares):
        best = draw.choice([0, 0, 0.35, 0.8, 0.95])
        healed = best * draw.choice([0.2, 0.9, 0.98, 1.02])
        causes.append({"name": cause, "title": words, "share": part / sum(shares),
                       "healed": healed, "escalated": 1 - healed, "clairvoyant": best})
    return {
        "name": name, "title": title, "source": source, "contenders": contenders,
        "differences": [difference("learned", "prior", "healed", 0.0032),
                        difference("learned", "prior", "worth", 0.031),
                        difference("learned", "one_step", "healed", 0.006),
                        difference("ceiling_on_state", "learned", "worth", 0.03)],
        "detector": {"precision": 0.924, "recall": 0.879, "f1": 0.901, "right": 23114,
                     "wrong": 1901, "missing": 3182},
        "causes": causes}


def row(state, kind, draw):
    prior = draw.randrange(len(ACTIONS))
    cells = []
    for action in range(len(ACTIONS)):
        tried = action == prior or draw.random() < 0.5
        visits = int(draw.paretovariate(0.5) * 4)
        cells.append({"value": draw.gauss(-1, 4), "visits": min(visits, 48211),
                      "spread": draw.uniform(0.1, 3)} if tried else None)
    learned = prior
    best = max((index for index, cell in enumerate(cells) if cell),
               key=lambda index: cells[index]["value"])
    if draw.random() < 0.15:
        learned = best
    return {"state": state, "cells": cells, "prior": prior, "learned": learned,
            "labels": [kind, draw.choice(["low", "medium", "high", "critical"]),
                       ["first", "second", "later"][state % 3],
                       draw.choice(["none", "one", "few", "many"]),
                       draw.choice(["normal", "worse", "bad"])]}


def record():
    draw = random.Random(7)
    mixes = [mix(one, draw) for one in MIXES]
    healed = mixes[0]["contenders"][6]["figures"]["healed"]["value"]
    table = [row(index * 9 + index % 3, KINDS[index // 8], draw)
             for index in range(8 * len(KINDS))]
    curve = [{"lessons": lessons, "prior": share(healed, 0.006),
              "healed": share(healed - 0.09 / (1 + lessons / 900), 0.007)}
             for lessons in (0, 100, 300, 1000, 3000, 10000, 20000, 50000, 100000)]
    return {
        "world": "Nightly batch pipelines of a lake",
        "worldDigest": "sha256:" + "4f3a9c0e" * 8, "configuration": "b71d5e20" * 8,
        "seeds": SEEDS, "incidents": INCIDENTS, "lessons": 20000, "mixes": mixes,
        "curve": curve, "table": table, "actions": ACTIONS,
        "features": ["anomaly", "risk", "attempt", "drift", "quality"],
        "coverage": {"declared": 2880, "reachable": 214, "visited": len(table)}}


def hostile(made):
    """Words that are markup, words without an end, wide letters, numbers without measure."""
    endless = "a" * 300
    wide = "世界" * 60
    made["world"] = HOSTILE
    made["worldDigest"] = endless
    made["actions"] = [HOSTILE, endless, wide] + made["actions"][3:]
    made["features"] = [HOSTILE, endless, wide]
    made["mixes"][0]["name"] = endless
    made["mixes"][1]["name"] = HOSTILE
    made["mixes"][2]["name"] = wide
    for one in made["mixes"]:
        one["title"], one["source"] = endless, HOSTILE
        one["contenders"][1]["name"] = wide
        one["contenders"][2]["name"] = endless
        one["contenders"][3]["figures"]["worth"] = interval(1e300, 1e300)
        one["contenders"][4]["figures"]["healed"] = interval(-4, 1e12)
        one["contenders"][0]["harmCount"] = 2 ** 62
        one["contenders"][0]["harmBound"] = 1e200
        one["causes"][0]["title"] = HOSTILE + endless
        one["causes"][1]["name"] = wide
    for one in made["table"][:20]:
        one["labels"] = [endless, HOSTILE, wide]
        one["prior"], one["learned"] = -1, 99
        one["cells"] = one["cells"][:3]
    made["table"][21]["cells"][0] = {"value": -1e250, "visits": 2 ** 62, "spread": 1e99}
    made["seeds"] = [2 ** 64 - 1] + [7 * number for number in range(200)]
    made["lessons"] = 2 ** 62
    return made


def small(made):
    """A few of everything, with figures that are read easily."""
    kept = ["escalate", "random_declared", "prior", "learned", "ceiling"]
    made["mixes"] = made["mixes"][:3]
    for one in made["mixes"]:
        one["contenders"] = [each for each in one["contenders"] if each["name"] in kept]
        one["differences"] = one["differences"][:2]
        one["causes"] = one["causes"][:4]
        for each in one["contenders"]:
            each["times"] = each["times"][:2]
    made["curve"] = made["curve"][::3]
    made["table"] = made["table"][6:12]
    made["coverage"]["visited"] = 6

    def rounded(value):
        if isinstance(value, dict):
            return {key: rounded(one) for key, one in value.items()}
        if isinstance(value, list):
            return [rounded(one) for one in value]
        return round(value, 5) if isinstance(value, float) else value

    return rounded(made)


if __name__ == "__main__":
    made = record()
    if sys.argv[1:] == ["hostile"]:
        made = hostile(made)
    if sys.argv[1:] == ["small"]:
        made = small(made)
    json.dump(made, sys.stdout, ensure_ascii=False, indent=1)
    print()
