"""The policy pack on the real engine: a refusal in the preview, and of a resource's creation.

The program registers components under the types of AWS resources, so that no provider is needed.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pulumi import ComponentResource, ResourceOptions, automation

PACK = str(Path(__file__).parents[2] / "policies")
PLATFORM = "hds:platform:Platform"

pytestmark = [
    pytest.mark.engine,
    # a refused program leaves a coroutine behind, which complains when it is collected
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(shutil.which("pulumi") is None, reason="the Pulumi CLI is not on PATH"),
]


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Collects what a refused program leaves behind here, and not in the middle of something else."""
    yield
    gc.collect()


def stack_of(folder: Path, program: Callable[[], None]) -> automation.Stack:
    state = folder / "state"
    state.mkdir()
    return automation.create_stack(
        stack_name="prod",
        project_name="shop",
        program=program,
        opts=automation.LocalWorkspaceOptions(
            work_dir=str(folder),
            project_settings=automation.ProjectSettings(
                "shop", "python", backend=automation.ProjectBackend(f"file://{state}")
            ),
            env_vars={
                # the engine starts the pack with uv, which is beside this interpreter
                "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
                "PULUMI_CONFIG_PASSPHRASE": "test",
                "PULUMI_SKIP_UPDATE_CHECK": "1",
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "1",
            },
        ),
    )


def platform(profile: str) -> None:
    ComponentResource(PLATFORM, "platform", {"profile": profile, "healthData": True})
    ComponentResource("aws:cloudtrail/trail:Trail", "audit", {})


def open_group() -> None:
    rule = {"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}
    ComponentResource("aws:ec2/securityGroup:SecurityGroup", "open", {"ingress": [rule]})


def test_a_violation_is_refused_before_anything_is_created(tmp_path: Path) -> None:
    def program() -> None:
        platform("production")
        open_group()

    stack = stack_of(tmp_path, program)
    messages: list[str] = []
    with pytest.raises(automation.CommandError):
        stack.preview(policy_packs=[PACK], on_output=messages.append)
    text = "\n".join(messages)
    assert "security-group-ingress-restricted" in text
    assert "mandatory" in text
    with pytest.raises(automation.CommandError):
        # an update of the Automation API skips the preview
        stack.up(policy_packs=[PACK])
    names = [each["urn"].split("::")[-1] for each in stack.export_stack().deployment.get("resources", [])]
    assert "open" not in names


def test_what_is_clean_is_let_through(tmp_path: Path) -> None:
    def program() -> None:
        platform = ComponentResource(PLATFORM, "platform", {"profile": "development", "healthData": False})
        # a child is asked about after its parent, which says the profile
        options = ResourceOptions(parent=platform)
        ComponentResource("aws:ecs/cluster:Cluster", "main", {}, options)
        ComponentResource("aws:cloudtrail/trail:Trail", "audit", {}, options)

    messages: list[str] = []
    stack_of(tmp_path, program).preview(policy_packs=[PACK], on_output=messages.append)
    assert "[advisory]" in "\n".join(messages)
