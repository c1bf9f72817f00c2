"""The policy pack refuses a stack in the preview, before anything exists; there is no way round it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hds_blueprint.simulated_aws.server import serve

from .workshop import Workshop

pytestmark = [pytest.mark.engine]

STACK = "small"
Make = Callable[..., Workshop]


def made(workshop: Workshop, stack: str = STACK) -> list[str]:
    """The names of everything that was ever created in the account."""
    with workshop.world(stack) as world:
        return [entry.name for entry in world.journal(verb="create")]


def chosen(workshop: Workshop, violation: str) -> Workshop:
    workshop.project.simulated_project.mkdir(parents=True, exist_ok=True)
    settings = workshop.project.settings(STACK, simulated=True)
    settings.write_text(f"config:\n  test:violation: {violation}\n")
    return workshop


def test_violations_are_refused_in_the_preview(workshop: Make) -> None:
    project = workshop(program="violations")
    refused = project.hds("up", STACK, "--simulated")
    assert refused.returncode == 1, refused.stdout + refused.stderr
    for rule in ("rds-storage-encrypted", "region-within-eea", "security-group-ingress-restricted"):
        assert f"refused: {rule}" in refused.stdout, refused.stdout
    assert "Preview under the policy pack: refused" in refused.stdout
    assert "Traceback" not in refused.stdout + refused.stderr
    assert made(project) == []


@pytest.mark.parametrize(
    ("violation", "rule"),
    [
        ("database", "rds-storage-encrypted"),
        ("replica", "region-within-eea"),
        ("group", "security-group-ingress-restricted"),
    ],
)
def test_without_a_preview_the_violating_resource_is_never_created(
    workshop: Make, violation: str, rule: str
) -> None:
    project = chosen(workshop(program="violations"), violation)
    refused = project.hds("up", STACK, "--simulated", "--skip-preview")
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert f"refused: {rule}" in refused.stdout
    assert not {"records", "copy", "open"} & set(made(project))


def test_a_value_unknown_in_the_preview_is_judged_before_the_creation(workshop: Make) -> None:
    project = chosen(workshop(program="violations"), "unknown")
    refused = project.hds("up", STACK, "--simulated")
    assert refused.returncode == 1, refused.stdout + refused.stderr
    preview, _, deployment = refused.stdout.partition("Preview under the policy pack")
    assert "refused: security-group" not in preview, preview
    assert "security-group-ingress-restricted (1)" in preview, "the preview says what it cannot judge"
    assert "refused: security-group-ingress-restricted" in deployment
    assert made(project) == ["key"]


def test_plain_pulumi_without_the_pack_is_refused_by_the_program_itself(workshop: Make) -> None:
    project = workshop(program="careless_production")
    opened = project.hds("up", "hapi-fhir", "--simulated")
    assert opened.returncode == 1, opened.stdout
    with project.world("hapi-fhir") as world, serve(world) as port:
        plain = project.pulumi("hapi-fhir", "up", "--yes", "--skip-preview", port=port, check=False)
        assert plain.returncode != 0
        assert "rds-storage-encrypted" in plain.stdout + plain.stderr
        assert "refuse this production stack" in plain.stdout + plain.stderr
        assert world.journal() == []
        # the same, its state being where it may not be: the stack no longer says that it is simulated
        project.pulumi("hapi-fhir", "config", "rm", "hds:target")
        elsewhere = project.pulumi("hapi-fhir", "preview", port=port, check=False)
        assert "the state backend of a production stack must be an S3 bucket" in elsewhere.stdout
        assert world.journal() == []


def test_targets_do_not_mix(workshop: Make) -> None:
    project = workshop(program="pieces", policies=False)
    credentials = project.hds("up", STACK, "--simulated", AWS_PROFILE="company")
    assert (credentials.returncode, "AWS_PROFILE" in credentials.stderr) == (2, True)
    attached = project.hds("up", STACK, "--yes", "--account", "123456789012", PULUMI_DEBUG_PROVIDERS="aws:1")
    assert (attached.returncode, "PULUMI_DEBUG_PROVIDERS" in attached.stderr) == (2, True)
    production = project.hds("up", "hapi-fhir", "--yes", "--account", "123456789012")
    assert production.returncode == 2
    assert "must be an S3 bucket in an EEA region" in production.stderr
    for ended in (credentials, attached, production):
        assert "Traceback" not in ended.stderr
        assert ended.stdout == "", "nothing was begun"


def test_no_secret_is_found_anywhere(workshop: Make) -> None:
    """The value is looked for in everything that a deployment writes or prints."""
    canary = "canary-8cQ2-never-in-plain"
    project = workshop(program="secret", policies=False)
    missing = project.hds("up", STACK, "--simulated")  # makes the stack; the program lacks its password
    assert missing.returncode == 1
    project.pulumi(STACK, "config", "set", "--secret", "test:password", canary)
    first = project.up(STACK)
    again = project.hds("status", STACK, "--simulated", "--format", "json")
    printed = first.stdout + first.stderr + again.stdout + again.stderr
    assert "password: [secret]" in printed
    written = [path for path in project.project.simulated.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite" for path in written)
    assert any(path.name == f"{STACK}.json" for path in written)
    assert canary not in printed
    assert [str(path) for path in written if canary.encode() in path.read_bytes()] == []
