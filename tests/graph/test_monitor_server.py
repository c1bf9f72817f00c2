"""The same monitor behind a gRPC server, as a program in another process sees it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import grpc
import pulumi_aws as aws
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime import settings
from pulumi.runtime.proto import resource_pb2, resource_pb2_grpc
from pulumi.runtime.stack import run_in_stack

from hds_blueprint.graph.recording import RecordingMonitor
from tests.graph.programs import recorded, storage


def _served(program: Callable[[], object]) -> RecordingMonitor:
    monitor = RecordingMonitor(project="clinic", stack="test")
    server = grpc.server(ThreadPoolExecutor(max_workers=4))
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    failure: list[BaseException] = []

    def client() -> None:
        settings.reset_options(
            project="clinic", stack="test", monitor_address=f"127.0.0.1:{port}", preview=True
        )
        try:
            asyncio.run(run_in_stack(program))  # pyright: ignore[reportArgumentType]
        except Exception as error:  # noqa: BLE001 - raised again below
            failure.append(error)

    thread = threading.Thread(target=lambda: Context().run(client))
    thread.start()
    thread.join()
    server.stop(0).wait()
    if failure:
        raise failure[0]
    return monitor


def test_the_graph_is_the_same() -> None:
    graph = recorded(storage)
    monitor = _served(storage)
    assert monitor.resources() == graph.resources
    assert monitor.outputs == graph.outputs


def test_an_error_reaches_the_program() -> None:
    with pytest.raises(Exception, match="cannot be answered offline"):
        _served(lambda: aws.rds.get_instance(db_instance_identifier="d"))


def test_what_the_monitor_says_of_itself() -> None:
    monitor = RecordingMonitor(project="clinic", stack="test", config={"clinic:size": "large"})
    information = monitor.GetDeploymentInfo(empty_pb2.Empty())
    assert (information.project, information.stack, information.dryRun) == ("clinic", "test", True)
    assert dict(information.config) == {"clinic:size": "large"}
    for name, supported in (("secrets", True), ("outputValues", False)):
        request = resource_pb2.SupportsFeatureRequest(id=name)
        assert monitor.SupportsFeature(request).hasSupport is supported
