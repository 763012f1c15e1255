"""What EventBridge sends when a run ends: into a queue, and as a file a run."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from .clock import Clock
from .inside import Inside, InsideError
from .runs import Run

QUEUE = "kintsugi-events"
SEVERITIES = {"FAILED": "ERROR", "TIMEOUT": "WARN", "ERROR": "ERROR"}
MESSAGES = {"SUCCEEDED": "Job run succeeded", "STOPPED": "Job run stopped",
            "TIMEOUT": "Job run timed out"}


class JobEvents:
    """`Glue Job State Change`, for every end."""

    def __init__(
        self, folder: Path, clock: Clock, inside: Inside, account: str, region: str
    ) -> None:
        self.folder = folder / "events"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._clock = clock
        self._inside = inside
        self._account = account
        self._region = region

    def envelope(self, run: Run) -> dict[str, Any]:
        detail = {
            "jobName": run.job, "severity": SEVERITIES.get(run.state, "INFO"),
            "state": run.state, "jobRunId": run.id,
            "message": run.error or MESSAGES.get(run.state, f"Job run {run.state.lower()}")}
        return {
            "version": "0", "id": str(uuid.uuid4()), "detail-type": "Glue Job State Change",
            "source": "aws.glue", "account": self._account,
            "time": self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"), "region": self._region,
            "resources": [], "detail": detail}

    def send(self, run: Run) -> None:
        text = json.dumps(self.envelope(run))
        path = self.folder / f"{run.id}.json"
        path.write_text(text + "\n")
        try:
            url = self._inside.call("sqs", "GetQueueUrl", QueueName=QUEUE)["QueueUrl"]
            self._inside.call("sqs", "SendMessage", QueueUrl=url, MessageBody=text)
        except InsideError:
            # No queue: nobody listens, as in an account without a rule.
            return
