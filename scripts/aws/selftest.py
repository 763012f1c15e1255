"""Holds the miniature AWS to what it promises, with boto3 as the client: `python3 selftest.py`."""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
import sys
import time
import unittest
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar

import boto3
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    ResponseStreamingError,
)

from miniature.breakages import BREAKAGES
from started import HERE, StartedWorld

ENGINE = ("AKIAMINIATUREENGINE0", "engine/secret+of=the/miniature")
SESSION = boto3.session.Session()
INCIDENTS = HERE.parents[1] / "examples" / "incidents"
DAY = {"--day": "2013-04-18"}
MARKER = "inc-0123456789ab.1.0"


def tearDownModule() -> None:
    if WorldTest.shared:
        WorldTest.shared.close()


class WorldTest(unittest.TestCase):
    """One world for all tests, but for those that move its clock; `fresh` empties it."""

    shared: ClassVar[StartedWorld | None] = None

    world: ClassVar[StartedWorld]
    clients: ClassVar[dict[tuple[str, str, int], Any]] = {}

    @classmethod
    def setUpClass(cls) -> None:
        WorldTest.shared = WorldTest.shared or StartedWorld()
        cls.world = WorldTest.shared

    def fresh(self, *faults: dict[str, Any]) -> None:
        self.world.ask("reset", plan={"faults": list(faults)})

    def client(self, service: str, secret: str = ENGINE[1], attempts: int = 1) -> Any:
        known = (service, secret, attempts)
        if known not in self.clients:
            self.clients[known] = SESSION.client(
                service, endpoint_url=self.world.endpoint, region_name="eu-west-1",
                aws_access_key_id=ENGINE[0], aws_secret_access_key=secret,
                config=Config(retries={"total_max_attempts": attempts, "mode": "standard"},
                              connect_timeout=5, read_timeout=10))
        return self.clients[known]

    @contextlib.contextmanager
    def refuses(self, code: str) -> Any:
        with self.assertRaises(ClientError) as caught:
            yield
        self.assertEqual(caught.exception.response["Error"]["Code"], code)

    def start(self, marker: str | None = None, **options: Any) -> str:
        arguments = {**DAY, **({"--kintsugi-attempt": marker} if marker else {})}
        return self.client("glue").start_job_run(
            JobName="ingest_flights", Arguments=arguments, **options)["JobRunId"]

    def ended(self, run: str) -> dict[str, Any]:
        self.world.ask("wait")
        return self.client("glue").get_job_run(JobName="ingest_flights", RunId=run)["JobRun"]


class SignatureTests(WorldTest):
    def test_a_wrong_secret_is_refused_in_the_words_of_each_protocol(self) -> None:
        with self.refuses("InvalidSignatureException"):
            self.client("glue", "wrong").get_job(JobName="ingest_flights")
        with self.refuses("SignatureDoesNotMatch"):
            self.client("s3", "wrong").list_objects_v2(Bucket="acme-lake-raw")
        with self.refuses("SignatureDoesNotMatch"):
            self.client("sts", "wrong").get_caller_identity()

    def test_every_service_accepts_what_botocore_signs(self) -> None:
        self.fresh()
        self.assertEqual(self.client("sts").get_caller_identity()["Account"], "123456789012")
        self.client("glue").get_job(JobName="ingest_flights")
        self.client("logs").describe_log_groups()
        self.client("sqs").list_queues()
        self.client("sns").list_topics()
        self.client("dynamodb").describe_table(TableName="kintsugi-journal")
        s3 = self.client("s3")
        for key in ("a b/naïve-日.txt", "x=1/y+z&q?#.csv", "~._-/(1)'*!"):
            s3.put_object(Bucket="acme-lake-raw", Key=key, Body=b"1")
            self.assertEqual(s3.get_object(Bucket="acme-lake-raw", Key=key)["Body"].read(), b"1")
            s3.delete_object(Bucket="acme-lake-raw", Key=key)
        listed = s3.list_objects_v2(Bucket="acme-lake-raw", Prefix="flights/day=2013-04-18/")
        self.assertEqual(len(listed["Contents"]), 3)

    def test_unsigned_calls_are_refused(self) -> None:
        host = self.world.endpoint.removeprefix("http://")
        connection = http.client.HTTPConnection(host)
        connection.request("POST", "/", b"{}", {
            "x-amz-target": "AWSGlue.GetJobs", "content-type": "application/x-amz-json-1.1"})
        answer = connection.getresponse()
        self.assertEqual(answer.status, 400)
        self.assertIn(b"MissingAuthenticationToken", answer.read())

    def test_temporary_keys_need_their_token(self) -> None:
        self.fresh()
        role = "arn:aws:iam::123456789012:role/kintsugi"
        answer = self.client("sts").assume_role(RoleArn=role, RoleSessionName="test")
        keys = answer["Credentials"]
        options = {"endpoint_url": self.world.endpoint, "region_name": "eu-west-1",
                   "aws_access_key_id": keys["AccessKeyId"],
                   "aws_secret_access_key": keys["SecretAccessKey"]}
        with self.refuses("UnrecognizedClientException"):
            SESSION.client("glue", **options).get_jobs()
        SESSION.client("glue", **options, aws_session_token=keys["SessionToken"]).get_jobs()

    def test_a_field_that_the_operation_does_not_have_is_refused(self) -> None:
        self.fresh()
        glue = self.client("glue", attempts=2)
        glue.meta.events.register(
            "before-call.glue.GetJob",
            lambda params, **_: params.update(body=b'{"JobName":"x","Nmae":1}'))
        with self.refuses("SerializationException"):
            glue.get_job(JobName="ingest_flights")


