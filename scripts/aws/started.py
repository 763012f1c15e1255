"""A miniature AWS in a process of its own, and the test's handle on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

HERE = Path(__file__).resolve().parent


class StartedWorld:
    """Starts `python3 -m miniature serve`, and ends it with the block that it is used in."""

    def __init__(self, folder: Path | None = None, *options: str) -> None:
        self._own = None if folder else tempfile.TemporaryDirectory(prefix="miniature-")
        self.folder = folder or Path(self._own.name if self._own else "")
        command = [sys.executable, "-m", "miniature", "serve", "--folder", str(self.folder)]
        self._process = subprocess.Popen(
            [*command, *options], cwd=HERE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the miniature AWS did not start")
        ready = json.loads(line)
        self.endpoint: str = ready["endpoint"]
        self.has_virtual_time: bool = ready["is_clock_virtual"]
        self._variables: dict[str, str] = ready["environment"]

    def __enter__(self) -> StartedWorld:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stops it, and forgets a folder that was not given."""
        self._process.terminate()
        try:
            self._process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        if self._own:
            self._own.cleanup()

    @property
    def environment(self) -> dict[str, str]:
        """The environment of an engine that is to live in this world."""
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith("AWS_") and not name.endswith("_proxy")}
        return {**kept, **self._variables, "AWS_CONFIG_FILE": "/dev/null",
                "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true"}

    def ask(self, name: str, /, **params: Any) -> Any:
        """Asks `/_world/NAME`."""
        request = urllib.request.Request(
            f"{self.endpoint}/_world/{name}", data=json.dumps(params).encode(),
            headers={"Content-Type": "application/json"}, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=300) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{name}: {error.read().decode()}") from None
