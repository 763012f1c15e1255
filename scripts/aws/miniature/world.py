"""The world: an account whose every call goes through here, to moto or to what moto lacks."""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import shapes
from .call_log import EFFECTS, CallLog
from .calls import Answer, Call
from .catalog import Catalog
from .clock import Clock
from .inside import Inside, InsideError
from .job_events import JobEvents
from .moto_app import MotoApp
from .refusals import Refused, refusal
from .run_logs import streams_of, write_logs
from .runner import End, Runner
from .runs import Run, Runs
from .services import OpsItems, Permissions, Transactions, check_copy, copy_source
from .signatures import Key, Signatures

ACCOUNT = "123456789012"
REGION = "eu-west-1"
ENGINE = ("AKIAMINIATUREENGINE0", Key("engine/secret+of=the/miniature", "engine"))
ADMIN = ("AKIAMINIATUREADMIN00", Key("admin/secret+of=the/miniature", "admin"))
JOB = ("ASIAMINIATUREJOB0000", Key("job/secret", "job", token="token/of+a=job"))

POLL = 0.1
"""Seconds between two looks into a queue that is waited for."""


class World:
    """All state, and the one lock that makes a check and its effect one step, as AWS does."""

    def __init__(self, folder: Path, clock: Clock, endpoint: str) -> None:
        self.folder = folder
        self.clock = clock
        self.endpoint = endpoint
        self.lock = threading.RLock()
        self.moto = MotoApp()
        self.inside = Inside(self.moto, REGION, endpoint.removeprefix("http://"))
        self.log = CallLog(folder, clock)
        self.signatures = Signatures(dict((ENGINE, ADMIN, JOB)))
        self.runner = Runner(self._script, self.ended, self._job_environment)
        self._fresh()

    def _fresh(self) -> None:
        self.catalog = Catalog(self.clock)
        self.permissions = Permissions()
        self.transactions = Transactions(self.clock)
        self.ops_items = OpsItems(self.clock)
        self.runs = Runs(self.clock, self._definition, self.runner.launch)
        self.events = JobEvents(self.folder, self.clock, self.inside, ACCOUNT, REGION)
        self.throttled_services = 0
        self.notes: list[str] = []

    def reset(self) -> None:
        """Forgets everything but the clock, which runs on."""
        for run in self.runs.all():
            if not run.is_final:
                run.state = "STOPPING"
                run.over.wait(5)
        with self.lock:
            self.moto.reset()
            self.log.clear()
            self.signatures.keys = dict((ENGINE, ADMIN, JOB))
            self._fresh()

    def ask(self, call: Call, who: str) -> tuple[Answer, bool]:
        """Answers a call; also says whether it changed what others see."""
        if call.name == "sqs.ReceiveMessage" and (wait := call.params.get("WaitTimeSeconds")):
            return self._poll(call, who, wait)
        with self.lock:
            try:
                if who == "engine":
                    self.permissions.check(call)
                shapes.check(call)
                if who == "engine":
                    self._watch_deletes(call)
                answer = self._handle(call)
            except Refused as error:
                answer = refusal(call, error.code, error.message, error.status)
            if call.service == "sts" and answer.is_success:
                self._learn_keys(answer, who)
        return answer, answer.is_success and call.name in EFFECTS

    def _poll(self, call: Call, who: str, wait: float) -> tuple[Answer, bool]:
        """Waits for messages as moto would, but lets others ask meanwhile."""
        at_once = Call.of(call.request.with_json({**call.params, "WaitTimeSeconds": 0}))
        end = time.monotonic() + wait
        while True:
            answer, changed = self.ask(at_once, who)
            found = not answer.is_success or answer.json().get("Messages")
            if found or time.monotonic() >= end:
                return answer, changed
            time.sleep(POLL)

    def _handle(self, call: Call) -> Answer:
        """The operations that are not moto's alone."""
        if call.service == "webhook":
            return Answer(200, b"ok\n", {"Content-Type": "text/plain"})
        json_handlers: dict[str, Callable[[Call], dict[str, Any]]] = {
            "glue.StartJobRun": self.runs.start,
            "glue.GetJobRun": self.runs.get,
            "glue.GetJobRuns": self.runs.list,
            "glue.BatchStopJobRun": self.runs.stop,
            "glue.GetColumnStatisticsForTable": self._statistics,
            "glue.GetColumnStatisticsForPartition": self._statistics,
            "glue.UpdateColumnStatisticsForTable": self.catalog.update_statistics,
            "glue.UpdateColumnStatisticsForPartition": self.catalog.update_statistics,
            "glue.GetJobBookmark": self.catalog.get_bookmark,
            "glue.ResetJobBookmark": self.catalog.reset_bookmark,
            "glue.ListDataQualityResults": lambda _: {"Results": []},
            "ssm.CreateOpsItem": self.ops_items.create,
            "ssm.GetOpsItem": self.ops_items.get,
        }
        if (handler := json_handlers.get(call.name)) is not None:
            return _json(call, handler(call))
        match call.name:
            case "glue.UpdateTable":
                return self.catalog.update_table(call, self._forward, self._version(call))
            case "glue.CreateTable":
                table = f"{call.params['DatabaseName']}.{call.params['TableInput']['Name']}"
                self.catalog.note_version(table, "1")
            case "glue.GetTableVersions":
                answer = self._forward(call)
                if not answer.is_success:
                    return answer
                return _json(call, self.catalog.table_versions(call, answer))
            case "logs.FilterLogEvents":
                return self._log_events(call)
            case "dynamodb.TransactWriteItems":
                return self.transactions.write(call, self._forward)
            case "iam.SimulatePrincipalPolicy":
                return Answer(200, self.permissions.simulate(call).encode(),
                              {"Content-Type": "text/xml"})
            case "s3.CopyObject":
                bucket, key = copy_source(call)
                check_copy(call, self.inside.etags(bucket).get(key))
        return self._forward(call)

    def _forward(self, call: Call) -> Answer:
        answer = self.moto.ask(call.request)
        name = "x-amz-request-id" if call.service == "s3" else "x-amzn-RequestId"
        if not any(header.lower() == name.lower() for header in answer.headers):
            answer.headers[name] = secrets.token_hex(16)
        return answer

    def _log_events(self, call: Call) -> Answer:
        """`FilterLogEvents` of the streams that a prefix names: moto ignores the prefix."""
        params = dict(call.params)
        prefix = params.pop("logStreamNamePrefix", None)
        if prefix is not None:
            if "logStreamNames" in params:
                raise Refused(
                    "InvalidParameterException",
                    "logStreamNamePrefix and logStreamNames cannot be used together")
            streams = streams_of(self.inside, params["logGroupName"], prefix)
            if streams == []:
                return _json(call, {"events": [], "searchedLogStreams": []})
            if streams is not None:
                params["logStreamNames"] = streams
        answer = self._forward(Call.of(call.request.with_json(params)))
        if not answer.is_success:
            return answer
        told = answer.json()
        return _json(call, {name: value for name, value in told.items() if value is not None})

    def _statistics(self, call: Call) -> dict[str, Any]:
        self._table(call.params["DatabaseName"], call.params["TableName"])
        return self.catalog.column_statistics(call)

    def _version(self, call: Call) -> str:
        """The current version of the table that a call is to change."""
        table = self._table(call.params["DatabaseName"], call.params["TableInput"]["Name"])
        return str(table["VersionId"])

    def _table(self, database: str, name: str) -> dict[str, Any]:
        try:
            return self.inside.call("glue", "GetTable", DatabaseName=database, Name=name)["Table"]
        except InsideError:
            raise Refused("EntityNotFoundException", f"Table {name} not found.") from None

    def _definition(self, job: str) -> dict[str, Any]:
        try:
            return self.inside.call("glue", "GetJob", JobName=job)["Job"]
        except InsideError:
            raise Refused(
                "EntityNotFoundException", f"Failed to start job run due to missing metadata: {job}"
            ) from None

    def _watch_deletes(self, call: Call) -> None:
        """Notes an object that is deleted while no other copy of it exists: it is lost."""
        if call.name == "s3.DeleteObject":
            keys = [call.bucket_and_key[1]]
        elif call.name == "s3.DeleteObjects":
            keys = re.findall(r"<Key>(.*?)</Key>", call.request.body.decode("utf-8", "replace"))
        else:
            return
        bucket = call.bucket_and_key[0]
        etags = self.inside.etags(bucket)
        for key in keys:
            etag = etags.get(key)
            if etag and not any(tag == etag for k, tag in etags.items() if k not in keys):
                self.notes.append(f"lost: s3://{bucket}/{key} is deleted, and was the only copy")

    def _learn_keys(self, answer: Answer, who: str) -> None:
        """Keys that STS gives away sign for whoever asked for them."""
        text = answer.body.decode("utf-8", "replace")
        found = [re.search(f"<{name}>(.*?)</{name}>", text)
                 for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")]
        if all(found):
            key, secret, token = (match.group(1) for match in found if match)
            self.signatures.keys[key] = Key(secret, who if who != "stranger" else "engine", token)

    def _script(self, location: str) -> bytes:
        bucket, _, key = location.removeprefix("s3://").partition("/")
        with self.lock:
            answer = self.inside.object(bucket, key)
        if not answer.is_success:
            raise FileNotFoundError(f"The specified key does not exist: {location}")
        return answer.body

    def _job_environment(self) -> dict[str, str]:
        key, secret = JOB
        return {
            "AWS_ENDPOINT_URL": self.endpoint, "AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": key,
            "AWS_SECRET_ACCESS_KEY": secret.secret, "AWS_SESSION_TOKEN": secret.token or ""}

    def ended(self, run: Run, end: End) -> None:
        """A run is over: its logs first, so that who hears of the end finds them."""
        with self.lock:
            try:
                write_logs(self.inside, self.clock, run, self._definition(run.job), end)
            except (Refused, InsideError) as error:
                self.notes.append(f"the logs of {run.id} were not written: {error}")
            run.state, run.error = end.state, end.error
            run.completed = self.clock.seconds()
            self.events.send(run)
            run.over.set()


def _json(call: Call, value: dict[str, Any]) -> Answer:
    kind = call.request.headers.get("content-type", "application/x-amz-json-1.1")
    return Answer(200, json.dumps(value).encode(), {
        "Content-Type": kind, "x-amzn-RequestId": secrets.token_hex(16)})
