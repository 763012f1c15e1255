"""The ways in which the pipeline breaks, each with what is right to do about it.

They are the kinds of the twelve recorded incidents (`examples/incidents`), done to a live account.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from .flights import RAW, SCRIPT, Clients, table_input

BUCKET = "acme-lake-raw"
Row = dict[str, str]


@dataclass(frozen=True)
class Truth:
    """What is right: `resolved` by one of `actions`, or handed to a person."""

    outcome: str
    actions: tuple[str, ...]
    or_escalate: bool = False

    def accepts(self, outcome: str, action: str) -> bool:
        if outcome == self.outcome and action in self.actions:
            return True
        return self.or_escalate and outcome == "escalated"


@dataclass(frozen=True)
class Breakage:
    """One way to break the pipeline; `mend` is what happens beside the engine a while later."""

    name: str
    about: str
    truth: Truth
    apply: Callable[[Clients, Setup], None]
    mend: Callable[[Clients], None] | None = None
    arguments: dict[str, str] = field(default_factory=dict)


@dataclass
class Setup:
    """What of the world a breakage can set besides the account: the carriers service."""

    throttled_services: int = 0


def objects(aws: Clients) -> dict[str, bytes]:
    """The objects of the day."""
    listing = aws.s3.list_objects_v2(Bucket=BUCKET, Prefix=RAW).get("Contents", [])
    return {entry["Key"]: aws.s3.get_object(Bucket=BUCKET, Key=entry["Key"])["Body"].read()
            for entry in listing}


def rewrite(aws: Clients, change: Callable[[list[str], int], list[str]]) -> None:
    """Rewrites each line of each object of the day; line 0 is the header."""
    for key, body in objects(aws).items():
        is_packed = key.endswith(".gz")
        text = (gzip.decompress(body) if is_packed else body).decode()
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        for number, line in enumerate(csv.reader(io.StringIO(text))):
            writer.writerow(change(line, number))
        written = out.getvalue().encode()
        aws.s3.put_object(
            Bucket=BUCKET, Key=key, Body=gzip.compress(written, mtime=0) if is_packed else written)


def renamed_column(aws: Clients, _: Setup) -> None:
    rewrite(aws, lambda line, n: [
        "departure_delay" if n == 0 and value == "dep_delay" else value for value in line])


def added_column(aws: Clients, _: Setup) -> None:
    rewrite(aws, lambda line, n: [*line[:4], "gate" if n == 0 else f"B{n % 30}", *line[4:]])


def widened_type(aws: Clients, _: Setup) -> None:
    rewrite(aws, lambda line, n: [
        *line[:5], f"5{int(line[5]):09d}" if n % 10 == 1 else line[5], *line[6:]])


def number_became_text(aws: Clients, _: Setup) -> None:
    rewrite(aws, lambda line, n: [
        *line[:10], line[10] if n == 0 else f"{line[10]} miles", *line[11:]])


def null_spike(aws: Clients, _: Setup) -> None:
    rewrite(aws, lambda line, n: [*line[:6], "" if n and n % 3 == 0 else line[6], *line[7:]])


def truncated_file(aws: Clients, _: Setup) -> None:
    key = RAW + "part-0002.csv.gz"
    aws.s3.put_object(Bucket=BUCKET, Key=key, Body=objects(aws)[key][:300])


def malformed_json(aws: Clients, _: Setup) -> None:
    """The day comes as JSON lines, as the catalog says by now, with half a record in the middle."""
    table = table_input("raw_flights")
    table["Parameters"] = {"classification": "json"}
    aws.glue.update_table(DatabaseName="flights", TableInput=table)
    for key, body in objects(aws).items():
        text = (gzip.decompress(body) if key.endswith(".gz") else body).decode()
        lines = [json.dumps(_typed(row)) for row in csv.DictReader(io.StringIO(text))]
        if key.endswith("part-0001.csv"):
            lines[len(lines) // 2] = lines[len(lines) // 2][:60]
        aws.s3.delete_object(Bucket=BUCKET, Key=key)
        aws.s3.put_object(
            Bucket=BUCKET, Key=key.replace(".csv", ".json").removesuffix(".gz"),
            Body=("\n".join(lines) + "\n").encode())


def _typed(row: Row) -> dict[str, object]:
    types: dict[str, Callable[[str], object]] = {
        "year": int, "month": int, "flight": int, "distance": int,
        "dep_delay": float, "arr_delay": float, "air_time": float}
    return {name: types.get(name, str)(value) if value else None for name, value in row.items()}


def late_data(aws: Clients, _: Setup) -> None:
    for key, body in objects(aws).items():
        aws.s3.put_object(Bucket="acme-scripts", Key=f"late/{key}", Body=body)
        aws.s3.delete_object(Bucket=BUCKET, Key=key)


def data_arrives(aws: Clients) -> None:
    for entry in aws.s3.list_objects_v2(Bucket="acme-scripts", Prefix="late/")["Contents"]:
        body = aws.s3.get_object(Bucket="acme-scripts", Key=entry["Key"])["Body"].read()
        aws.s3.put_object(Bucket=BUCKET, Key=entry["Key"].removeprefix("late/"), Body=body)


def out_of_memory(aws: Clients, _: Setup) -> None:
    """The driver collects more than one DPU holds, and less than two."""
    patch_script(
        aws, "    return list(rows)\n",
        "    everything = bytearray(64 << 20)\n    return list(rows)[:len(everything)]\n")


def division_by_zero(aws: Clients, _: Setup) -> None:
    patch_script(
        aws, "    keys = [tuple(",
        "    average = sum(len(row) for row in rows) / (len(rows) - len(rows))\n"
        "    keys = [tuple(")


def patch_script(aws: Clients, old: str, new: str) -> None:
    """Changes the job's own program, as a deployment would."""
    bucket, key = SCRIPT
    text = aws.s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
    if old not in text:
        raise ValueError("the program has no place for the change")
    aws.s3.put_object(Bucket=bucket, Key=key, Body=text.replace(old, new, 1).encode())


