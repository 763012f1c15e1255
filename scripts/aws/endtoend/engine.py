"""The engine as a process: the binary, its project, its environment; nothing that tests it only."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from started import HERE, StartedWorld

ROOT = HERE.parents[1]
LONGEST = 120
"""Seconds of real time after which an engine counts as hanging."""


@dataclass(frozen=True)
class Said:
    """What an engine said when it left."""

    status: int
    outcome: str
    action: str
    incident: str
    errors: str


class Engine:
    """One binary in one world, with the project of `examples/aws`."""

    def __init__(self, command: list[str], world: StartedWorld) -> None:
        self.command = command
        self.world = world
        self.project = world.folder / "project"
        _lay_project(self.project, world.endpoint)

    def start(self, *arguments: str, into: Path | None = None) -> subprocess.Popen[str]:
        """Starts the engine; what a long-lived one prints goes `into` a file."""
        with open(into or "/dev/null", "w") as file:
            return subprocess.Popen(
                [*self.command, "-C", str(self.project), *arguments], cwd=self.world.folder,
                env=self.world.environment, stdin=subprocess.DEVNULL, text=True,
                stdout=file if into else subprocess.PIPE,
                stderr=file if into else subprocess.PIPE)

    def heal(self, event: str, told: bool = False) -> Said:
        """One `heal` of an event, as far as it goes without waiting; `told` names it to a crash."""
        process = self.start("heal", "--aws", "--event", event, "--no-wait", "-o", "json")
        if told:
            self.world.ask("pid", pid=process.pid)
        try:
            out, err = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            return Said(-1, "hanging", "", "", err)
        said = parsed(out)
        return Said(
            process.returncode, str(said.get("outcome", "none")), str(said.get("executed", "")),
            str(said.get("incident", "")), err)


def parsed(text: str) -> dict[str, Any]:
    """The last JSON object that was printed."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _lay_project(folder: Path, endpoint: str) -> None:
    """The project of `examples/aws` with the default rules, and hooks that lead into the world."""
    folder.mkdir(exist_ok=True)
    for name in ("rules", "policies", "safety"):
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True)
    shutil.copytree(ROOT / "examples" / "evidence", folder.parent / "examples" / "evidence",
                    dirs_exist_ok=True)
    text = (ROOT / "examples" / "aws" / "kintsugi.yaml").read_text()
    (folder / "kintsugi.yaml").write_text(
        text.replace("https://hooks.example.com/", f"{endpoint}/_hooks/"))
