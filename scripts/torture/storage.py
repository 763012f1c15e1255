#!/usr/bin/env python3
"""Takes the storage away from the real program: busy, full, read-only, cut off, and damaged.

    python3 scripts/torture/storage.py [--rounds N] [--seed N]

Whatever happens, the program leaves by itself and says why in words, and once the storage is well
again, the same command ends the incident with each effect once.
"""

import argparse
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from quick_lake import KINTSUGI, ROOT, QuickLake, heal, run

JOURNAL = ".kintsugi/journal.sqlite"
problems = []


def check(name, seed, fine, words):
    """Notes what is not as it should be."""
    if not fine:
        problems.append(f"{name}, round {seed}: {words}")
        print(f"  {problems[-1]}", flush=True)


def check_words(name, seed, done):
    """A failing program leaves by itself, and says something that a person can read."""
    check(name, seed, done.returncode >= 0, f"it dies of signal {-done.returncode}")
    if done.returncode > 1:
        said = done.stderr.strip()
        check(name, seed, said.startswith("kintsugi: ") and "Fatal" not in said,
              f"it leaves with {done.returncode} and says {said!r}")


def busy(template, base, rounds, seed):
    """Another process holds the write lock, for as long as is waited for, and for longer."""
    refused = 0
    for number in range(rounds):
        chance = random.Random(seed + number)
        lake = template.copy(pathlib.Path(base) / "busy")
        run(heal(lake, "--no-wait")) if chance.random() < 0.3 else None
        (lake / ".kintsugi").mkdir(exist_ok=True)
        held = sqlite3.connect(lake / JOURNAL, isolation_level=None, check_same_thread=False)
        held.execute("PRAGMA journal_mode=WAL")
        held.execute("BEGIN IMMEDIATE")
        seconds = chance.choice([0.05, 0.3, 1, 6]) if number % 8 == 0 else chance.random()
        timer = threading.Timer(seconds, lambda: held.execute("COMMIT"))
        timer.start()
        done = run(heal(lake))
        timer.join()
        held.close()
        check_words("busy", number, done)
        refused += 1 if done.returncode > 1 else 0
        run(heal(lake))
        problem = template.problem(lake)
        check("busy", number, problem is None, problem)
    print(f"busy: {rounds} rounds, {refused} times it gave up and said so", flush=True)


def full(template, base, rounds, seed):
    """The disk is full at some byte: a tmpfs of three megabytes, filled up to it."""
    place = pathlib.Path(base) / "full"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True)
    if mounted.returncode != 0:
        print("full: left out, no tmpfs can be mounted here", flush=True)
        return
    refused = 0
    try:
        for number in range(rounds):
            chance = random.Random(seed + number)
            lake = template.copy(place / "lake")
            left = os.statvfs(place)
            keep = chance.randrange(0, 400) * 1024
            filler = place / "filler"
            filler.write_bytes(b"x" * max(0, left.f_bavail * left.f_frsize - keep))
            done = run(heal(lake))
            check_words("full", number, done)
            refused += 1 if done.returncode > 1 else 0
            filler.unlink()
            run(heal(lake))
            # What a full disk takes from the job itself is a failure of the job: a person is told.
            problem = template.problem(lake, may_be_told=True)
            check("full", number, problem is None, problem)
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        done = run(heal(place / "lake"))
        check_words("read-only", 0, done)
        subprocess.run(["mount", "-o", "remount,rw", place], check=True)
        lake = template.copy(place / "lake")
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        done = run(heal(lake))
        check_words("read-only", 1, done)
        check("read-only", 1, done.returncode == 4, f"it leaves with {done.returncode}")
        check("read-only", 1, not (lake / "starts").exists(), "it does something")
        subprocess.run(["mount", "-o", "remount,rw", place], check=True)
        run(heal(lake))
        problem = template.problem(lake)
        check("read-only", 1, problem is None, problem)
    finally:
        subprocess.run(["umount", place], check=True)
    print(f"full: {rounds} rounds, {refused} times it gave up and said so; read-only: 2 rounds",
          flush=True)


def entries(lake):
    """All entries as they can be read, or `None`."""
    try:
        database = sqlite3.connect(lake / JOURNAL)
        try:
            return database.execute(
                "SELECT incident, sequence, body FROM entries ORDER BY 1, 2").fetchall()
        finally:
            database.close()
    except sqlite3.Error:
        return None


def damaged(template, base, rounds, seed):
    """Bytes of the journal change, or its log is cut off, while nobody is at work."""
    detected = 0
    for number in range(rounds):
        chance = random.Random(seed + number)
        lake = template.copy(pathlib.Path(base) / "damaged")
        healer = subprocess.Popen(
            heal(lake), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(template.seconds * chance.uniform(0.3, 1.2))
        healer.kill()
        healer.wait()
        time.sleep(0.03)
        files = [path for path in [lake / JOURNAL, lake / (JOURNAL + "-wal")]
                 if path.exists() and path.stat().st_size > 0]
        if not files:
            continue
        if chance.random() < 0.5 and len(files) == 2:
            database = sqlite3.connect(lake / JOURNAL)
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database.close()
            files = [lake / JOURNAL]
        before = entries_of_copy(lake, base)
        path = chance.choice(files)
        content = bytearray(path.read_bytes())
        if path.name.endswith("-wal") and chance.random() < 0.5:
            del content[chance.randrange(len(content)):]
        else:
            for _ in range(chance.choice([1, 1, 8, 4096])):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        verified = run([KINTSUGI, "-C", str(ROOT), "journal", "verify", "--lake", str(lake)])
        check_words("damaged, verify", number, verified)
        after = entries_of_copy(lake, base)
        is_prefix = before is not None and after is not None and after == before[:len(after)]
        # A log that is cut off loses its end whole; anything else must show.
        check("damaged", number, verified.returncode != 0 or is_prefix or before is None,
              "a changed record is not noticed")
        detected += 1 if verified.returncode != 0 else 0
        done = run(heal(lake))
        check_words("damaged, heal", number, done)
        markers = template.markers(lake)
        check("damaged", number, len(set(markers)) == len(markers), f"started twice: {markers}")
    print(f"damaged: {rounds} rounds, {detected} times `journal verify` says so", flush=True)


def entries_of_copy(lake, base):
    """The entries of a copy: reading a journal may write its log back."""
    copy = pathlib.Path(base) / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(lake / ".kintsugi", copy / ".kintsugi")
    return entries(copy)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    base = tempfile.mkdtemp(prefix="kintsugi-storage-", dir="/dev/shm")
    begun = time.monotonic()
    for name in ["damaged_file", "throttled_once"]:
        template = QuickLake(name, base)
        rounds = options.rounds // 2
        busy(template, base, max(rounds // 4, 1), options.seed)
        full(template, base, rounds, options.seed)
        damaged(template, base, rounds, options.seed)
        for rest in ["busy", "full", "damaged"]:
            shutil.rmtree(pathlib.Path(base) / rest, ignore_errors=True)
    print(f"storage: {len(problems)} problems, {time.monotonic() - begun:.0f} s", flush=True)
    shutil.rmtree(base, ignore_errors=True)
    sys.exit(1 if problems else 0)


main()
