"""The logs of a run in CloudWatch, by group and stream as Glue writes them."""

from __future__ import annotations

from typing import Any

from .clock import Clock
from .inside import Inside, InsideError
from .runner import End
from .runs import Run

ERROR = "/aws-glue/jobs/error"
OUTPUT = "/aws-glue/jobs/output"
CONTINUOUS = "/aws-glue/jobs/logs-v2"
BATCH = 1000


def write_logs(
    inside: Inside, clock: Clock, run: Run, job: dict[str, Any], end: End
) -> None:
    """Both streams of the driver; with continuous logging a third, which has both."""
    _write(inside, clock, OUTPUT, run.id, end.out)
    _write(inside, clock, ERROR, run.id, end.err)
    arguments = {**job.get("DefaultArguments", {}), **run.arguments}
    if arguments.get("--enable-continuous-cloudwatch-log") == "true":
        _write(inside, clock, CONTINUOUS, f"{run.id}-driver", end.out + end.err)
    _measure(inside, run)


def streams_of(inside: Inside, group: str, prefix: str) -> list[str] | None:
    """The streams of a group whose names begin with a prefix; `None` where there is no group."""
    found: list[str] = []
    more: dict[str, str] = {}
    while True:
        try:
            page = inside.call("logs", "DescribeLogStreams", logGroupName=group,
                               logStreamNamePrefix=prefix, **more)
        except InsideError:
            return None
        found += [stream["logStreamName"] for stream in page["logStreams"]]
        if not page.get("nextToken"):
            return found
        more = {"nextToken": page["nextToken"]}


def _write(inside: Inside, clock: Clock, group: str, stream: str, lines: list[str]) -> None:
    for operation, params in (
        ("CreateLogGroup", {"logGroupName": group}),
        ("CreateLogStream", {"logGroupName": group, "logStreamName": stream}),
    ):
        try:
            inside.call("logs", operation, **params)
        except InsideError as error:
            if b"ResourceAlreadyExists" not in error.answer.body:
                raise
    now = int(clock.seconds() * 1000)
    events = [{"timestamp": now - len(lines) + index, "message": line or " "}
              for index, line in enumerate(lines)]
    for start in range(0, len(events), BATCH):
        inside.call("logs", "PutLogEvents", logGroupName=group, logStreamName=stream,
                    logEvents=events[start:start + BATCH])


def _measure(inside: Inside, run: Run) -> None:
    """One of the metrics of a run, as Glue publishes them."""
    names = {"JobName": run.job, "JobRunId": run.id, "Type": "gauge"}
    params = {"Version": "2010-08-01", "Namespace": "Glue",
              "MetricData.member.1.MetricName": "glue.driver.aggregate.elapsedTime",
              "MetricData.member.1.Value": str(run.duration * 1000)}
    for index, (name, value) in enumerate(names.items(), 1):
        params[f"MetricData.member.1.Dimensions.member.{index}.Name"] = name
        params[f"MetricData.member.1.Dimensions.member.{index}.Value"] = value
    inside.query("monitoring", "PutMetricData", **params)
