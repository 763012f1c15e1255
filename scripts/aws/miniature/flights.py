"""The account with one working pipeline in it: the lake of `examples/flights`, as AWS has it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from .job_events import QUEUE
from .world import ADMIN, REGION

ROOT = Path(__file__).resolve().parents[3]
LAKE = ROOT / "examples" / "flights"
SCRIPTS = Path(__file__).resolve().parent.parent / "jobs"
JOB = "ingest_flights"
SCRIPT = ("acme-scripts", "ingest_flights.py")
BUCKETS = ("acme-lake-raw", "acme-lake-curated", "acme-scripts")
TOPIC = "flights-oncall"
JOURNAL = "kintsugi-journal"
DAY = "2013-04-18"
RAW = f"flights/day={DAY}/"


class Clients:
    """The test's own boto3 clients: its calls are never spoilt."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._session = boto3.session.Session(
            aws_access_key_id=ADMIN[0], aws_secret_access_key=ADMIN[1].secret,
            region_name=REGION)
        self._clients: dict[str, Any] = {}

    def __getattr__(self, service: str) -> Any:
        if service.startswith("_"):
            raise AttributeError(service)
        if service not in self._clients:
            self._clients[service] = self._session.client(
                service, endpoint_url=self._endpoint,
                config=Config(retries={"total_max_attempts": 1}))
        return self._clients[service]


def furnish(aws: Clients) -> None:
    """Puts everything into an empty account: catalog, objects, job, topic, queue, journal."""
    for bucket in BUCKETS:
        aws.s3.create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    for path in sorted((LAKE / "objects").rglob("*")):
        if path.is_file():
            bucket, _, key = str(path.relative_to(LAKE / "objects")).partition("/")
            aws.s3.put_object(Bucket=bucket, Key=key, Body=path.read_bytes())
    aws.s3.put_object(
        Bucket=SCRIPT[0], Key=SCRIPT[1], Body=(SCRIPTS / "ingest_flights.py").read_bytes())
    aws.glue.create_database(DatabaseInput={"Name": "flights"})
    for name in ("raw_flights", "curated_flights"):
        aws.glue.create_table(DatabaseName="flights", TableInput=table_input(name))
    create_job(aws, JOB)
    aws.sns.create_topic(Name=TOPIC)
    aws.sns.create_topic(Name="governance")
    create_queues(aws)
    create_journal(aws)


def table_input(name: str) -> dict[str, Any]:
    """A table of the example, as `CreateTable` takes it."""
    path = LAKE / "catalog" / f"flights.{name}" / "000001.json"
    table = json.loads(path.read_text())
    kept = ("Name", "StorageDescriptor", "PartitionKeys", "TableType", "Parameters")
    return {key: table[key] for key in kept}


def create_job(aws: Clients, name: str, tags: dict[str, str] | None = None) -> None:
    definition = json.loads((LAKE / "jobs" / "ingest_flights.json").read_text())
    kept = ("Role", "ExecutionProperty", "DefaultArguments", "MaxRetries", "Timeout",
            "WorkerType", "NumberOfWorkers", "GlueVersion", "ExecutionClass")
    aws.glue.create_job(
        Name=name, Tags=tags or {"team": "flights"},
        Command={"Name": "glueetl", "PythonVersion": "3",
                 "ScriptLocation": f"s3://{SCRIPT[0]}/{SCRIPT[1]}"},
        **{key: definition[key] for key in kept})


def create_queues(aws: Clients) -> None:
    dead = aws.sqs.create_queue(QueueName=f"{QUEUE}-dead")["QueueUrl"]
    arn = aws.sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])
    redrive = {"deadLetterTargetArn": arn["Attributes"]["QueueArn"], "maxReceiveCount": "5"}
    aws.sqs.create_queue(QueueName=QUEUE, Attributes={
        "VisibilityTimeout": "360", "RedrivePolicy": json.dumps(redrive)})


def create_journal(aws: Clients) -> None:
    """The table of the journal, as `deploy/template.yaml` makes it."""
    aws.dynamodb.create_table(
        TableName=JOURNAL, BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"},
                              {"AttributeName": "sk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"},
                   {"AttributeName": "sk", "KeyType": "RANGE"}])
    aws.dynamodb.update_time_to_live(
        TableName=JOURNAL,
        TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"})
