"""Checks one day of raw flights and publishes it as the day's curated partition.

Reads the objects of the partition as the catalog says: its columns, their order, their types. What
does not fit ends the run. Runs again overwrite what runs before them wrote.
"""

import csv
import gzip
import io
import json
import os
import sys
import zlib
from datetime import datetime

sys.path.insert(0, os.environ["GLUE_RUNTIME"])
from glue_job import Account, SparkError, log, run  # noqa: E402

KEY = ("carrier", "flight", "origin", "time_hour")
FAMILIES = {"tinyint": "number", "smallint": "number", "int": "number", "bigint": "number",
            "float": "number", "double": "number", "date": "time", "timestamp": "time",
            "boolean": "boolean", "string": "string"}
RANGES = {"tinyint": 8, "smallint": 16, "int": 32, "bigint": 64}


def main(arguments):
    account = Account()
    database, day = arguments["database"], arguments["day"]
    raw = account.table(database, arguments["raw_table"])
    curated = account.table(database, arguments["curated_table"])
    columns = [(c["Name"], c["Type"]) for c in raw["StorageDescriptor"]["Columns"]]
    wanted = [(c["Name"], c["Type"]) for c in curated["StorageDescriptor"]["Columns"]]
    check_casts(dict(columns), wanted)
    bucket, prefix = place(raw, day)
    source = f"s3://{bucket}/{prefix}"
    print(f"reading {source} as " + ", ".join(f"`{name}` {type}" for name, type in columns))
    log("INFO", f"reading {source}")
    keys = [k for k in account.keys(bucket, prefix + "/") if not k.split("/")[-1].startswith("_")]
    if not keys:
        raise SparkError(
            "AnalysisException", f"[PATH_NOT_FOUND] Path does not exist: {source}.")
    rows = []
    for key in keys:
        rows += read(account.read(bucket, key), f"s3://{bucket}/{key}", columns)
    rows = collect(rows)
    check_quality(rows)
    names = dict(line.split(",", 1) for line in account.get("/_services/carriers").splitlines())
    strange = {row["carrier"] for row in rows} - set(names)
    if strange:
        raise SparkError("ValueError", f"Data quality check failed: no carriers {sorted(strange)}")
    publish(account, curated, day, rows, wanted)


def place(table, day):
    location = table["StorageDescriptor"]["Location"].removeprefix("s3://")
    bucket, _, prefix = location.partition("/")
    return bucket, f"{prefix.rstrip('/')}/day={day}"


def check_casts(types, wanted):
    """What Spark finds before it reads a row."""
    for name, type in wanted:
        if name not in types:
            raise SparkError(
                "AnalysisException",
                "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column or function parameter with name "
                f"`{name}` cannot be resolved")
        families = {FAMILIES.get(types[name], "string"), FAMILIES.get(type, "string")}
        if len(families) > 1 and "string" not in families:
            raise SparkError(
                "AnalysisException",
                f"[DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION] Cannot resolve \"CAST({name} AS "
                f"{type.upper()})\" due to data type mismatch: cannot cast "
                f"\"{types[name].upper()}\" to \"{type.upper()}\".")


def read(body, where, columns):
    if where.endswith(".gz"):
        body = inflate(body, where)
    text = body.decode("utf-8")
    if where.removesuffix(".gz").endswith(".json"):
        return read_json(text, where, columns)
    return read_csv(text, where, columns)


def inflate(body, where):
    try:
        return gzip.decompress(body)
    except EOFError:
        raise SparkError(
            "EOFException", f"Unexpected end of input stream, file {where}") from None
    except (OSError, zlib.error) as error:
        raise SparkError("ZipException", f"{error}, file {where}") from None


def read_csv(text, where, columns):
    lines = csv.reader(io.StringIO(text))
    header = next(lines, [])
    names = [name for name, _ in columns]
    for index in range(max(len(header), len(names))):
        found = header[index] if index < len(header) else "(nothing)"
        expected = names[index] if index < len(names) else "(nothing)"
        if found != expected:
            raise SparkError(
                "IllegalArgumentException",
                f"CSV header does not conform to the schema. Header: {', '.join(header)} "
                f"Schema: {', '.join(names)} Expected: {expected} but found: {found}")
    rows = []
    for number, line in enumerate(lines, 2):
        if len(line) != len(columns):
            raise SparkError(
                "IllegalArgumentException", f"a row has {len(line)} fields, the schema has "
                f"{len(columns)}, line {number}, file {where}")
        for (name, type), value in zip(columns, line, strict=True):
            parse(value, name, type, f"line {number}, file {where}")
        rows.append(dict(zip(names, line, strict=True)))
    return rows


def read_json(text, where, columns):
    rows = []
    for line in text.splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            nulls = ",".join("null" for _ in columns)
            raise SparkError(
                "SparkException",
                "[MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION] Malformed records are detected "
                f"in record parsing: [{nulls}]. Parse Mode: FAILFAST. To process malformed records "
                "as null result, try setting the option 'mode' as 'PERMISSIVE'.") from None
        row = {name: "" if record.get(name) is None else str(record[name]) for name, _ in columns}
        for name, type in columns:
            parse(row[name], name, type, f"file {where}")
        rows.append(row)
    return rows


def parse(value, name, type, where):
    """Holds a value against a type, to the last digit; an empty one is null."""
    if value == "":
        return
    try:
        if type in RANGES:
            if not -(1 << RANGES[type] - 1) <= int(value) < 1 << RANGES[type] - 1:
                raise ValueError
        elif type in ("float", "double"):
            float(value)
        elif type == "date":
            datetime.strptime(value, "%Y-%m-%d")
        elif type == "timestamp":
            datetime.fromisoformat(value)
    except ValueError:
        raise SparkError(
            "NumberFormatException",
            f'For input string: "{value[:80]}", column {name}, type {type}, {where}') from None


def collect(rows):
    """Brings the rows to the driver."""
    return list(rows)


def check_quality(rows):
    filled = sum(1 for row in rows if row["tailnum"]) / len(rows) if rows else 0.0
    keys = [tuple(row[name] for name in KEY) for row in rows]
    repeated = len(keys) - len(set(keys))
    checks = json.dumps({"tailnum_completeness": round(filled, 4), "repeated_keys": repeated})
    print(f"checks {checks} rows {len(rows)}")
    if not rows:
        raise SparkError("ValueError", "Data quality check failed: no rows")
    if filled < 0.9:
        raise SparkError(
            "ValueError", "Data quality check failed: column tailnum completeness "
            f"{filled:.4f} is below 0.90")
    if repeated:
        raise SparkError("ValueError", f"Data quality check failed: {repeated} rows repeat")


def publish(account, table, day, rows, columns):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for name, _ in columns])
    for row in rows:
        for name, type in columns:
            parse(row[name], name, type, "written")
        writer.writerow([row[name] for name, _ in columns])
    bucket, prefix = place(table, day)
    account.write(bucket, f"{prefix}/part-0000.csv", out.getvalue().encode())
    log("INFO", f"wrote {len(rows)} rows to s3://{bucket}/{prefix}")


run(main)
