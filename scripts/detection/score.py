#!/usr/bin/env python3
"""Holds the answers of a detector against the truth of the benchmark."""

import collections
import json
import pathlib
import sys

TIERS = ["gross", "moderate", "subtle"]


def broken_of_themselves(truth_path):
    """The clean probes that natural.py marks."""
    path = pathlib.Path(truth_path).with_name("natural.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {f"{m['table']}/{m['index']}/clean/0/" for m in map(json.loads, lines)}


def flagged(answer):
    return [f for f in answer["findings"] if f["mode"] != "shadow"]


def main():
    truth_path, answers_path = sys.argv[1:3]
    detail = "--detail" in sys.argv
    truth = [json.loads(line) for line in open(truth_path, encoding="utf-8")]
    answers = [json.loads(line) for line in open(answers_path, encoding="utf-8")]
    assert len(truth) == len(answers), (len(truth), len(answers))
    clean, false, by_table = 0, [], collections.Counter()
    clean_of = collections.Counter()
    hits, all_ = collections.Counter(), collections.Counter()
    rules = collections.Counter()
    for fact, answer in zip(truth, answers):
        assert fact["id"] == answer["id"]
        found = flagged(answer)
        if fact["tier"] == "clean":
            clean += 1
            clean_of[fact["table"]] += 1
            if found:
                false.append((fact, found))
                by_table[fact["table"]] += 1
                for f in {f["rule"] for f in found}:
                    rules[f] += 1
        else:
            for key in ((fact["tier"],), (fact["kind"], fact["tier"], fact["size"]),
                        (fact["table"], fact["tier"])):
                all_[key] += 1
                hits[key] += bool(found)
    alarms = len(false)
    natural = broken_of_themselves(truth_path) & {fact["id"] for fact in truth}
    told = sum(fact["id"] in natural for fact, _ in false)
    true = sum(hits[(t,)] for t in TIERS)
    print(f"clean batches {clean}, false alarms {alarms}: {1000 * alarms / max(1, clean):.1f} per 1,000")
    print(f"of these {len(natural)} broken of themselves, told {told}; false alarms on the others "
          f"{alarms - told}: {1000 * (alarms - told) / max(1, clean - len(natural)):.1f} per 1,000")
    print("recall " + ", ".join(
        f"{t} {hits[(t,)] / max(1, all_[(t,)]):.3f} ({all_[(t,)]})" for t in TIERS))
    total = sum(all_[(t,)] for t in TIERS)
    precision, recall = true / max(1, true + alarms), true / max(1, total)
    print(f"precision {precision:.3f}, recall {recall:.3f}, F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}")
    if not detail:
        return
    print("\nfalse alarms by table: " + ", ".join(f"{t} {by_table[t]}/{n}" for t, n in clean_of.items()))
    print("false alarms by rule: " + ", ".join(f"{r} {n}" for r, n in rules.most_common()))
    print("\n| fault | tier | size | recall |\n| --- | --- | --- | --- |")
    for key in sorted((k for k in all_ if len(k) == 3), key=lambda k: (k[0], TIERS.index(k[1]), -k[2])):
        print(f"| `{key[0]}` | {key[1]} | {key[2]:g} | {hits[key] / all_[key]:.2f} |")
    tables = sorted({k[0] for k in all_ if len(k) == 2})
    for t in tables:
        print(t, {tier: round(hits[t, tier] / max(1, all_[t, tier]), 2) for tier in TIERS})
    if "--false" in sys.argv:
        for fact, found in false:
            for f in found:
                print(fact["id"], f["rule"], f.get("column"), f["message"][:150], "|", f.get("limit_origin"))


if __name__ == "__main__":
    main()
