"""`python -m hds_blueprint.simulated_aws`: serve a world until told to stop."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from types import FrameType

from hds_blueprint.simulated_aws.fault import FaultError
from hds_blueprint.simulated_aws.server import serve
from hds_blueprint.simulated_aws.world import World, WorldError

WAKE_SECONDS = 0.25


def main(arguments: list[str] | None = None) -> int:
    """Serve till SIGTERM or SIGINT. Prints `port=NNNN` when ready. Exit codes: 0, or 2 for bad input."""
    parser = argparse.ArgumentParser(
        prog="python -m hds_blueprint.simulated_aws",
        description="Simulated AWS: a Pulumi provider that keeps its resources in a file.",
    )
    parser.add_argument("--world", required=True, help="SQLite file of the world; made where it is missing")
    parser.add_argument(
        "--port", type=int, default=0, help="port on the loopback interface (default: a free one)"
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="ACTION:VERB[:TYPE][#NAME][@N][xM]",
        help="fail, throttle, hang or lose an operation; may be repeated",
    )
    parser.add_argument(
        "--latency", type=float, default=0.0, help="seconds that each change takes (default: 0)"
    )
    options = parser.parse_args(arguments)
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    try:
        with (
            World(options.world) as world,
            serve(world, port=options.port, faults=options.fault, latency=options.latency) as port,
        ):
            print(f"port={port}", flush=True)
            # The kernel may give the signal to a thread of gRPC, which wakes nobody: so look now and then.
            while not stop.wait(WAKE_SECONDS):
                pass
    except (FaultError, WorldError, OSError) as error:
        print(f"simulated AWS cannot start: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
