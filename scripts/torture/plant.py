#!/usr/bin/env python3
"""Plants bugs into a copy of the sources, builds it once, and lets the simulation look for each.

    python3 scripts/torture/plant.py [--seeds N] [--only BUG,BUG] [--release]
    python3 scripts/torture/plant.py --check    only whether each bug has its place in the sources

Prints a line for each bug: found after how many seeds, or missed. Leaves with 1 where more than
one is missed, where the copy without a bug is not clean, or where the table is out of date.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from crash_points import POINTS
from planted_bugs import BUGS

ROOT = pathlib.Path(__file__).resolve().parents[2]
COPY = ROOT / ".build" / "planted"
SWITCH = """internal import Glibc

private let chosen = getenv("KINTSUGI_PLANTED").flatMap { Int(String(cString: $0)) } ?? 0

/// Whether a planted bug is switched on.
public func planted(_ bug: Int) -> Bool { bug == chosen }

private let deadly = getenv("KINTSUGI_CRASH_AT").flatMap { Int(String(cString: $0)) }
private let points = getenv("KINTSUGI_CRASH_POINTS").map { String(cString: $0) }
nonisolated(unsafe) private var passed = 0

/// A point at which the process can be killed: by its number, counted from 0.
public func crashPoint(_ name: String) {
  // One incident is handled at a time, so points are passed one after the other.
  if passed == deadly { kill(getpid(), SIGKILL) }
  passed += 1
  guard let points, let file = fopen(points, "a") else { return }
  fputs(name + "\\n", file)
  fclose(file)
}
"""


def put(path, text):
    """Writes a file where it differs, so that only what changed is built again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def planted_sources():
    """The sources with all bugs in them, by path."""
    texts, wrong = {}, []
    for number, (name, file, right, bad) in enumerate(BUGS, 1):
        text = texts.get(file) or (ROOT / file).read_text()
        bad = bad.replace("{bug}", f"planted({number})")
        found = text.count(right)
        if found != 1:
            wrong.append(f"bug {number} ({name}): its text is found {found} times in {file}")
            continue
        texts[file] = text.replace(right, bad)
    for file, right, points in POINTS:
        text = texts.get(file) or (ROOT / file).read_text()
        if text.count(right) != 1:
            wrong.append(f"a crash point: `{right}` is found {text.count(right)} times in {file}")
            continue
        texts[file] = text.replace(right, points)
    for file, text in texts.items():
        if not file.startswith("Sources/Incidents/") and not re.search(
                r"^(public |internal )?import Incidents$", text, re.MULTILINE):
            texts[file] = "internal import Incidents\n" + text
    if wrong:
        sys.exit("the table of planted bugs is out of date:\n" + "\n".join(wrong))
    return texts


def lay_out():
    texts = planted_sources()
    wanted = set()
    for path in sorted((ROOT / "Sources").rglob("*")):
        if not path.is_file():
            continue
        name = str(path.relative_to(ROOT))
        wanted.add(name)
        if name in texts:
            put(COPY / name, texts[name])
        elif not (COPY / name).exists() or (COPY / name).read_bytes() != path.read_bytes():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, COPY / name)
    put(COPY / "Sources/Incidents/Planted.swift", SWITCH)
    wanted.add("Sources/Incidents/Planted.swift")
    for path in sorted((COPY / "Sources").rglob("*")):
        if path.is_file() and str(path.relative_to(COPY)) not in wanted:
            path.unlink()
    put(COPY / "Package.swift", (ROOT / "Package.swift").read_text())
    for name in ["Tests", "Benchmarks"]:
        link = COPY / name
        if not link.is_symlink():
            link.symlink_to(ROOT / name)


def build(mode, product):
    """Builds a program out of the planted sources, and gives its path."""
    done = subprocess.run(
        ["swift", "build", "-c", mode, "--product", product], cwd=COPY,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        errors = [line for line in done.stdout.splitlines() if "error:" in line]
        sys.exit("the planted sources do not build:\n" + "\n".join(errors[:20] or [done.stdout]))
    return COPY / ".build" / mode / product


def hunt(program, bug, seeds):
    environment = dict(os.environ, KINTSUGI_PLANTED=str(bug))
    try:
        done = subprocess.run(
            [program, "simulate", "--seeds", str(seeds), "--first"], env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
    except subprocess.TimeoutExpired:
        return True, "it never comes to an end"
    if done.returncode == 0:
        return False, f"not in {seeds} seeds"
    match = re.search(r"^seed (\d+): (.*)$", done.stdout, re.MULTILINE)
    return True, f"seed {match[1]}: {match[2][:110]}" if match else "it crashes"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seeds", type=int, default=3000)
    options.add_argument("--only", default="")
    options.add_argument("--release", action="store_true")
    options.add_argument("--check", action="store_true")
    options = options.parse_args()
    if options.check:
        planted_sources()
        return
    lay_out()
    program = build("release" if options.release else "debug", "torture-runs")
    only = [int(word) for word in options.only.split(",") if word]
    chosen = only or [0] + list(range(1, len(BUGS) + 1))
    missed = []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda bug: (bug, hunt(program, bug, options.seeds)), chosen)
        for bug, (found, words) in answers:
            if bug == 0:
                if found:
                    sys.exit(f"the copy without a bug is not clean: {words}")
                print(f"planted  0  clean   no bug, {words}", flush=True)
                continue
            if not found:
                missed.append(bug)
            state = "found " if found else "MISSED"
            print(f"planted {bug:2}  {state}  {BUGS[bug - 1][0]}; {words}", flush=True)
    found = len([bug for bug in chosen if bug]) - len(missed)
    print(f"planted bugs: {found} of {found + len(missed)} found")
    if len(missed) > 1:
        sys.exit(1)


if __name__ == "__main__":
    main()
