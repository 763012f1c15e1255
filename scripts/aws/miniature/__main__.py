"""`python3 -m miniature serve --folder DIR [--port N] [--seed N | --plan FILE] [--bare]`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from . import clock


def main() -> int:
    parser = argparse.ArgumentParser(prog="miniature", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve an account on loopback until SIGTERM")
    serve.add_argument("--folder", type=Path, required=True, help="where the logs are written")
    serve.add_argument("--port", type=int, default=0, help="the port; a free one by default")
    serve.add_argument("--seed", type=int, help="faults that this number decides")
    serve.add_argument("--plan", type=Path, help="faults of a file, as a plan was printed")
    serve.add_argument("--bare", action="store_true", help="an empty account")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    clock.enter(folder)
    return _serve(folder, arguments)


def _serve(folder: Path, arguments: argparse.Namespace) -> int:
    # Late, because moto takes a second to load, and under the clock of the world.
    from .control import Control
    from .faults import Plan
    from .server import Server
    from .unreliable import UnreliableWire
    from .world import ENGINE, REGION, World

    folder.mkdir(parents=True, exist_ok=True)
    server = Server(arguments.port)
    world = World(folder, clock.Clock(folder), server.endpoint)
    server.control = Control(world, UnreliableWire(world, Plan()))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    if not arguments.bare:
        plan = json.loads(arguments.plan.read_text()) if arguments.plan else None
        server.control.do_reset(plan, arguments.seed)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    environment = {
        "AWS_ENDPOINT_URL": server.endpoint, "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ENGINE[0], "AWS_SECRET_ACCESS_KEY": ENGINE[1].secret,
        **clock.environment(folder)}
    print(json.dumps({
        "endpoint": server.endpoint, "environment": environment,
        "is_clock_virtual": world.clock.is_virtual,
        "plan": server.control.wire.plan.json()}), flush=True)
    stop.wait()
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
