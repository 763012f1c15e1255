#!/usr/bin/env python3
"""Holds the guardrails against a second evaluator that was written from the documents alone.

compare.py KINTSUGI [CASES] [SEED]: makes random safety files with overlays and random cases for
them, lets `kintsugi debug judge` and judge.py say what safety says, and compares verdict, reasons
and what every single constraint said. Leaves with 1 at the first file in which they differ.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import cases
import judge

ROOT = Path(__file__).resolve().parents[2]
CASES_A_FILE = 200
FILES_A_RUN = 50


def unchanging():
    project = (ROOT / "kintsugi.yaml").read_text()
    policy = (ROOT / "policies/healer.yaml").read_text()
    rule = {
        "kintsugi": "rules/v1", "owner": "data-platform",
        "rules": [
            {"id": "some-rule", "title": "Some rule", "when": "run.rows_written == 0",
             "no_data": "skip", "anomaly": "volume", "severity": "high", "mode": "heal"}],
    }
    return {"kintsugi.yaml": project, "policies/healer.yaml": policy,
            "rules/some.yaml": json.dumps(rule)}


def made(maker):
    """A configuration as files, and what judges it here."""
    safety = maker.safety()
    files = dict(unchanging())
    files["safety/guardrails.yaml"] = json.dumps(safety)
    waivers = []
    for environment in cases.ENVIRONMENTS:
        own = maker.waivers(safety, environment)
        if own:
            files[f"overlays/{environment}.yaml"] = json.dumps(
                {"kintsugi": "overlay/v1", "owner": "flights-team", "env": environment,
                 "waivers": own})
        waivers += [dict(waiver, env=environment) for waiver in own]
    return files, safety, judge.Judge(safety, cases.ACTIONS, waivers)


def named(case):
    """The facts as conditions see them: what is None is unknown, and of no anomaly all is."""
    def clean(value):
        if isinstance(value, dict):
            return {key: clean(item) for key, item in value.items() if item is not None}
        if isinstance(value, list):
            return [clean(item) for item in value]
        return value
    return dict(case, facts=clean(case["facts"]))


def run(kintsugi, lines):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as file:
        file.write("\n".join(json.dumps(line) for line in lines) + "\n")
    try:
        done = subprocess.run(
            [kintsugi, "debug", "judge", file.name], capture_output=True, text=True)
    finally:
        os.unlink(file.name)
    if done.returncode != 0:
        print(done.stdout[-2000:], done.stderr[-2000:], sep="\n")
        raise SystemExit("kintsugi could not judge")
    return [json.loads(line) for line in done.stdout.splitlines()]


def differences(ours, theirs):
    # Whoever has nothing to say need not be there.
    def spoken(rulings):
        return {name: verdict for name, verdict in rulings.items() if verdict not in (None, "-")}

    return (
        ours["verdict"] != theirs["verdict"] or ours["because"] != theirs["because"]
        or spoken(ours["rulings"]) != spoken(theirs["rulings"]))


def main():
    kintsugi = sys.argv[1]
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    counts, compared, configurations = {}, 0, 0
    while compared < wanted:
        lines, expected = [], []
        for _ in range(FILES_A_RUN):
            maker = cases.Maker(random.Random(f"{seed} {configurations}"))
            configurations += 1
            files, safety, judged = made(maker)
            lines.append({"files": files})
            for _ in range(min(CASES_A_FILE, wanted - compared)):
                case = maker.case(safety)
                lines.append(case)
                expected.append((configurations - 1, files, case, judged.judge(named(case))))
                compared += 1
            if compared >= wanted:
                break
        for ours, (number, files, case, theirs) in zip(run(kintsugi, lines), expected, strict=True):
            counts[theirs["verdict"]] = counts.get(theirs["verdict"], 0) + 1
            if differences(ours, theirs):
                for path in sorted(set(files) - set(unchanging())):
                    print(path, json.dumps(json.loads(files[path]), indent=1))
                print(json.dumps(case))
                print("kintsugi says", json.dumps(ours))
                print("judge.py says", json.dumps(theirs))
                raise SystemExit(f"they differ; seed {seed}, configuration {number}")
    words = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    print(f"{compared} cases of {configurations} configurations judged alike: {words}")


main()
