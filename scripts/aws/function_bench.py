"""What the function costs by itself: its start, one decision while it is warm, its memory.

    scripts/aws/python scripts/aws/function_bench.py .build/release/kintsugi

Own time is the time of the processor that the function's process used, as the kernel counts it: the
miniature AWS beside it is slower than AWS and does not count. Bars: 60 ms, 5 ms, 64 MiB.
"""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from endtoend.engine import Engine  # noqa: E402
from endtoend.function import Function  # noqa: E402
from endtoend.storm import CAUSES  # noqa: E402
from started import StartedWorld  # noqa: E402

STARTS = 9
DECISIONS = 40
TICKS = os.sysconf("SC_CLK_TCK")


def used(pid: int) -> float:
    """Seconds of the processor that a process used so far, to the nanosecond where it is told."""
    try:
        threads = Path(f"/proc/{pid}/task").iterdir()
        return sum(int((one / "schedstat").read_text().split()[0]) for one in threads) / 1e9
    except (OSError, ValueError):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def main() -> int:
    binary = str(Path(sys.argv[1]).resolve())
    starts, walls, decisions, sizes = [], [], [], []
    with StartedWorld() as world:
        engine = Engine([binary], world)
        world.ask("reset")
        world.ask("plan")
        for _ in range(STARTS):
            function = Function(engine)
            starts.append(used(function.process.pid))
            walls.append(function.start_seconds)
            function.close()
        function = Function(engine)
        for number in range(DECISIONS):
            message, log = CAUSES[2]
            run = world.ask("fail", job=f"ingest_flights_{number:04d}", message=message, log=log)
            body = Path(run["event"]).read_text()
            before = used(function.process.pid)
            if function.send([body]):
                raise SystemExit("the function gave the message back")
            decisions.append(used(function.process.pid) - before)
        sizes.append(function.close())
    start, wall = statistics.median(starts) * 1000, min(walls) * 1000
    decision, size = statistics.median(decisions[5:]) * 1000, max(sizes) / 1024
    print(f"function: started in {start:.0f} ms of own time, {wall:.0f} ms with the miniature's")
    print(f"function: an escalation in {decision:.1f} ms of own time, {size:.0f} MiB at most")
    return 0 if start <= 60 and decision <= 5 and size <= 64 else 1


if __name__ == "__main__":
    sys.exit(main())
