"""The time of the world: the machine's, put forward by what a file says.

Nothing here asks for time but the operating system. The world, its jobs and the engine are all
started with a small library that adds the same file's shift to the time of day; so twenty minutes
pass for all of them at once, and no product needs a hook for tests.
"""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

SOURCE = Path(__file__).with_name("shifted_clock.c")


def build(folder: Path) -> Path | None:
    """Compiles the library into a folder; `None` where there is no compiler."""
    compiler = next(filter(None, map(shutil.which, ("clang", "cc", "gcc"))), None)
    if compiler is None:
        return None
    library = folder / "shifted_clock.so"
    command = [compiler, "-O2", "-Wall", "-Werror", "-shared", "-fPIC", str(SOURCE), "-ldl"]
    subprocess.run([*command, "-o", str(library)], check=True)
    return library


def environment(folder: Path) -> dict[str, str]:
    """What a process needs in its environment to have the world's time."""
    library = folder / "shifted_clock.so"
    if not library.exists():
        return {}
    return {"LD_PRELOAD": str(library), "MINIATURE_CLOCK": str(folder / "clock")}


class Clock:
    """Tells the time, and puts it forward where it can."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.shift = 0.0
        if self.is_virtual:
            with self.file.open("r+b") as file:
                self._page = mmap.mmap(file.fileno(), 8)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def seconds(self) -> float:
        return time.time()

    @property
    def is_virtual(self) -> bool:
        return os.environ.get("MINIATURE_CLOCK") == str(self.file)

    def tick(self, seconds: float) -> None:
        """Lets time pass."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        if not self.is_virtual:
            raise RuntimeError("no virtual time: there is no C compiler here")
        self.shift += seconds
        struct.pack_into("=q", self._page, 0, int(self.shift * 1_000_000_000))


def enter(folder: Path) -> None:
    """Starts this program again with the world's clock, unless it has it or cannot have it."""
    if os.environ.get("MINIATURE_CLOCK") == str(folder / "clock"):
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "clock").write_bytes(bytes(8))
    if build(folder) is None:
        return
    os.execve(
        sys.executable, [sys.executable, *sys.orig_argv[1:]],
        {**os.environ, **environment(folder)})
