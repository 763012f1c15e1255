"""Lakes that are broken and quick: the example's, with a job of a few milliseconds in its place.

The quick job keeps what the real one promises: it fails as long as what was broken is, it writes a
line for each of its starts, so that nobody else has to be believed, and publishes what the real
job published when it was healed once.
"""

import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
KINTSUGI = os.environ.get("KINTSUGI", str(ROOT / ".build/release/kintsugi"))
DAY = "2013-04-18"
RAW = f"objects/acme-lake-raw/flights/day={DAY}"
PUBLISHED = f"objects/acme-lake-curated/flights/day={DAY}/part-0000.csv"

# How each breakage must end, and how often its job may be started by a healing.
BREAKAGES = {
    "added_column": ("resolved", 1),
    "widened_type": ("resolved", 1),
    "bad_catalog_update": ("resolved", 1),
    "damaged_file": ("resolved", 1),
    "throttled_once": ("resolved", 1),
    "script_bug": ("escalated", 0),
    # What is done does not help, and is taken back.
    "added_column+script_bug": ("escalated", 2),
    "damaged_file+script_bug": ("escalated", 2),
}

JOB = """#!/bin/sh
# A quick stand-in for the job: it fails as long as what was broken is.
marker=by-schedule
while [ $# -ge 2 ]; do
  [ "$1" = --kintsugi-attempt ] && marker=$2
  shift 2
done
echo "$marker $(date +%s.%N)" >>starts || exit 1
[ -f services/published.csv ] || {{ echo 'ZeroDivisionError: division by zero' >&2; exit 1; }}
set -- catalog/flights.raw_flights/*.json
[ $# -ge {versions} ] || {{
  echo 'IllegalArgumentException: CSV header does not conform to the schema' >&2
  exit 1
}}
for object in {raw}/*.gz; do
  [ ! -f "$object" ] || gzip -t <"$object" 2>/dev/null || {{
    echo "EOFException: Unexpected end of input stream, file $object" >&2
    exit 1
  }}
done
mkdir -p {folder}
cp services/published.csv {folder}/.part && mv {folder}/.part {published}
"""


def heal(lake, *more):
    """The words that heal the lake's failed run."""
    return [KINTSUGI, "-C", str(ROOT), "heal", "--lake", str(lake), "--event",
            f"{lake}/events/jr_nightly.json", *more]


def run(words):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class QuickLake:
    """A template of one breakage: copied for each round, and never healed itself."""

    def __init__(self, breakage, base):
        self.breakage = breakage
        self.outcome, self.starts = BREAKAGES[breakage]
        self.folder = pathlib.Path(base) / f"template-{breakage}"
        shutil.copytree(ROOT / "examples/flights", self.folder)
        for part in breakage.split("+"):
            subprocess.run(["sh", f"breakages/{part}.sh"], cwd=self.folder, check=True)
        run([KINTSUGI, "-C", str(ROOT), "debug", "run", "ingest_flights", "--lake",
             str(self.folder), "--id", "jr_nightly", "--argument", f"day={DAY}"])
        pilot = self.copy(pathlib.Path(base) / f"pilot-{breakage}")
        run(heal(pilot))
        self.versions = len(list((pilot / "catalog/flights.raw_flights").glob("*.json")))
        self.objects = sorted(path.name for path in (pilot / RAW).iterdir())
        if self.outcome == "resolved":
            shutil.copyfile(pilot / PUBLISHED, self.folder / "services/published.csv")
        shutil.rmtree(pilot)
        (self.folder / "jobs/ingest_flights.sh").write_text(JOB.format(
            versions=self.versions, raw=RAW, folder=os.path.dirname(PUBLISHED),
            published=PUBLISHED))
        self.seconds = self.measure(base)

    def measure(self, base):
        """How long a healing takes that nobody disturbs."""
        lake = self.copy(pathlib.Path(base) / f"pilot-{self.breakage}")
        begun = time.monotonic()
        run(heal(lake))
        seconds = time.monotonic() - begun
        problem = self.problem(lake)
        if problem:
            raise SystemExit(f"{self.breakage} does not heal without a disturbance: {problem}")
        shutil.rmtree(lake)
        return seconds

    def copy(self, target):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder, target)
        for event in (target / "events").glob("*.json"):
            event.write_text(event.read_text())
        return target

    def problem(self, lake, may_be_told=False):
        """What is wrong with a lake that was healed; `None` where nothing is.

        `may_be_told`: a person may have been told instead, with nothing done twice.
        """
        markers = self.markers(lake)
        if len(set(markers)) != len(markers):
            return f"duplicated effect: {markers}"
        if may_be_told and self.ends(lake) in ["escalated", "resolved"]:
            return None
        count = len(markers)
        if count != self.starts:
            return f"duplicated effect: the job was started {count} times, not {self.starts}"
        versions = len(list((lake / "catalog/flights.raw_flights").glob("*.json")))
        if versions != self.versions:
            return f"duplicated effect: {versions} versions of the table, not {self.versions}"
        if sorted(path.name for path in (lake / RAW).iterdir()) != self.objects:
            return "the batch does not have the objects that it has when nobody disturbs"
        aside = [path.name for path in lake.glob("objects/*/_quarantine/**/*") if path.is_file()]
        before = sorted(path.name for path in (self.folder / RAW).iterdir())
        if sorted(self.objects + aside) != before:
            return f"lost object: {before} became {self.objects} and {aside}"
        return self.problem_of_journal(lake)

    def markers(self, lake):
        """For which steps the job was started, as it says itself."""
        starts = lake / "starts"
        return [line.split()[0] for line in starts.read_text().splitlines()] if (
            starts.exists()) else []

    def ends(self, lake):
        """How the last incident of a lake ended; `None` where it did not."""
        database = sqlite3.connect(lake / ".kintsugi/journal.sqlite")
        try:
            bodies = database.execute("SELECT body FROM entries ORDER BY incident, sequence")
            match = re.search(r'"ended":{"_0":"(\w+)"', bodies.fetchall()[-1][0])
            return match[1] if match else None
        finally:
            database.close()

    def problem_of_journal(self, lake):
        path = lake / ".kintsugi/journal.sqlite"
        if not path.exists():
            return "lost incident: there is no journal"
        database = sqlite3.connect(path)
        try:
            incidents = database.execute("SELECT id FROM incidents").fetchall()
            bodies = [row[0] for row in database.execute(
                "SELECT body FROM entries ORDER BY incident, sequence")]
        finally:
            database.close()
        if len(incidents) != 1:
            return f"lost incident: there are {len(incidents)} of one failure"
        if f'"ended":{{"_0":"{self.outcome}"' not in bodies[-1]:
            return f"lost incident: it does not end as {self.outcome}: {bodies[-1][:200]}"
        check = run([KINTSUGI, "-C", str(ROOT), "journal", "verify", "--lake", str(lake)])
        if check.returncode != 0:
            return f"the journal is damaged: {check.stdout}{check.stderr}"
        return None
