"""Serves simulated AWS on a port of the loopback interface."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent import futures
from contextlib import contextmanager
from typing import Final

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from hds_blueprint.simulated_aws.faults import Faults
from hds_blueprint.simulated_aws.provider import SimulatedProvider
from hds_blueprint.simulated_aws.world import World

# The engine works on up to four resources for each processor at once; some may hang.
_THREADS: Final = 64
_LARGEST_MESSAGE: Final = 400 * 1024 * 1024


@contextmanager
def serve(world: World, *, port: int = 0, faults: Sequence[str] = (), latency: float = 0.0) -> Generator[int]:
    """Serve a world while the context lasts; the value is the port, a free one where `port` is 0.

    `faults` are written as in fault.py, `latency` is in seconds for each change. Nobody outside
    of this machine can reach the port. Raises FaultError, and OSError where the port is taken.
    """
    provider = SimulatedProvider(world, Faults(world, tuple(faults)), latency)
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="simulated-aws"),
        options=[
            ("grpc.max_receive_message_length", _LARGEST_MESSAGE),
            ("grpc.max_send_message_length", _LARGEST_MESSAGE),
            ("grpc.so_reuseport", 0),
        ],
    )
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    try:
        bound = server.add_insecure_port(f"127.0.0.1:{port}")
    except RuntimeError as error:
        raise OSError(f"port {port} cannot be used: another program has it") from error
    server.start()
    try:
        yield bound
    finally:
        provider.release()
        server.stop(grace=1).wait()


def environment(port: int) -> dict[str, str]:
    """What the engine needs in its environment to attach: nothing is downloaded, nothing asked of AWS."""
    return {
        "PULUMI_DEBUG_PROVIDERS": f"aws:{port}",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "1",
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }
