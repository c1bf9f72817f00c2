"""The real engine with a provider that accepts everything, for comparisons."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc

from hds_blueprint.graph.data_sources import DataSources
from hds_blueprint.graph.markers import Markers


class _Accepting(provider_pb2_grpc.ResourceProviderServicer):
    """A preview of this provider has the inputs as outputs, and nothing else is known."""

    def Handshake(self, request, context):  # noqa: N802
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, accept_resources=True)

    def Attach(self, request, context):  # noqa: N802
        return empty_pb2.Empty()

    def GetPluginInfo(self, request, context):  # noqa: N802
        return plugin_pb2.PluginInfo(version="7.51.1")

    def CheckConfig(self, request, context):  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def Configure(self, request, context):  # noqa: N802
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True, acceptResources=True)

    def Check(self, request, context):  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def Create(self, request, context):  # noqa: N802
        return provider_pb2.CreateResponse(id="", properties=request.properties)

    def Read(self, request, context):  # noqa: N802
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties)

    def Invoke(self, request, context):  # noqa: N802
        answer = struct_pb2.Struct()
        answer.update(
            DataSources({}, Markers(project="clinic", stack="test")).answer(
                request.tok, json_format.MessageToDict(request.args), "eu-west-3"
            )
        )
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(answer)
        return response


@contextmanager
def _served(add: Callable[[grpc.Server], None]) -> Iterator[int]:
    server = grpc.server(ThreadPoolExecutor(max_workers=8))
    add(server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(0).wait()


def preview(program: Callable[[], object], folder: Path) -> str:
    """What `pulumi preview --json` says of a first deployment (project clinic, stack test)."""
    (folder / "Pulumi.yaml").write_text("name: clinic\nruntime: python\n")
    (folder / "state").mkdir()

    def provider(server: grpc.Server) -> None:
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(_Accepting(), server)

    def language(server: grpc.Server) -> None:
        language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageServer(program), server)  # type: ignore[arg-type]

    with _served(provider) as provider_port, _served(language) as language_port:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_DEBUG_PROVIDERS": f"aws:{provider_port}",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "1",
            "PULUMI_SKIP_UPDATE_CHECK": "1",
        }

        def pulumi(*arguments: str) -> str:
            done = subprocess.run(
                ["pulumi", *arguments, "--non-interactive"],
                capture_output=True, text=True, cwd=folder, env=environment, check=False, timeout=120,
            )  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout

        pulumi("stack", "init", "test")
        return pulumi(
            "preview",
            "--json",
            f"--client=127.0.0.1:{language_port}",
            "--exec-kind=auto.inline",
            "--stack=test",
        )
