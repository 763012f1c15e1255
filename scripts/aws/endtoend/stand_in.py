"""A small engine that keeps the contract, to try the runner, the faults and the oracle with.

It is no model of Kintsugi: it knows what to do by the words of an error alone. But it does what it
does once: an intent is committed before each effect, and one whose answer was lost is settled
before anything is done again. `--bug NAME` plants a mistake that the oracle must find.

    python3 stand_in.py -C PROJECT heal --aws --event FILE --no-wait -o json
    python3 stand_in.py -C PROJECT heal --aws --queue URL --until-done
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

TABLE = "kintsugi-journal"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:flights-oncall"
WORDS = (
    ("but found: gate", "coerce_schema"), ("column flight, type int", "coerce_schema"),
    ("Unexpected end of input stream", "quarantine"), ("PATH_NOT_FOUND", "retry_later"),
    ("Connection refused", "scale_up"), ("Slow Down", "retry"), ("DATATYPE_MISMATCH", "rollback"))
STEPS = {
    "coerce_schema": ["schema", "run"], "quarantine": ["quarantine", "run"],
    "retry_later": ["wait", "run"], "scale_up": ["run"], "retry": ["run"],
    "rollback": ["schema", "run"], "escalate": ["notify"]}
WAIT = 900.0


class StandIn:
    """One healing of one run, as far as it goes now."""

    def __init__(self, event: dict[str, Any], bug: str) -> None:
        self.detail = event["detail"]
        self.bug = bug
        digest = hashlib.sha256(self.detail["jobRunId"].encode()).hexdigest()
        self.incident = f"inc-{digest[:12]}"
        # Effects are sent once: what became of one is found out, not guessed.
        once, often = (Config(retries={"total_max_attempts": n, "mode": "standard"})
                       for n in (1, 6))
        session = boto3.session.Session(region_name=os.environ["AWS_REGION"])
        self.reads = {name: session.client(name, config=often)
                      for name in ("glue", "s3", "dynamodb")}
        self.acts = {name: session.client(name, config=once) for name in ("glue", "s3", "sns")}
        self.entries: dict[str, dict[str, Any]] = {}

    def advance(self) -> dict[str, Any]:
        """Makes every move that can be made now."""
        self.entries = self._load()
        message = self.detail.get("message", "")
        action = next((act for words, act in WORDS if words in message), "escalate")
        ending = self._go(action, 1)
        if ending == "failed":
            action = "escalate"
            ending = self._go(action, 2)
        return {"incident": self.incident, "outcome": ending, "executed": action}

    def _go(self, action: str, attempt: int) -> str:
        for index, step in enumerate(STEPS[action]):
            marker = f"{self.incident}.{attempt}.{index}"
            if step == "wait":
                if not self._has_waited(marker):
                    return "waiting"
                continue
            self._once(step, action, marker)
            if step == "run":
                state = self._state_of(marker)
                if state not in ("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT"):
                    return "waiting"
                return "resolved" if state == "SUCCEEDED" else "failed"
        return "escalated"

    def _once(self, step: str, action: str, marker: str) -> None:
        """Commits the intent, has the effect, commits what came of it; settles what is open."""
        if f"{marker}.done" in self.entries:
            return
        is_new = self._commit(f"{marker}.intent", {"step": step})
        if is_new or self.bug == "no-settling" or not self._happened(step, marker):
            getattr(self, f"_do_{step}")(action, marker)
        self._commit(f"{marker}.done", {})

    def _happened(self, step: str, marker: str) -> bool:
        match step:
            case "run":
                until = time.monotonic() + 3
                while time.monotonic() < until:
                    if self._run_of(marker) is not None:
                        return True
                    time.sleep(0.2)
                return False
            case "schema":
                return any(version["Table"].get("Parameters", {}).get("kintsugi.attempt") == marker
                           for version in self._versions())
        return False

    def _do_run(self, _: str, marker: str) -> None:
        run = self.reads["glue"].get_job_run(
            JobName=self.detail["jobName"], RunId=self.detail["jobRunId"])["JobRun"]
        more = {"WorkerType": "G.2X", "NumberOfWorkers": 2} if _ == "scale_up" else {}
        name = "--kintsugi" if self.bug == "no-marker" else "--kintsugi-attempt"
        self.acts["glue"].start_job_run(
            JobName=run["JobName"], Arguments={**run["Arguments"], name: marker}, **more)

    def _do_schema(self, action: str, marker: str) -> None:
        versions = self._versions()
        kept = ("Name", "StorageDescriptor", "PartitionKeys", "TableType", "Parameters")
        source = versions[-1]["Table"] if action == "rollback" else versions[0]["Table"]
        table = {name: source[name] for name in kept}
        columns = table["StorageDescriptor"]["Columns"]
        if action == "coerce_schema" and "gate" in self.detail["message"]:
            columns.insert(4, {"Name": "gate", "Type": "string"})
        elif action == "coerce_schema":
            next(c for c in columns if c["Name"] == "flight")["Type"] = "bigint"
        table["Parameters"] = {**table["Parameters"], "kintsugi.attempt": marker}
        self.acts["glue"].update_table(
            DatabaseName="flights", TableInput=table, VersionId=versions[0]["VersionId"])

    def _do_quarantine(self, _: str, marker: str) -> None:
        path = self.detail["message"].rpartition("file s3://")[2]
        bucket, _, key = path.partition("/")
        target = f"_quarantine/{marker}/{key}"
        s3 = self.acts["s3"]
        if self.bug == "delete-first":
            body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
            s3.delete_object(Bucket=bucket, Key=key)
            s3.put_object(Bucket=bucket, Key=target, Body=body)
            return
        listed = self.reads["s3"].list_objects_v2(Bucket=bucket, Prefix=key).get("Contents", [])
        if not listed:
            return
        s3.copy_object(Bucket=bucket, Key=target, CopySource={"Bucket": bucket, "Key": key},
                       CopySourceIfMatch=listed[0]["ETag"])
        s3.delete_object(Bucket=bucket, Key=key)

    def _do_notify(self, _: str, marker: str) -> None:
        if self.bug == "silence":
            return
        text = f"{marker}\n{self.detail['jobName']} failed: {self.detail['jobRunId']}"
        self.acts["sns"].publish(TopicArn=TOPIC, Subject="a job failed", Message=text)

    def _has_waited(self, marker: str) -> bool:
        if self._commit(f"{marker}.intent", {"until": time.time() + WAIT}):
            return False
        return time.time() >= float(self.entries[f"{marker}.intent"]["until"])

    def _state_of(self, marker: str) -> str:
        run = self._run_of(marker)
        return run["JobRunState"] if run else "STARTING"

    def _run_of(self, marker: str) -> dict[str, Any] | None:
        pages = self.reads["glue"].get_paginator("get_job_runs").paginate(
            JobName=self.detail["jobName"])
        for page in pages:
            for run in page["JobRuns"]:
                if run.get("Arguments", {}).get("--kintsugi-attempt") == marker:
                    return run
        return None

    def _versions(self) -> list[dict[str, Any]]:
        answer = self.reads["glue"].get_table_versions(
            DatabaseName="flights", TableName="raw_flights")
        return answer["TableVersions"]

    def _load(self) -> dict[str, dict[str, Any]]:
        pages = self.reads["dynamodb"].get_paginator("query").paginate(
            TableName=TABLE, ConsistentRead=True, KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": self.incident}})
        return {item["sk"]["S"]: json.loads(item["entry"]["S"])
                for page in pages for item in page["Items"]}

    def _commit(self, name: str, entry: dict[str, Any]) -> bool:
        """Adds an entry once; says whether it is new. A retried write finds its own entry."""
        if name in self.entries:
            return False
        try:
            self.reads["dynamodb"].put_item(
                TableName=TABLE, ConditionExpression="attribute_not_exists(pk)",
                Item={"pk": {"S": self.incident}, "sk": {"S": name},
                      "entry": {"S": json.dumps(entry)}})
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            self.entries = self._load()
            return False
        self.entries[name] = entry
        return True


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("-C", dest="project", required=True)
    parser.add_argument("--bug", default="")
    parser.add_argument("command", choices=["heal"])
    parser.add_argument("--aws", action="store_true")
    parser.add_argument("--event", type=Path)
    parser.add_argument("--queue")
    parser.add_argument("--until-done", action="store_true")
    parser.add_argument("--no-wait", action="store_true")
    parser.add_argument("-o", default="json")
    arguments = parser.parse_args()
    if arguments.queue:
        return _serve(arguments.queue, arguments.bug)
    try:
        said = StandIn(json.loads(arguments.event.read_text()), arguments.bug).advance()
    except (ClientError, BotoCoreError, KeyError, ValueError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(json.dumps(said))
    return 0 if said["outcome"] == "resolved" else 1


def _serve(queue: str, bug: str) -> int:
    """Works through a queue until nothing is left in it and nothing waits."""
    sqs = boto3.client("sqs", region_name=os.environ["AWS_REGION"])
    waiting: list[dict[str, Any]] = []
    idle = 0
    while idle < 3 or waiting:
        messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        idle = 0 if messages else idle + 1
        for message in messages:
            event = json.loads(message["Body"])
            if event["detail"]["state"] in ("FAILED", "TIMEOUT"):
                waiting.append(event)
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        still = []
        for event in waiting:
            try:
                said = StandIn(event, bug).advance()
            except (ClientError, BotoCoreError):
                said = {"outcome": "waiting"}
            if said["outcome"] == "waiting":
                still.append(event)
        waiting = still
        if not messages:
            time.sleep(0.2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