class RunTests(WorldTest):
    def test_a_run_is_a_program_that_takes_time_and_ends(self) -> None:
        self.fresh()
        run = self.start(MARKER)
        self.assertIn(self.client("glue").get_job_run(
            JobName="ingest_flights", RunId=run)["JobRun"]["JobRunState"], ("STARTING", "RUNNING"))
        with self.refuses("ConcurrentRunsExceededException"):
            self.start()
        ended = self.ended(run)
        self.assertEqual(ended["JobRunState"], "SUCCEEDED")
        self.assertGreaterEqual(ended["CompletedOn"], ended["StartedOn"])
        self.assertGreater(ended["DPUSeconds"], 0)
        self.assertEqual(ended["Arguments"]["--kintsugi-attempt"], MARKER)
        body = self.client("s3").get_object(
            Bucket="acme-lake-curated",
            Key="flights/day=2013-04-18/part-0000.csv")["Body"].read()
        self.assertEqual(len(body.splitlines()), 63)

    def test_every_end_sends_an_event(self) -> None:
        self.fresh()
        run = self.start()
        self.world.ask("wait")
        sqs = self.client("sqs")
        url = sqs.get_queue_url(QueueName="kintsugi-events")["QueueUrl"]
        message = sqs.receive_message(QueueUrl=url)["Messages"][0]
        event = json.loads(message["Body"])
        self.assertEqual(event["detail"]["jobRunId"], run)
        self.assertEqual(event["detail"]["state"], "SUCCEEDED")
        recorded = json.loads((INCIDENTS / "late_data" / "event.json").read_text())
        self.assertEqual(set(event), set(recorded))
        self.assertEqual(set(event["detail"]), set(recorded["detail"]))
        path = self.world.folder / "events" / f"{run}.json"
        self.assertEqual(json.loads(path.read_text()), event)

    def test_a_run_can_be_stopped(self) -> None:
        self.fresh()
        run = self.start()
        answer = self.client("glue").batch_stop_job_run(
            JobName="ingest_flights", JobRunIds=[run, "jr_none"])
        self.assertEqual(len(answer["SuccessfulSubmissions"]), 1)
        self.assertEqual(answer["Errors"][0]["ErrorDetail"]["ErrorCode"], "EntityNotFoundException")
        self.assertEqual(self.ended(run)["JobRunState"], "STOPPED")

    def test_runs_are_told_in_pages_newest_first(self) -> None:
        self.fresh()
        runs = [self.world.ask("fail", job="ingest_flights", message="x", log=["x"])["id"]
                for _ in range(5)]
        pages = self.client("glue").get_paginator("get_job_runs").paginate(
            JobName="ingest_flights", PaginationConfig={"PageSize": 2})
        told = [run["Id"] for page in pages for run in page["JobRuns"]]
        self.assertEqual(told[:5], runs[::-1])
        self.assertEqual(len(told), 6)

    def test_the_shapes_are_those_of_recorded_incidents(self) -> None:
        self.fresh()
        self.world.ask("break", name="throttled_once")
        run = self.ended(self.world.ask("run")["id"])
        recorded = json.loads(
            (INCIDENTS / "throttled_once" / "glue" / "get-job-runs.json").read_text())
        self.assertLessEqual(set(recorded["JobRuns"][0]), set(run))
        self.assertEqual(run["ErrorMessage"], recorded["JobRuns"][0]["ErrorMessage"])
        events = self.client("logs").filter_log_events(
            logGroupName="/aws-glue/jobs/error", logStreamNames=[run["Id"]])["events"]
        self.assertIn("Traceback (most recent call last):", [e["message"] for e in events])
        job = self.client("glue").get_job(JobName="ingest_flights")["Job"]
        recorded = json.loads((INCIDENTS / "throttled_once" / "glue" / "get-job.json").read_text())
        self.assertLessEqual(set(recorded["Job"]), set(job))

    def test_logs_are_of_the_streams_that_a_prefix_names(self) -> None:
        self.fresh()
        runs = [self.world.ask("fail", job="ingest_flights", message="x", log=[f"line {n}"])["id"]
                for n in range(3)]
        logs = self.client("logs")
        told = logs.filter_log_events(
            logGroupName="/aws-glue/jobs/error", logStreamNamePrefix=runs[1])
        self.assertEqual([event["message"] for event in told["events"]], ["line 1"])
        self.assertNotIn("nextToken", told)
        told = logs.filter_log_events(
            logGroupName="/aws-glue/jobs/error", logStreamNamePrefix="jr_none")
        self.assertEqual(told["events"], [])
        with self.refuses("ResourceNotFoundException"):
            logs.filter_log_events(logGroupName="none", logStreamNamePrefix="jr_none")

    def test_continuous_logs_have_a_stream_of_their_own(self) -> None:
        self.fresh()
        run = self.client("glue").start_job_run(JobName="ingest_flights", Arguments={
            **DAY, "--enable-continuous-cloudwatch-log": "true"})["JobRunId"]
        self.world.ask("wait")
        streams = self.client("logs").describe_log_streams(
            logGroupName="/aws-glue/jobs/logs-v2")["logStreams"]
        self.assertEqual([s["logStreamName"] for s in streams], [f"{run}-driver"])


