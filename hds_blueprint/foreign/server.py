"""The recording monitor behind a gRPC server on this machine, for a program in another process."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, resource_pb2_grpc

from hds_blueprint.graph.model import type_of
from hds_blueprint.graph.recording import RecordingMonitor
from hds_blueprint.graph.urns import STACK_TYPE
from hds_blueprint.problem import InputError

_LARGEST_MESSAGE = 64 * 1024 * 1024  # bytes; a program may send a whole archive as an input


@dataclass
class Heard:
    """What went wrong, as the monitor refused it or as the program logged it.

    `finished` says that the program came to its end, where the stack's outputs are registered.
    """

    refused: list[InputError] = field(default_factory=list[InputError])
    logged: list[str] = field(default_factory=list[str])
    finished: bool = False


@contextmanager
def served(monitor: RecordingMonitor) -> Generator[tuple[str, Heard]]:
    """Serves the monitor and an engine for its log; gives the address and what is heard."""
    heard = Heard()
    size = [("grpc.max_receive_message_length", _LARGEST_MESSAGE)]
    server = grpc.server(ThreadPoolExecutor(max_workers=16), options=size)
    listening = cast("resource_pb2_grpc.ResourceMonitorServicer", _Monitor(monitor, heard))
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(listening, server)
    engine_pb2_grpc.add_EngineServicer_to_server(_Engine(heard), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}", heard
    finally:
        server.stop(0).wait()


class _Monitor:
    """Passes each request on, and keeps the reason of the one that is refused."""

    def __init__(self, monitor: RecordingMonitor, heard: Heard) -> None:
        self._monitor = monitor
        self._heard = heard

    def __getattr__(self, name: str) -> Callable[[Any, grpc.ServicerContext], Any]:
        method = getattr(self._monitor, name)

        def answer(request: Any, context: grpc.ServicerContext) -> Any:
            try:
                if name == "RegisterResourceOutputs" and type_of(request.urn) == STACK_TYPE:
                    self._heard.finished = True
                return method(request, context)
            except InputError as error:
                self._heard.refused.append(error)
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))

        return answer


class _Engine(engine_pb2_grpc.EngineServicer):
    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._root = ""

    def Log(self, request: Any, context: object) -> empty_pb2.Empty:  # noqa: N802 - the protocol's names
        if request.severity == engine_pb2.ERROR and len(self._heard.logged) < 20:
            self._heard.logged.append(request.message[:2000])
        return empty_pb2.Empty()

    def SetRootResource(self, request: Any, context: object) -> Any:  # noqa: N802
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()

    def GetRootResource(self, request: Any, context: object) -> Any:  # noqa: N802
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def RequirePulumiVersion(self, request: Any, context: object) -> Any:  # noqa: N802
        return engine_pb2.RequirePulumiVersionResponse()
