"""Serves the rules to the Pulumi engine as a policy pack: `pulumi up --policy-pack policies`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from concurrent import futures
from importlib.metadata import version
from pathlib import Path

import grpc
from pulumi.runtime.proto import analyzer_pb2_grpc

from hds_blueprint.days import today
from hds_blueprint.policies.analyzer import RulesAnalyzer
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.waivers import WaiverLike

PACK_NAME = "hds-blueprint"
DISTRIBUTION = "hds-blueprint"
# A stack of thousands of resources does not fit in gRPC's 4 MiB.
_MESSAGE_BYTES = 400 * 1024 * 1024
FOLDERS = ("stacks", "stacks/examples")


def serve(project: Path) -> None:
    """Serves until the engine ends the process; prints the port on the first line of stdout.

    `project` is the folder of the Pulumi project, where the requirements documents are.
    """
    analyzer = RulesAnalyzer(
        all_rules(),
        name=PACK_NAME,
        version=version(DISTRIBUTION),
        waivers_of=lambda stack: document_waivers(project, stack),
        as_of=today(),
    )
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=4),
        options=[
            ("grpc.max_receive_message_length", _MESSAGE_BYTES),
            ("grpc.max_send_message_length", _MESSAGE_BYTES),
        ],
    )
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(analyzer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


def document_waivers(project: Path, stack: str) -> Sequence[WaiverLike]:
    """The waivers of the stack's requirements document; none where it has no document.

    Raises:
        DocumentError: the document is not valid.
    """
    from hds_blueprint.hosting.loader import load

    configured = json.loads(os.environ.get("PULUMI_CONFIG") or "{}").get("hds:document")
    names = [configured] if configured else [f"{folder}/{stack}.yaml" for folder in FOLDERS]
    document = next((path for name in names if (path := project / str(name)).is_file()), None)
    return load(document).content.waivers if document else ()
