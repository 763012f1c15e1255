#!/usr/bin/env python3
"""Writes history, clean probes and faulty probes of every table, seeded: the same bytes each time."""

import json
import pathlib
import sys
import zlib

import numpy as np

import faults
import profiles
import tables

WARM_UP = 30


def emit(file, line):
    file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def build(table, folder, each, seed):
    profiler = profiles.Profiler(table)
    count = len(table.batches)
    lines = [profiler.line(i, table.batches[i], touched=set()) for i in range(count)]
    with open(folder / "history.jsonl", "a", encoding="utf-8") as file:
        for line in lines:
            emit(file, line)
    probes = open(folder / "probes.jsonl", "a", encoding="utf-8")
    truth = open(folder / "truth.jsonl", "a", encoding="utf-8")

    def probe(line, kind, tier, size, column):
        line = dict(line, id=f"{table.name}/{line['index']}/{kind}/{size}/{column or ''}")
        emit(probes, line)
        emit(truth, {"id": line["id"], "table": table.name, "kind": kind, "tier": tier, "size": size})

    for i in range(WARM_UP, count):
        probe(lines[i], "clean", "clean", 0, None)
    for kind, fault, sizes in faults.KINDS:
        for tier, size in sizes:
            generator = np.random.default_rng([seed, zlib.crc32(f"{table.name}{kind}{size}".encode())])
            made, tries = 0, 0
            while made < each and tries < each * 5:
                tries += 1
                case = faults.Case(table, int(generator.integers(WARM_UP, count)), generator)
                if not fault(case, size):
                    continue
                made += 1
                if case.copy_of is not None:
                    line = dict(lines[case.copy_of], index=case.index,
                                batch=lines[case.index]["batch"], time=lines[case.index]["time"])
                else:
                    line = profiler.line(case.index, case.frame, case.touched, case.time)
                probe(line, kind, tier, size, case.column)
    print(f"{folder.name} {table.name}: {count} batches", file=sys.stderr, flush=True)


def main():
    target, each, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    wanted = sys.argv[4:] or ["development", "held_out", "unseen"]
    sets = (("development", tables.DEVELOPMENT), ("held_out", tables.HELD_OUT),
            ("unseen", tables.UNSEEN))
    for name, makers in sets:
        if name not in wanted:
            continue
        folder = target / name
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.jsonl"):
            old.unlink()
        for make in makers:
            build(make(), folder, each, seed)


if __name__ == "__main__":
    main()