class BreakageTests(WorldTest):
    WORDS: ClassVar[dict[str, str]] = {
        "renamed_column": "Expected: dep_delay but found: departure_delay",
        "added_column": "Expected: carrier but found: gate",
        "widened_type": "column flight, type int",
        "number_became_text": "column distance, type int",
        "null_spike": "column tailnum completeness",
        "truncated_file": "EOFException: Unexpected end of input stream",
        "malformed_json": "MALFORMED_RECORD_IN_PARSING",
        "late_data": "[PATH_NOT_FOUND]",
        "out_of_memory": "ConnectionRefusedError: [Errno 111] Connection refused",
        "throttled_once": "HTTPError: HTTP Error 503: Slow Down",
        "bad_catalog_update": 'cannot cast "DATE" to "BIGINT"',
        "division_by_zero": "ZeroDivisionError: division by zero",
    }

    def test_each_breaks_the_run_in_its_own_words(self) -> None:
        self.assertEqual(set(self.WORDS), set(BREAKAGES))
        for name, words in self.WORDS.items():
            with self.subTest(name):
                self.fresh()
                self.world.ask("break", name=name)
                ended = self.world.ask("run")
                self.assertEqual(ended["state"], "FAILED", ended)
                self.assertIn(words, ended["error"])

    def test_more_memory_helps_what_lacked_memory(self) -> None:
        self.fresh()
        self.world.ask("break", name="out_of_memory")
        self.assertEqual(self.ended(self.start())["JobRunState"], "FAILED")
        run = self.start(WorkerType="G.2X", NumberOfWorkers=2)
        self.assertEqual(self.ended(run)["JobRunState"], "SUCCEEDED")

    def test_a_second_run_mends_what_was_throttled_once(self) -> None:
        self.fresh()
        self.world.ask("break", name="throttled_once")
        self.assertEqual(self.world.ask("run")["state"], "FAILED")
        self.assertEqual(self.world.ask("run")["state"], "SUCCEEDED")

    def test_late_data_arrive(self) -> None:
        self.fresh()
        self.world.ask("break", name="late_data")
        self.assertEqual(self.world.ask("run")["state"], "FAILED")
        self.world.ask("mend", name="late_data")
        self.assertEqual(self.world.ask("run")["state"], "SUCCEEDED")


