#!/usr/bin/env python3
"""Kills the real program at any moment, starts it again, and looks what it did.

    python3 scripts/torture/kills.py [--kills N] [--folder DIR] [--seed N] [--stops N]

A round copies a broken lake, starts one to four healers of its event, kills them with SIGKILL
after a time that the seed draws, up to four times over, then lets one come to its end. Of 0
duplicated effects and 0 lost incidents nothing is taken off: each problem is printed with its
round, and the tool leaves with 1.
"""

import argparse
import concurrent.futures
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from quick_lake import BREAKAGES, KINTSUGI, ROOT, QuickLake, heal, run


def killed(processes):
    """Kills all that live, and counts them."""
    count = 0
    for process in processes:
        process.kill()
    for process in processes:
        if process.wait() == -signal.SIGKILL:
            count += 1
    return count


def spawn(lake):
    return subprocess.Popen(heal(lake), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def round_of_kills(template, base, seed):
    """One round; gives how many healers were killed, and what is wrong then."""
    chance = random.Random(seed)
    lake = template.copy(pathlib.Path(base) / f"round-{seed}")
    kills = 0
    for _ in range(chance.randint(2, 4)):
        workers = chance.choice([1, 1, 1, 2, 3, 4])
        processes = [spawn(lake) for _ in range(workers)]
        # Several share two cores: their moments are spread over as long as all of them take.
        time.sleep(chance.random() * template.seconds * (1 + 0.7 * (workers - 1)))
        kills += killed(processes)
    last = run(heal(lake))
    wanted = 0 if template.outcome == "resolved" else 1
    problem = template.problem(lake)
    if problem is None and last.returncode != wanted:
        problem = f"it leaves with {last.returncode}: {last.stderr}"
    if problem is None:
        shutil.rmtree(lake)
    return kills, problem


def round_of_stops(template, base, seed):
    """Stops everything while healers work; gives the seconds from the stop to the last start."""
    chance = random.Random(seed)
    lake = template.copy(pathlib.Path(base) / f"stop-{seed}")
    processes = [spawn(lake) for _ in range(chance.randint(1, 3))]
    time.sleep(chance.random() * template.seconds)
    run([KINTSUGI, "-C", str(ROOT), "stop", "--lake", str(lake), "--reason", "torture"])
    stopped = time.time()
    for process in processes:
        process.wait()
    time.sleep(0.02)
    starts = lake / "starts"
    times = [float(line.split()[1]) for line in starts.read_text().splitlines()] if starts.exists() else []
    shutil.rmtree(lake)
    return max([moment - stopped for moment in times], default=0.0)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--kills", type=int, default=5000)
    options.add_argument("--stops", type=int, default=0)
    options.add_argument("--folder", default="/dev/shm")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="")
    options = options.parse_args()
    base = tempfile.mkdtemp(prefix="kintsugi-kills-", dir=options.folder)
    names = [options.only] if options.only else list(BREAKAGES)
    begun = time.monotonic()
    templates = [QuickLake(name, base) for name in names]
    kills, rounds, problems, seed = 0, 0, [], options.seed
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        running = set()
        while kills < options.kills or running:
            while kills < options.kills and len(running) < 2:
                template = templates[seed % len(templates)]
                task = pool.submit(round_of_kills, template, base, seed)
                task.name = f"--only {template.breakage} --seed {seed} --kills 1"
                running.add(task)
                seed += 1
            done, running = concurrent.futures.wait(
                running, return_when=concurrent.futures.FIRST_COMPLETED)
            for task in done:
                count, problem = task.result()
                kills, rounds = kills + count, rounds + 1
                if problem:
                    problems.append(f"{task.name}: {problem}")
                    print(f"  scripts/torture/kills.py {problems[-1]}", flush=True)
    duplicates = len([words for words in problems if "duplicated effect" in words])
    lost = len([words for words in problems if "lost" in words])
    print(f"kills: {kills} of healers in {rounds} rounds in {options.folder}, {duplicates} "
          f"duplicated effects, {lost} lost, {len(problems) - duplicates - lost} other problems, "
          f"{time.monotonic() - begun:.0f} s", flush=True)
    if options.stops:
        chosen = [template for template in templates if template.starts]
        late = [round_of_stops(chosen[number % len(chosen)], base, options.seed + number)
                for number in range(options.stops)]
        print(f"stops: {options.stops}, the last start of a job {max(late):.3f} s after the stop, "
              f"at most 5 s are promised", flush=True)
        if max(late) > 5:
            problems.append("the kill switch comes too late")
    if not problems:
        shutil.rmtree(base, ignore_errors=True)
    else:
        print(f"  the lakes of the rounds with a problem are left in {base}")
    sys.exit(1 if problems else 0)


main()
