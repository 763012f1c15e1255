#!/usr/bin/env python3
"""Marks batches of the real tables that are broken of themselves, by four rules that ask no detector.

usage: natural.py FOLDER    reads FOLDER/history.jsonl, writes FOLDER/natural.jsonl

A batch is marked where
- of a table with a fixed schedule a fifth of the rows or more is not there,
- a column is empty in a tenth of the rows or more, and in twice as many as ever before; or in all, for the first time,
- a whole number is the first that no longer fits into 32 bits,
- a value cannot be: a wind of over 250 miles an hour, a humidity of 0 all day.
"""

import collections
import json
import pathlib
import sys

ROWS = {"bikes": 24, "station": 24, "pedestrians": 24, "electricity": 48, "sea": 48, "glucose": 288}
IMPOSSIBLE = {
    ("weather", "wind_speed"): lambda column: column["max"] > 250,
    ("bikes", "hum"): lambda column: column["max"] == 0,
}


def reasons(line, emptiest, types):
    table, rows = line["table"], line["rows"]
    if rows <= 0.8 * ROWS.get(table, 0):
        yield f"{rows} rows of {ROWS[table]}"
    for column in line["columns"]:
        name, share = column["name"], column["nulls"] / max(rows, 1)
        if line["index"] and share > emptiest[name] and (share == 1 or share >= max(0.1, 2 * emptiest[name])):
            yield f"{name} is empty in {share:.0%} of the rows, before in at most {emptiest[name]:.0%}"
        if types[name] == {"int"} and column.get("type") == "bigint":
            yield f"{name} has the first number beyond 32 bits"
        if column.get("max") is not None and IMPOSSIBLE.get((table, name), lambda _: False)(column):
            yield f"{name} has the value {column['max']}"


def main():
    folder = pathlib.Path(sys.argv[1])
    emptiest = collections.defaultdict(lambda: collections.defaultdict(float))
    types = collections.defaultdict(lambda: collections.defaultdict(set))
    with open(folder / "natural.jsonl", "w", encoding="utf-8") as out:
        for text in open(folder / "history.jsonl", encoding="utf-8"):
            line = json.loads(text)
            table = line["table"]
            why = list(reasons(line, emptiest[table], types[table]))
            if why:
                found = {"table": table, "index": line["index"], "batch": line["batch"], "why": why}
                out.write(json.dumps(found, ensure_ascii=False) + "\n")
            for column in line["columns"]:
                share = column["nulls"] / max(line["rows"], 1)
                emptiest[table][column["name"]] = max(emptiest[table][column["name"]], share)
                if column.get("type"):
                    types[table][column["name"]].add(column["type"])


if __name__ == "__main__":
    main()
