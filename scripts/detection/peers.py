#!/usr/bin/env python3
"""Two peers, re-implemented over the same profiles: fixed thresholds, and Deequ's 3 sigma.

`fixed`: the schema equals that of the batch before; no column is 5 points emptier than its median of
30 batches; rows are within 40 % of theirs. `sigma`: every metric that Deequ's analyzers give (size,
completeness, distinctness, mean, deviation, minimum, maximum, length) lies within three standard
deviations of its mean over the history (OnlineNormal's bounds, without the point itself).
"""

import json
import sys

import numpy as np


def metrics(line):
    rows = line["rows"]
    out = {"rows": rows}
    for c in line["columns"]:
        full = max(1, rows - (c.get("nulls") or 0))
        out[c["name"], "nulls"] = (c.get("nulls") or 0) / max(1, rows)
        out[c["name"], "distinct"] = (c.get("distinct") or 0) / full
        for key in ("mean", "deviation", "min", "max"):
            if isinstance(c.get(key), (int, float)):
                out[c["name"], key] = float(c[key])
        if "lengths" in c:
            out[c["name"], "length"] = c["lengths"]["mean"]
    return out


def schema(line):
    return [(c["name"], c["type"]) for c in line["columns"]]


class History:
    def __init__(self, lines):
        self.lines = lines
        self.all = [metrics(line) for line in lines]
        self.keys = sorted({k for m in self.all for k in m}, key=str)
        table = np.array([[m.get(k, np.nan) for k in self.keys] for m in self.all])
        known = ~np.isnan(table)
        zero = np.where(known, table, 0)
        self.table = table
        self.count = np.cumsum(known, axis=0)
        self.sum, self.square = np.cumsum(zero, axis=0), np.cumsum(zero * zero, axis=0)


def fixed(history, probe, n):
    if schema(probe) != schema(history.lines[n - 1]):
        return ["schema"]
    now, found = metrics(probe), []
    for i, key in enumerate(history.keys):
        if key != "rows" and key[1] != "nulls":
            continue
        past = history.table[max(0, n - 30):n, i]
        past = past[~np.isnan(past)]
        if not len(past) or key not in now:
            continue
        usual = np.median(past)
        if key == "rows":
            if not .6 * usual <= now[key] <= 1.4 * usual:
                found.append("rows")
        elif now[key] > usual + .05:
            found.append("nulls")
    return found


def sigma(history, probe, n):
    now, found = metrics(probe), []
    for i, key in enumerate(history.keys):
        count = history.count[n - 1, i]
        if key not in now or count < 10:
            continue
        mean = history.sum[n - 1, i] / count
        spread = np.sqrt(max(0, history.square[n - 1, i] / count - mean * mean))
        if abs(now[key] - mean) > 3 * spread + 1e-9 * abs(mean):
            found.append(str(key))
    return found


def main():
    judge = {"fixed": fixed, "sigma": sigma}[sys.argv[1]]
    lines = {}
    for line in open(sys.argv[2], encoding="utf-8"):
        line = json.loads(line)
        lines.setdefault(line["table"], []).append(line)
    tables = {name: History(sorted(all_, key=lambda b: b["index"])) for name, all_ in lines.items()}
    for line in open(sys.argv[3], encoding="utf-8"):
        probe = json.loads(line)
        found = judge(tables[probe["table"]], probe, probe["index"])
        print(json.dumps({"id": probe["id"], "findings": [{"rule": r, "mode": "alert"} for r in found]}))


if __name__ == "__main__":
    main()