def throttled_once(_: Clients, setup: Setup) -> None:
    setup.throttled_services = 1


def bad_catalog_update(aws: Clients, _: Setup) -> None:
    table = table_input("raw_flights")
    for column in table["StorageDescriptor"]["Columns"]:
        if column["Name"] == "distance":
            column["Type"] = "date"
    aws.glue.update_table(DatabaseName="flights", TableInput=table)


RESOLVED = "resolved"
ESCALATED = Truth("escalated", ("escalate",))
BREAKAGES = {breakage.name: breakage for breakage in (
    Breakage("renamed_column", "the upstream system renamed `dep_delay`",
             Truth(RESOLVED, ("coerce_schema",), or_escalate=True), renamed_column),
    Breakage("added_column", "a column `gate` in the middle of every file",
             Truth(RESOLVED, ("coerce_schema",)), added_column),
    Breakage("widened_type", "some of `flight` are 64-bit numbers",
             Truth(RESOLVED, ("coerce_schema",)), widened_type),
    Breakage("number_became_text", "`distance` comes with its unit: no type holds both",
             Truth(RESOLVED, ("quarantine",), or_escalate=True), number_became_text),
    Breakage("null_spike", "a third of `tailnum` is empty",
             Truth(RESOLVED, ("quarantine",), or_escalate=True), null_spike),
    Breakage("truncated_file", "one compressed file of three is cut off",
             Truth(RESOLVED, ("quarantine",)), truncated_file),
    Breakage("malformed_json", "half a record in one file of JSON lines",
             Truth(RESOLVED, ("quarantine",), or_escalate=True), malformed_json),
    Breakage("late_data", "the day's batch comes later",
             Truth(RESOLVED, ("retry_later",)), late_data, mend=data_arrives),
    Breakage("out_of_memory", "the driver collects more than its worker type holds",
             Truth(RESOLVED, ("scale_up",)), out_of_memory),
    Breakage("throttled_once", "a reference service answers 503 once",
             Truth(RESOLVED, ("retry",)), throttled_once),
    Breakage("bad_catalog_update", "somebody made `distance` a date in the catalog",
             Truth(RESOLVED, ("rollback",)), bad_catalog_update),
    Breakage("division_by_zero", "a bug in the job's own program", ESCALATED, division_by_zero),
)}
