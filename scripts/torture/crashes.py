#!/usr/bin/env python3
"""Kills the real program at each of its named points, and at pairs of them, in real lakes.

    python3 scripts/torture/crashes.py [--pairs N] [--release] [--seed N]

The points are planted into a copy of the sources (`crash_points.py`), which is built once. A
counting run tells how many there are; then each is the last thing that a healer does, and the
second of a pair lies in the recovery from the first.
"""

import argparse
import concurrent.futures
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import plant
import quick_lake


def points_of(template, base):
    """The names of the points that a healing passes which nobody kills."""
    lake = template.copy(pathlib.Path(base) / "counted")
    names = pathlib.Path(base) / "points"
    subprocess.run(quick_lake.heal(lake), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env=dict(os.environ, KINTSUGI_CRASH_POINTS=str(names)))
    found = names.read_text().splitlines()
    names.unlink()
    return found


def round_of_deaths(template, base, deaths):
    """Dies at each of some points, one after the other; gives what is wrong after that."""
    lake = template.copy(pathlib.Path(base) / "-".join([template.breakage, *map(str, deaths)]))
    killed = 0
    for point in deaths:
        done = subprocess.run(
            quick_lake.heal(lake), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=dict(os.environ, KINTSUGI_CRASH_AT=str(point)))
        killed += 1 if done.returncode == -9 else 0
    quick_lake.run(quick_lake.heal(lake))
    problem = template.problem(lake)
    if problem is None:
        shutil.rmtree(lake)
    return killed, problem


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--pairs", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--release", action="store_true")
    options = options.parse_args()
    plant.lay_out()
    mode = "release" if options.release else "debug"
    quick_lake.KINTSUGI = str(plant.build(mode, "kintsugi"))
    base = tempfile.mkdtemp(prefix="kintsugi-crashes-", dir="/dev/shm")
    begun = time.monotonic()
    chance = random.Random(options.seed)
    problems, killed, singles, pairs, names = [], 0, 0, 0, set()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for breakage in quick_lake.BREAKAGES:
            template = quick_lake.QuickLake(breakage, base)
            points = points_of(template, base)
            names |= set(points)
            all_pairs = [(first, second) for first in range(len(points))
                         for second in range(len(points))]
            chosen = chance.sample(
                all_pairs, min(len(all_pairs), options.pairs // len(quick_lake.BREAKAGES)))
            deaths = [(point,) for point in range(len(points))] + chosen
            singles, pairs = singles + len(points), pairs + len(chosen)
            answers = pool.map(lambda one: (one, round_of_deaths(template, base, one)), deaths)
            for one, (count, problem) in answers:
                killed += count
                if problem:
                    problems.append(problem)
                    print(f"  {breakage} killed at {one} ({points[one[0]]}): {problem}", flush=True)
    print(f"crash points of the program: {len(names)} names, {singles} single and {pairs} double "
          f"crashes over {len(quick_lake.BREAKAGES)} breakages, {killed} kills, "
          f"{len(problems)} problems, {time.monotonic() - begun:.0f} s", flush=True)
    if not problems:
        shutil.rmtree(base, ignore_errors=True)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
