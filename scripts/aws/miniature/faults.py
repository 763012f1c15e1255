"""What goes wrong between the engine and AWS, decided by one seed and replayable from a plan.

A fault waits for the first call from number `at` on that it can happen to, and happens `times`
times. So a plan means the same for an engine that makes a call more or less.
"""

from __future__ import annotations

import fnmatch
import json
import random
from dataclasses import asdict, dataclass, field
from typing import Any

from .calls import Call

PAGES = {
    "glue.GetJobRuns": ("JobRuns", "NextToken", "NextToken", "MaxResults"),
    "glue.GetTableVersions": ("TableVersions", "NextToken", "NextToken", "MaxResults"),
    "logs.FilterLogEvents": ("events", "nextToken", "nextToken", "limit"),
    "logs.DescribeLogStreams": ("logStreams", "nextToken", "nextToken", "limit"),
    "dynamodb.Query": ("Items", "LastEvaluatedKey", "ExclusiveStartKey", "Limit"),
    "dynamodb.Scan": ("Items", "LastEvaluatedKey", "ExclusiveStartKey", "Limit"),
}
"""Of each paged operation: the list, the token in the answer, that in the request, the size."""

KINDS = {
    "drop-before": 3, "drop-after": 5, "delay": 2, "twice": 3, "cut": 3, "html": 2,
    "status": 3, "status-after": 3, "throttle": 4, "expired": 2, "skew": 1, "stale": 3,
    "outage": 2, "page-short": 2, "page-empty": 2, "page-repeat": 2, "conflict": 1,
}
"""Every kind of fault, and how often a random plan draws it."""


@dataclass
class Fault:
    """One thing that goes wrong, `times` times from call `at` on; 0 times is for ever."""

    kind: str
    at: int = 1
    operation: str = "*"
    times: int = 1
    seconds: float = 0.0
    status: int = 500
    retry_after: int | None = None
    happened: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"there is no fault `{self.kind}`: {', '.join(KINDS)}")

    def applies(self, call: Call, number: int) -> bool:
        if self.times and self.happened >= self.times:
            return False
        if number < self.at or not fnmatch.fnmatchcase(call.name, self.operation):
            return False
        match self.kind:
            case "stale":
                return call.name in STALE
            case "page-short":
                return call.name in PAGES or call.name == "s3.ListObjectsV2"
            case "page-empty":
                return call.name in PAGES
            case "page-repeat":
                return call.name in PAGES and PAGES[call.name][2] in call.params
            case "conflict":
                return call.name == "glue.UpdateTable"
        return True


STALE = {"glue.GetJobRuns", "glue.GetJobRun", "glue.GetTable", "glue.GetTableVersions",
         "dynamodb.GetItem", "dynamodb.Query", "logs.FilterLogEvents", "logs.DescribeLogStreams"}
"""Reads that may lag behind; S3's never do, nor DynamoDB's when they ask for consistency."""


@dataclass
class Plan:
    """The faults of one run of the world."""

    faults: list[Fault] = field(default_factory=list)
    seed: int | None = None

    @staticmethod
    def random(seed: int, calls: int = 80) -> Plan:
        """A few faults within the first `calls` calls of the engine."""
        chance = random.Random(seed)
        kinds, weights = list(KINDS), list(KINDS.values())
        faults = []
        services = ("glue", "s3", "logs", "dynamodb", "sns", "ssm", "sts", "iam")
        for kind in chance.choices(kinds, weights, k=chance.randint(1, 7)):
            fault = Fault(kind, at=chance.randint(1, calls))
            match kind:
                case "delay":
                    fault.seconds = round(chance.uniform(0.02, 0.4), 3)
                case "stale":
                    fault.seconds = round(chance.uniform(0.1, 2.0), 3)
                case "skew":
                    fault.seconds = chance.choice((-1, 1)) * chance.uniform(400, 5000) // 1
                case "status" | "status-after":
                    fault.status = chance.choice((400, 403, 429, 500, 500, 502, 503, 503))
                    if fault.status in (429, 503) and chance.random() < 0.5:
                        fault.retry_after = 1
                    if kind == "status-after":
                        fault.status = max(500, fault.status)
                case "outage":
                    # A service that is away for a while: longer than one call is tried again.
                    fault.operation = f"{chance.choice(services)}.*"
                    fault.times, fault.status = chance.randint(6, 30), 503
                case "throttle":
                    fault.times = chance.randint(1, 4)
                    fault.operation = chance.choice(("*", "glue.*", "dynamodb.*", "s3.*", "logs.*"))
                case "drop-after" | "twice":
                    # Aimed at what has an effect every second time, where it hurts.
                    fault.operation = chance.choice(
                        ("*", "*", "glue.StartJobRun", "glue.UpdateTable", "s3.*Object*",
                         "sns.Publish", "dynamodb.TransactWriteItems", "dynamodb.PutItem"))
            faults.append(fault)
        return Plan(sorted(faults, key=lambda fault: fault.at), seed)

    @staticmethod
    def from_json(value: dict[str, Any]) -> Plan:
        return Plan([Fault(**fault) for fault in value.get("faults", [])], value.get("seed"))

    def json(self) -> str:
        faults = []
        for fault in self.faults:
            told = {name: value for name, value in asdict(fault).items() if name != "happened"}
            faults.append(told)
        return json.dumps({"seed": self.seed, "faults": faults})

    def next(self, call: Call, number: int) -> Fault | None:
        """The fault that happens to a call, if one does."""
        for fault in self.faults:
            if fault.applies(call, number):
                fault.happened += 1
                return fault
        return None