class StricterThanMotoTests(WorldTest):
    def table(self) -> dict[str, Any]:
        table = self.client("glue").get_table(DatabaseName="flights", Name="raw_flights")["Table"]
        kept = ("Name", "StorageDescriptor", "PartitionKeys", "TableType", "Parameters")
        return {name: table[name] for name in kept}

    def update(self, version: str, marker: str = MARKER, **options: Any) -> None:
        table = self.table()
        table["Parameters"] = {**table["Parameters"], "kintsugi.attempt": marker}
        self.client("glue").update_table(
            DatabaseName="flights", TableInput=table, VersionId=version, **options)

    def test_a_stale_version_is_refused(self) -> None:
        self.fresh()
        self.update("1")
        with self.refuses("ConcurrentModificationException"):
            self.update("1")
        self.update("2", "inc-0123456789ab.1.1")
        self.assertEqual(self.world.ask("oracle")["violations"], [])

    def test_a_skipped_archive_is_no_version(self) -> None:
        self.fresh()
        self.update("1", SkipArchive=True)
        versions = self.client("glue").get_table_versions(
            DatabaseName="flights", TableName="raw_flights")["TableVersions"]
        self.assertEqual([v["VersionId"] for v in versions], ["2"])

    def test_versions_are_told_in_pages_newest_first(self) -> None:
        self.fresh()
        for version in range(1, 5):
            self.update(str(version), f"inc-0123456789ab.{version}.0")
        pages = self.client("glue").get_paginator("get_table_versions").paginate(
            DatabaseName="flights", TableName="raw_flights", PaginationConfig={"PageSize": 2})
        told = [v["VersionId"] for page in pages for v in page["TableVersions"]]
        self.assertEqual(told, ["5", "4", "3", "2", "1"])
        versions = self.client("glue").get_table_versions(
            DatabaseName="flights", TableName="raw_flights")["TableVersions"]
        times = [version["Table"]["UpdateTime"] for version in versions]
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertEqual(len(set(times)), 5)

    def test_one_token_is_one_transaction(self) -> None:
        self.fresh()
        dynamodb = self.client("dynamodb")

        def add(step: str, token: str = "t") -> None:
            dynamodb.transact_write_items(ClientRequestToken=token, TransactItems=[{"Update": {
                "TableName": "kintsugi-journal", "Key": {"pk": {"S": "a"}, "sk": {"S": "b"}},
                "UpdateExpression": "ADD n :n", "ExpressionAttributeValues": {":n": {"N": step}}}}])

        def value() -> str:
            return dynamodb.get_item(
                TableName="kintsugi-journal", Key={"pk": {"S": "a"}, "sk": {"S": "b"}},
                ConsistentRead=True)["Item"]["n"]["N"]

        add("1")
        add("1")
        self.assertEqual(value(), "1")
        with self.refuses("IdempotentParameterMismatchException"):
            add("2")

    def test_a_copy_holds_to_its_condition(self) -> None:
        self.fresh()
        s3 = self.client("s3")
        key = "flights/day=2013-04-18/part-0000.csv"
        source = {"Bucket": "acme-lake-raw", "Key": key}
        etag = s3.head_object(Bucket="acme-lake-raw", Key=key)["ETag"]
        with self.refuses("PreconditionFailed"):
            s3.copy_object(Bucket="acme-lake-raw", Key="copy", CopySource=source,
                           CopySourceIfMatch='"0123"')
        s3.copy_object(
            Bucket="acme-lake-raw", Key="copy", CopySource=source, CopySourceIfMatch=etag)
        s3.delete_object(Bucket="acme-lake-raw", Key=key)
        self.assertEqual(self.world.ask("oracle")["violations"], [])
        s3.delete_object(Bucket="acme-lake-raw", Key="copy")
        self.assertIn("was the only copy", self.world.ask("oracle")["violations"][0])

    def test_denied_actions_are_simulated_and_refused(self) -> None:
        self.fresh()
        self.world.ask("deny", actions=["glue:UpdateTable", "sns:*"])
        results = self.client("iam").simulate_principal_policy(
            PolicySourceArn="arn:aws:iam::123456789012:role/kintsugi",
            ActionNames=["glue:UpdateTable", "glue:GetTable"])["EvaluationResults"]
        self.assertEqual([r["EvalDecision"] for r in results], ["implicitDeny", "allowed"])
        with self.refuses("AccessDeniedException"):
            self.update("1")
        with self.refuses("AccessDenied"):
            self.client("sns").list_topics()

    def test_what_moto_lacks_is_there(self) -> None:
        self.fresh()
        glue, ssm = self.client("glue"), self.client("ssm")
        answer = glue.get_column_statistics_for_table(
            DatabaseName="flights", TableName="raw_flights", ColumnNames=["year"])
        self.assertEqual(answer["Errors"][0]["ColumnName"], "year")
        tags = glue.get_tags(
            ResourceArn="arn:aws:glue:eu-west-1:123456789012:job/ingest_flights")["Tags"]
        self.assertEqual(tags, {"team": "flights"})
        item = {"Title": "x", "Source": "kintsugi", "Description": MARKER, "OperationalData": {
            "/aws/dedup": {"Type": "SearchableString", "Value": '{"dedupString":"inc-1"}'}}}
        ssm.create_ops_item(**item)
        with self.refuses("OpsItemAlreadyExistsException"):
            ssm.create_ops_item(**item)


