"""Profiles of batches in Kintsugi's format of lines (docs/profile.md), made with pandas."""

import hashlib
import re

import numpy as np
import pandas as pd

SHARES = [("p01", .01), ("p05", .05), ("p25", .25), ("p50", .5), ("p75", .75), ("p95", .95), ("p99", .99)]
INTEGER = re.compile(r"[+-]?\d{1,19}$")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
DATE = re.compile(r"\d{4}-\d\d-\d\d$")
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?$")


def mask(text):
    out, last = [], None
    for c in text[:200]:
        k = ("9" if "0" <= c <= "9" else "A" if "A" <= c <= "Z" else "a" if "a" <= c <= "z"
             else "U" if ord(c) > 127 and c.isalpha() else " " if c.isspace() else None)
        if k is None or k != last:
            out.append(k or c)
        last = k
    return "".join(out)[:40]


def listed(counts):
    pairs = sorted(((str(v), int(n)) for v, n in counts.items()),
                   key=lambda p: (-p[1], p[0].encode("utf-8", "replace")))[:20]
    return [{"value": v, "count": n} for v, n in pairs]


def text_type(values):
    """The types as which every value parses, narrowest first."""
    unique = set(values)
    if unique and all(INTEGER.match(v) for v in unique):
        wide = any(abs(int(v)) > 2**31 - 1 for v in unique)
        return (["bigint"] if wide else ["int", "bigint"]) + ["double", "string"]
    if unique and all(NUMBER.match(v) for v in unique):
        return ["double", "string"]
    if unique and all(DATE.match(v) for v in unique):
        return ["date", "timestamp", "string"]
    if unique and all(TIME.match(v) for v in unique):
        return ["timestamp", "string"]
    return ["string"]


def number(x):
    x = float(x)
    return int(x) if x.is_integer() and abs(x) < 2**53 else x


def numbers(out, values):
    a = values.to_numpy(dtype=float)
    if len(a):
        q = np.quantile(a, [s for _, s in SHARES], method="inverted_cdf")
        out.update(min=number(a.min()), max=number(a.max()), mean=float(a.mean()),
                   deviation=float(a.std()), quantiles={n: float(v) for (n, _), v in zip(SHARES, q)})


def column(name, series, kind, integers):
    values = series.dropna()
    out = {"name": name, "nulls": int(series.isna().sum()), "distinct": int(values.nunique())}
    if series.dtype == bool:
        out.update(type="boolean", top=listed(values.map({True: "true", False: "false"}).value_counts()))
        return out
    if pd.api.types.is_datetime64_any_dtype(series):
        out["type"] = "timestamp"
        if kind == "csv":
            out["fits"] = ["timestamp", "string"]
        if len(values):
            seconds = pd.Series(values.astype("datetime64[s]").astype("int64").to_numpy())
            bounds = (values.min(), values.max())
            numbers(out, seconds)
            out.pop("mean"), out.pop("deviation")
            out.update(zip(("min", "max"), (b.strftime("%Y-%m-%dT%H:%M:%SZ") for b in bounds)))
        out["top"] = listed(values.dt.strftime("%Y-%m-%dT%H:%M:%SZ").value_counts())
        return out
    if pd.api.types.is_numeric_dtype(series):
        whole = len(values) == 0 or bool((values % 1 == 0).all())
        plain = name in integers and whole
        if kind == "csv":
            wide = len(values) and values.abs().max() > 2**31 - 1
            ints = (["bigint"] if wide else ["int", "bigint"]) if plain else []
            out["fits"] = ints + ["double", "string"]
            out["type"] = out["fits"][0]
        else:
            out["type"] = "bigint" if plain else "double"
        numbers(out, values)
        text = values.astype("int64").astype(str) if plain else values.map(lambda v: repr(float(v)))
        out["top"] = listed(text.value_counts()) if len(values) else []
        return out
    values = values.astype(str)
    types = text_type(values) if kind == "csv" and len(values) else ["string"]
    if kind == "csv":
        out["fits"] = types
    out["type"] = types[0]
    if types[0] in ("int", "bigint", "double"):
        numbers(out, pd.to_numeric(values))
    elif len(values):
        sizes = values.str.len()
        out.update(min=min(values, key=lambda v: v.encode("utf-8", "replace")),
                   max=max(values, key=lambda v: v.encode("utf-8", "replace")),
                   lengths={"min": int(sizes.min()), "mean": float(sizes.mean()), "max": int(sizes.max())},
                   shapes=listed(values.map(mask).value_counts()))
        if types[0] == "date":
            seconds = pd.to_datetime(values).astype("datetime64[s]").astype("int64")
            dates = {}
            numbers(dates, pd.Series(seconds.to_numpy()))
            out["quantiles"] = dates["quantiles"]
            out.pop("shapes"), out.pop("lengths")
    out["top"] = listed(values.value_counts()) if len(values) else []
    return out


class Profiler:
    """Makes lines; columns that a fault did not touch are taken from the clean batch."""

    def __init__(self, table):
        self.table, self.clean = table, {}

    def line(self, index, frame, touched=None, time=None, date=None):
        """The line of a batch; columns that are not `touched` (`None`: all are) are the clean ones."""
        table, columns = self.table, []
        for name in frame.columns:
            if touched is not None and name not in touched:
                if (index, name) not in self.clean:
                    self.clean[index, name] = column(
                        name, table.batches[index][name], table.kind, table.integers)
                columns.append(self.clean[index, name])
            else:
                columns.append(column(name, frame[name], table.kind, table.integers))
        date = date or table.dates[index]
        # The batch of a day arrives at six in the morning of the next, give or take half an hour.
        jitter = int(hashlib.sha256(f"{table.name}{index}".encode()).hexdigest()[:6], 16) % 1800
        arrived = date + pd.Timedelta(hours=30, seconds=jitter) + (time or pd.Timedelta(0))
        # Null is null: rows are compared cell by cell over text.
        hashes = pd.util.hash_pandas_object(frame.astype(str), index=False)
        return {
            "kintsugi": "profile/v1", "table": table.name, "index": index,
            "batch": f"day={date:%Y-%m-%d}", "time": f"{arrived:%Y-%m-%dT%H:%M:%SZ}",
            "digest": hashlib.sha256(hashes.to_numpy().tobytes() + repr(list(frame.columns)).encode()).hexdigest()[:16],
            "rows": len(frame), "duplicate_rows": int(hashes.duplicated().sum()), "columns": columns,
        }

