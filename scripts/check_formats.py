"""Reads what kintsugi writes with the readers of others, and says what they refuse.

Usage: check_formats.py KINTSUGI WORK_FOLDER, from the root of the repository.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import junitparser
from jsonschema import Draft202012Validator
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

kintsugi, work = sys.argv[1], Path(sys.argv[2])
KINDS = ["project", "rules", "policy", "safety", "overlay", "tests"]
# Mappings in which an author chooses the keys: one more of them is no mistake.
FREE = {"environments", "owners", "define", "state", "actions", "bins", "authority", "remedies",
        "evidence", "change", "set"}
failures = []


def run(*arguments, code=0):
    """The standard output of a call, which must leave with a status."""
    done = subprocess.run([kintsugi, *arguments], capture_output=True, text=True)
    if done.returncode != code:
        failures.append(f"kintsugi {' '.join(arguments)} left with {done.returncode}: {done.stderr}")
    return done.stdout


def documents():
    """Every file of the dialect in the repository, as its own parser reads it."""
    for folder in [".", "rules", "policies", "safety", "overlays", "Tests", "examples"]:
        pattern = "*.yaml" if folder == "." else "**/*.yaml"
        for path in sorted(Path(folder).glob(pattern)):
            done = subprocess.run(
                [kintsugi, "debug", "document", path], capture_output=True, text=True)
            value = json.loads(done.stdout).get("accept")
            if not isinstance(value, dict):
                continue
            kind = str(value.get("kintsugi", "")).split("/")[0]
            if kind in KINDS:
                yield path, kind, value


def mappings(value, name="", place=""):
    """Every closed mapping in a value, with the keys that lead to it, items of a list alike."""
    if name == "change":
        return
    if isinstance(value, dict):
        if name not in FREE:
            yield place, value
        for key, inner in value.items():
            yield from mappings(inner, key, f"{place}.{key}")
    if isinstance(value, list):
        for inner in value:
            yield from mappings(inner, "[]", place + "[]")


# A hundred rules have the same keys: how often a key of one place is damaged is bounded.
AT_MOST = 8


def damaged(document, kind, tried):
    """The document with one mistake at a time that no reader takes, and what the mistake is.

    It is damaged where it stands and put right again: copies of large files take too long.
    """
    def once_more(place):
        tried[kind, place] = tried.get((kind, place), 0) + 1
        return tried[kind, place] <= AT_MOST

    for place, mapping in list(mappings(document)):
        for key, right in list(mapping.items()):
            if not once_more(f"{place}.{key}"):
                continue
            for wrong in ({"zzqqxxjj": {"zzqqxxjj": 1}}, [[[]]]):
                # An author may change anything of any name.
                if key == "change" and isinstance(wrong, dict):
                    continue
                mapping[key] = wrong
                yield f"`{key}` holds {wrong}"
            mapping[key] = right
        if once_more(f"{place}.zzqqxxjj"):
            mapping["zzqqxxjj"] = 1
            yield "an unknown key"
            del mapping["zzqqxxjj"]


def check_schemas():
    validators = {}
    for kind in KINDS + [None]:
        schema = json.loads(run("schema", *([kind] if kind else [])))
        Draft202012Validator.check_schema(schema)
        validators[kind] = Draft202012Validator(schema)
    count = wrong = 0
    tried = {}
    for path, kind, value in documents():
        count += 1
        for name in (kind, None):
            for error in validators[name].iter_errors(value):
                failures.append(f"{path} does not validate ({name}): {error.json_path} {error.message[:200]}")
        for what in damaged(value, kind, tried):
            wrong += 1
            if validators[kind].is_valid(value):
                failures.append(f"{path} validates with {what}")
    if count < 15 or wrong < 1000:
        failures.append(f"only {count} files and {wrong} damaged copies were tried")
    print(f"JSON Schema: {count} files validate, {wrong} damaged copies do not")


def check_reports():
    broken = work / "broken"
    broken.mkdir()
    for name in ["kintsugi.yaml", "rules", "policies", "safety"]:
        subprocess.run(["cp", "-R", name, broken], check=True)
    rules = broken / "rules" / "data.yaml"
    rules.write_text(rules.read_text().replace("kind: widening", "kind: widenning"))
    for folder, code in ((".", 0), (str(broken), 1)):
        sarif, junit = work / "lint.sarif", work / "lint.xml"
        run("lint", "-C", folder, "-o", f"sarif={sarif}", "-o", f"junit={junit}", code=code)
        results = Sarif.model_validate_json(sarif.read_text()).runs[0].results
        suites = junitparser.JUnitXml.fromfile(str(junit))
        failed = sum(suite.failures + suite.errors for suite in suites)
        if (len(results) > 0) != (code == 1) or (failed > 0) != (code == 1):
            failures.append(f"lint of {folder}: {len(results)} results, {failed} failures")
    print("SARIF and JUnit: read with and without problems")


def check_workflow():
    script = Path(os.environ["PYTHONPATH"]) / "bin" / "actionlint"
    if not script.exists():
        print("NOT CHECKED: the workflow, because actionlint is not there")
        return
    for path in sorted(Path("examples/ci").rglob("*.y*ml")):
        done = subprocess.run([script, path], capture_output=True, text=True)
        if done.returncode:
            failures.append(f"actionlint: {done.stdout}{done.stderr}")
    print("GitHub workflow: actionlint has nothing against it")


check_schemas()
check_reports()
check_workflow()
for failure in failures[:40]:
    print("wrong:", failure, file=sys.stderr)
sys.exit(1 if failures else 0)