class FaultTests(WorldTest):
    def jobs(self) -> Any:
        return self.client("glue").get_job(JobName="ingest_flights")

    def test_an_answer_is_lost_before_or_after_its_effect(self) -> None:
        for kind, runs in (("drop-before", 1), ("drop-after", 2)):
            self.fresh({"kind": kind, "operation": "glue.StartJobRun"})
            with self.assertRaises((ConnectionClosedError, EndpointConnectionError)):
                self.start(MARKER)
            self.assertEqual(len(self.world.ask("state")["runs"]), runs, kind)

    def test_a_call_that_comes_twice_is_seen_by_the_oracle(self) -> None:
        self.fresh({"kind": "twice", "operation": "glue.UpdateTable"})
        table = {"Name": "raw_flights", "Parameters": {"kintsugi.attempt": MARKER}}
        self.client("glue").update_table(DatabaseName="flights", TableInput=table)
        self.assertEqual(self.world.ask("effects")[-1]["effects"], 2)

    def test_errors_come_as_the_plan_says(self) -> None:
        self.fresh({"kind": "throttle"}, {"kind": "expired", "at": 2},
                   {"kind": "status", "at": 3, "status": 503, "retry_after": 1})
        with self.refuses("ThrottlingException"):
            self.jobs()
        with self.refuses("ExpiredTokenException"):
            self.jobs()
        with self.refuses("ServiceUnavailable"):
            self.jobs()
        self.jobs()

    def test_bodies_are_cut_or_are_no_json(self) -> None:
        self.fresh({"kind": "cut"}, {"kind": "html", "at": 2})
        with self.assertRaises((ConnectionClosedError, ResponseStreamingError)):
            self.jobs()
        # botocore takes a page of HTML for an empty success: what is missing must be missed.
        self.assertNotIn("Job", self.jobs())
        self.assertIn("Job", self.jobs())

    def test_a_skewed_clock_refuses_and_tells_its_time(self) -> None:
        self.fresh({"kind": "skew", "seconds": 3000})
        with self.assertRaises(ClientError) as caught:
            self.client("s3").list_buckets()
        response = caught.exception.response
        self.assertEqual(response["Error"]["Code"], "RequestTimeTooSkewed")
        told = parsedate_to_datetime(response["ResponseMetadata"]["HTTPHeaders"]["date"])
        self.assertAlmostEqual(told.timestamp() - time.time(), 3000, delta=60)
        with self.refuses("InvalidSignatureException"):
            self.jobs()

    def test_pages_are_short_empty_or_come_again(self) -> None:
        for kind in ("page-short", "page-empty", "page-repeat"):
            self.fresh({"kind": kind})
            for _ in range(3):
                self.world.ask("fail", job="ingest_flights", message="x", log=["x"])
            glue = self.client("glue")
            seen: list[str] = []
            token: dict[str, str] = {}
            for _ in range(12):
                page = glue.get_job_runs(JobName="ingest_flights", MaxResults=2, **token)
                seen += [run["Id"] for run in page["JobRuns"]]
                if "NextToken" not in page:
                    break
                token = {"NextToken": page["NextToken"]}
            self.assertEqual(len(set(seen)), 4, kind)
            self.assertEqual(len(seen), 6 if kind == "page-repeat" else 4, kind)

    def test_reads_are_stale_for_a_while(self) -> None:
        self.fresh({"kind": "stale", "seconds": 0.5, "operation": "glue.GetJobRuns"})
        glue = self.client("glue")
        before = len(glue.get_job_runs(JobName="ingest_flights")["JobRuns"])
        run = self.start(MARKER)
        self.assertEqual(len(glue.get_job_runs(JobName="ingest_flights")["JobRuns"]), before)
        time.sleep(0.6)
        told = glue.get_job_runs(JobName="ingest_flights")["JobRuns"]
        self.assertEqual(told[0]["Id"], run)

    def test_one_seed_decides_everything(self) -> None:
        plans = [self.world.ask("plan", seed=7)["plan"] for _ in range(2)]
        self.assertEqual(plans[0], plans[1])
        self.assertNotEqual(plans[0], self.world.ask("plan", seed=8)["plan"])
        self.assertEqual(
            self.world.ask("plan", plan=json.loads(plans[0]))["plan"], plans[0])


