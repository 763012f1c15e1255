"""What moto's catalog is too kind about: versions that are locked, archived, told in pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .calls import Answer, Call
from .clock import Clock
from .refusals import Refused

Forward = Callable[[Call], Answer]


@dataclass
class Catalog:
    """Checks in front of moto's catalog, and the parts that moto lacks."""

    clock: Clock
    statistics: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    skipped: set[tuple[str, str]] = field(default_factory=set)
    bookmarks: dict[str, dict[str, Any]] = field(default_factory=dict)
    written: dict[tuple[str, str], float] = field(default_factory=dict)

    def note_version(self, table: str, version: str) -> None:
        """Remembers when a version was written: moto tells the newest time of all of them."""
        self.written[(table, version)] = round(self.clock.seconds(), 3)

    def update_table(self, call: Call, forward: Forward, current: str) -> Answer:
        """`UpdateTable` over the version that was seen only: moto takes any version.

        `current` is the version now. AWS archives the replaced version unless told to skip it.
        """
        wanted = call.params.get("VersionId")
        if wanted is not None and wanted != current:
            raise Refused(
                "ConcurrentModificationException",
                "Update table failed due to concurrent modifications.")
        params = {name: value for name, value in call.params.items()
                  if name not in ("VersionId", "SkipArchive", "Force", "CatalogId")}
        answer = forward(_with(call, params))
        if answer.is_success:
            table = f"{call.params['DatabaseName']}.{call.params['TableInput']['Name']}"
            self.note_version(table, str(int(current) + 1))
            if call.params.get("SkipArchive"):
                self.skipped.add((table, current))
        return answer

    def table_versions(self, call: Call, answer: Answer) -> dict[str, Any]:
        """`GetTableVersions`, newest first, in pages, without what was not archived."""
        name = f"{call.params['DatabaseName']}.{call.params['TableName']}"
        versions = sorted(
            (entry for entry in answer.json()["TableVersions"]
             if (name, entry["VersionId"]) not in self.skipped),
            key=lambda entry: -int(entry["VersionId"]))
        if (token := call.params.get("NextToken")) is not None:
            if not token.startswith("below-"):
                raise Refused("InvalidInputException", "Invalid NextToken")
            versions = [v for v in versions if int(v["VersionId"]) < int(token[6:])]
        size = call.params.get("MaxResults") or 100
        for entry in versions:
            if (time := self.written.get((name, entry["VersionId"]))) is not None:
                entry["Table"]["UpdateTime"] = time
        told: dict[str, Any] = {"TableVersions": versions[:size]}
        if len(versions) > size:
            told["NextToken"] = f"below-{told['TableVersions'][-1]['VersionId']}"
        return told

    def column_statistics(self, call: Call) -> dict[str, Any]:
        """`GetColumnStatisticsForTable` and `…ForPartition`: a column without figures is an error
        of its own in the list, not of the call."""
        place = self._place(call)
        found, errors = [], []
        for name in call.params["ColumnNames"]:
            figures = self.statistics.get((*place, name))
            if figures is not None:
                found.append(figures)
            else:
                errors.append({
                    "ColumnName": name,
                    "Error": {"ErrorCode": "EntityNotFoundException",
                              "ErrorMessage": f"Column statistics of {name} not found"}})
        return {"ColumnStatisticsList": found, "Errors": errors}

    def update_statistics(self, call: Call) -> dict[str, Any]:
        place = self._place(call)
        for figures in call.params["ColumnStatisticsList"]:
            self.statistics[(*place, figures["ColumnName"])] = figures
        return {"Errors": []}

    def reset_bookmark(self, call: Call) -> dict[str, Any]:
        name = call.params["JobName"]
        entry = self.bookmarks.get(name)
        if entry is None:
            raise Refused("EntityNotFoundException", f"Continuation for job {name} not found")
        entry.update(Version=entry["Version"] + 1, Run=0, Attempt=0, JobBookmark="{}")
        return {"JobBookmarkEntry": entry}

    def get_bookmark(self, call: Call) -> dict[str, Any]:
        name = call.params["JobName"]
        if name not in self.bookmarks:
            raise Refused("EntityNotFoundException", f"Continuation for job {name} not found")
        return {"JobBookmarkEntry": self.bookmarks[name]}

    @staticmethod
    def _place(call: Call) -> tuple[str, str]:
        values = "/".join(call.params.get("PartitionValues", []))
        return f"{call.params['DatabaseName']}.{call.params['TableName']}", values


def _with(call: Call, params: dict[str, Any]) -> Call:
    return Call.of(call.request.with_json(params))
