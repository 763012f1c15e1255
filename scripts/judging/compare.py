#!/usr/bin/env python3
"""Holds the guardrails against a second evaluator that was written from the documents alone.

compare.py KINTSUGI [CASES] [SEED]: makes random safety files with overlays and random cases for
them, lets `kintsugi debug judge` and judge.py say what safety says, and compares verdict, reasons
and what every single constraint said. Leaves with 1 at the first file in which they differ. Every
core takes its part; what a configuration and its cases are depends on the seed alone.
"""

import collections
import concurrent.futures
import json
import os
import random
import subprocess
import sys
import tempfile
import time
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


def compared(kintsugi, seed, first, wanted):
    """Compares some cases, of configurations from one on: how many of each verdict there were."""
    lines, expected = [], []
    for number in range(first, first + FILES_A_RUN):
        maker = cases.Maker(random.Random(f"{seed} {number}"))
        files, safety, judged = made(maker)
        lines.append({"files": files})
        for _ in range(min(CASES_A_FILE, wanted - len(expected))):
            case = maker.case(safety)
            lines.append(case)
            expected.append((number, files, case, judged.judge(named(case))))
        if len(expected) == wanted:
            break
    counts = collections.Counter()
    for ours, (number, files, case, theirs) in zip(run(kintsugi, lines), expected, strict=True):
        counts[theirs["verdict"]] += 1
        if differences(ours, theirs):
            words = [f"{path} {json.dumps(json.loads(files[path]), indent=1)}"
                     for path in sorted(set(files) - set(unchanging()))]
            words += [json.dumps(case), f"kintsugi says {json.dumps(ours)}",
                      f"judge.py says {json.dumps(theirs)}",
                      f"they differ; seed {seed}, configuration {number}"]
            return counts, "\n".join(words)
    return counts, None


def main():
    kintsugi = sys.argv[1]
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    counts, begun, told = collections.Counter(), time.monotonic(), 0
    size = FILES_A_RUN * CASES_A_FILE
    with concurrent.futures.ProcessPoolExecutor() as pool:
        parts = [
            pool.submit(compared, kintsugi, seed, start // CASES_A_FILE, min(size, wanted - start))
            for start in range(0, wanted, size)]
        for part in parts:
            more, difference = part.result()
            counts += more
            if difference:
                pool.shutdown(wait=False, cancel_futures=True)
                raise SystemExit(difference)
            if counts.total() // 1_000_000 > told:
                told = counts.total() // 1_000_000
                print(f"{told} million after {time.monotonic() - begun:.0f} s", flush=True)
    words = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    configurations = -(-counts.total() // CASES_A_FILE)
    print(f"{counts.total()} cases of {configurations} configurations judged alike: {words}")


if __name__ == "__main__":
    main()