class TimeTests(WorldTest):
    @classmethod
    def setUpClass(cls) -> None:
        cls.world = StartedWorld()

    @classmethod
    def tearDownClass(cls) -> None:
        cls.world.close()

    SCRIPT = """
import boto3
dynamodb = boto3.client("dynamodb")
dynamodb.transact_write_items(ClientRequestToken="t", TransactItems=[{"Update": {
    "TableName": "kintsugi-journal", "Key": {"pk": {"S": "a"}, "sk": {"S": "b"}},
    "UpdateExpression": "ADD n :n", "ExpressionAttributeValues": {":n": {"N": "1"}}}}])
"""

    def add(self) -> None:
        """Adds one under the world's clock, as an engine would."""
        subprocess.run([sys.executable, "-c", self.SCRIPT], check=True,
                       env={**self.world.environment, "AWS_DEFAULT_REGION": "eu-west-1"})

    def test_time_passes_for_the_world_and_for_whoever_lives_in_it(self) -> None:
        if not self.world.has_virtual_time:
            self.skipTest("no C compiler, no virtual time")
        self.fresh()
        self.add()
        self.add()
        self.world.ask("tick", seconds=601)
        self.add()
        calls = self.world.ask("calls")
        self.assertEqual([call["status"] for call in calls], [200, 200, 200])
        times = [datetime.fromisoformat(call["time"]) for call in calls]
        self.assertGreater((times[2] - times[1]).total_seconds(), 600)
        run = self.world.ask("run")
        self.assertEqual(run["state"], "SUCCEEDED", run)


class OracleTests(WorldTest):
    def test_two_runs_of_one_marker_are_a_violation(self) -> None:
        self.fresh()
        for _ in range(2):
            self.start(MARKER)
            self.world.ask("wait")
        self.assertEqual(
            self.world.ask("oracle")["violations"], [f"2 runs were started for {MARKER}"])

    def test_a_failure_that_nobody_is_told_of_is_a_violation(self) -> None:
        self.fresh()
        run = self.world.ask("fail", job="ingest_flights", message="x", log=["x"])["id"]
        self.assertIn(run, self.world.ask("oracle")["violations"][0])
        topic = "arn:aws:sns:eu-west-1:123456789012:flights-oncall"
        sns = self.client("sns")
        for count in (1, 2, 3):
            sns.publish(TopicArn=topic, Message=f"{MARKER} of {run}")
            violations = self.world.ask("oracle")["violations"]
            self.assertEqual(len(violations), 1 if count == 3 else 0, violations)
        self.assertEqual(self.world.ask("oracle")["failures"][run], "told")

    def test_a_version_that_carries_a_mark_along_is_not_a_second_effect(self) -> None:
        self.fresh()
        glue = self.client("glue")
        table = {"Name": "raw_flights", "Parameters": {"kintsugi.attempt": MARKER}}
        glue.update_table(DatabaseName="flights", TableInput=table)
        glue.update_table(DatabaseName="flights", TableInput={
            **table, "Parameters": {"kintsugi.attempt": MARKER, "touched": "yes"}})
        self.assertEqual(self.world.ask("oracle")["violations"], [])


if __name__ == "__main__":
    unittest.main()
