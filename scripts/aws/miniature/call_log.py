"""The append-only log of every call: what the oracle judges by."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

from .calls import Call
from .clock import Clock

NOTICES = {"sns.Publish", "ssm.CreateOpsItem", "webhook.POST"}
EFFECTS = NOTICES | {
    "glue.StartJobRun", "glue.UpdateTable", "glue.ResetJobBookmark", "glue.BatchStopJobRun",
    "s3.PutObject", "s3.CopyObject", "s3.DeleteObject", "s3.DeleteObjects",
}
"""Calls that change what others see. Writes of the journal are the engine's own."""


LOOKS = {"sqs.ReceiveMessage", "dynamodb.Query", "dynamodb.GetItem", "sts.GetCallerIdentity"}
"""What an engine asks while it has nothing to do."""


class CallLog:
    """Calls in the order in which they were answered, in memory and in `calls.jsonl`."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._file = (folder / "calls.jsonl").open("a", encoding="utf-8")
        self.entries: list[dict[str, Any]] = []
        self.work = 0

    def add(self, who: str, number: int, call: Call, **facts: Any) -> None:
        entry: dict[str, Any] = {
            "time": self._clock.now().isoformat(timespec="milliseconds"),
            "n": number, "who": who, "service": call.service, "operation": call.operation,
            "subject": call.subject, "digest": call.digest, "marker": call.marker,
            "is_read": call.is_read,
            **{name: value for name, value in facts.items() if value not in (None, 0, [])}}
        if call.name in NOTICES:
            entry["text"] = call.request.body.decode("utf-8", "replace")[:20_000]
        with self._lock:
            self.work += who == "engine" and call.name not in LOOKS
            self.entries.append(entry)
            self._file.write(json.dumps(entry) + "\n")
            self._file.flush()

    def clear(self) -> None:
        with self._lock:
            self.entries.clear()
            self._file.write('{"reset": true}\n')
