"""An extension on the real engine: deployed with the platform, judged by the pack, its errors told."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from .workshop import Workshop

STACK = "extended"
TABLE = "aws:dynamodb/table:Table"

pytestmark = [pytest.mark.engine]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    workshop = Workshop.make(tmp_path_factory.mktemp("extension") / "project")
    workshop.up(STACK)
    return workshop


def test_it_is_deployed_with_the_platform(made: Workshop) -> None:
    [table] = [item for item in made.resources(STACK) if item["type"] == TABLE]
    assert table["parent"].split("::")[2:] == [
        "hds:platform:Platform$hds:extensions:device_registry",
        "device_registry",
    ]
    assert table["protect"] is True
    assert table["inputs"]["tags"]["service"] == "registry"
    assert table["inputs"]["tags"]["hds:resource"].endswith("/device_registry/devices")
    with made.world(STACK) as world:
        [found] = world.find(type=TABLE)
        assert found.outputs["serverSideEncryption"]["enabled"] is True


def test_what_it_exports_is_an_output(made: Workshop) -> None:
    ended = made.hds("status", STACK, "--simulated", "--format", "json")
    outputs = json.loads(ended.stdout)["outputs"]
    assert outputs["extensions"]["device_registry"]["table"] == "registry-extended-devices"


def test_a_second_up_changes_nothing(made: Workshop) -> None:
    assert "no change" in made.up(STACK).stdout


def test_an_error_in_it_is_told_with_file_and_line(workshop: Callable[..., Workshop]) -> None:
    made = workshop()
    (made.root / "extensions").unlink()
    (made.root / "extensions").mkdir()
    source = made.root / "extensions" / "device_registry.py"
    source.write_text("def build(extension):\n    return extension.key('other')\n")
    for arguments in (
        ("up", STACK, "--simulated"),
        ("check", f"stacks/examples/{STACK}.yaml", "--no-checkov"),
    ):
        ended = made.hds(*arguments)
        told = ended.stdout + ended.stderr
        assert ended.returncode == 2, told
        assert "extensions/device_registry.py:2: error: extensions[0]" in told
        assert "Traceback" not in told


def test_a_bad_store_in_it_is_refused_by_the_pack(workshop: Callable[..., Workshop]) -> None:
    made = workshop()
    (made.root / "extensions").unlink()
    (made.root / "extensions").mkdir()
    (made.root / "extensions" / "device_registry.py").write_text(
        'import pulumi_aws as aws\n\n\ndef build(extension):\n    aws.s3.Bucket("open")\n'
    )
    ended = made.hds("up", STACK, "--simulated")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "s3-bucket-public-access-blocked" in ended.stdout + ended.stderr
    with made.world(STACK) as world:
        assert not world.list(), "nothing is created once a rule refuses"


def test_an_error_during_the_deployment_is_told_in_one_line(workshop: Callable[..., Workshop]) -> None:
    made = workshop()
    (made.root / "extensions").unlink()
    (made.root / "extensions").mkdir()
    (made.root / "extensions" / "device_registry.py").write_text(
        "def build(extension):\n    arn = extension.alarm_topic.arn\n    arn.apply(lambda a: {}[a[:11]])\n"
    )
    ended = made.hds("up", STACK, "--simulated")
    told = ended.stdout + ended.stderr
    assert ended.returncode == 1, told
    assert "extensions/device_registry.py:3: KeyError: 'arn:aws:sns'" in told
    assert "Traceback" not in told
