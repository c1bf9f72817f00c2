"""One account on the real engine: its baseline, then the stacks of a service in every environment."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from hds_blueprint.policies.rules.account_guards import ONCE_PER_ACCOUNT
from hds_blueprint.simulated_aws.data_files import table
from hds_blueprint.simulated_aws.world import World

from .workshop import ROOT, Workshop

pytestmark = [pytest.mark.engine]

BASELINE = "baseline"
SERVICES = {"dev": "development", "staging": "staging", "prod": "production"}
ROLE = "aws:iam/role:Role"
DETECTOR = "aws:guardduty/detector:Detector"


def service(environment: str) -> dict[str, Any]:
    """A service with one bucket, in the account of the baseline `hds`."""
    real = environment == "production"
    return {
        "baseline": "hds",
        "service": {
            "name": "carnet",
            "title": "Carnet de santé",
            "owner": "platform@example.org",
            "environment": environment,
            "profile": "hds" if real else "synthetic",
        },
        "data": {"data_class": "health"},
        "network": {"zones": 2, "nat": "none"},
        "buckets": {"documents": {}},
        "alerts": {"incident_contact": "incidents@example.org"},
    }


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """The account with its baseline; tests run in order."""
    made = Workshop.make(tmp_path_factory.mktemp("account") / "project")
    document = (ROOT / "stacks" / "baseline.yaml").read_text(encoding="utf-8")
    for stack in (BASELINE, "second"):
        (made.documents() / f"{stack}.yaml").write_text(document, encoding="utf-8")
    for stack, environment in SERVICES.items():
        text = yaml.safe_dump(service(environment), allow_unicode=True)
        (made.documents() / f"{stack}.yaml").write_text(text, encoding="utf-8")
    yield made


def shared(account: Workshop) -> World:
    return World(account.project.account_world("hds"))


def outputs(account: Workshop, stack: str) -> dict[str, Any]:
    status = account.hds("status", stack, "--simulated", "--format", "json")
    assert status.returncode == 0, status.stdout + status.stderr
    return json.loads(status.stdout)["outputs"]


def test_a_service_waits_for_its_baseline(account: Workshop) -> None:
    refused = account.hds("up", "dev", "--simulated")
    assert refused.returncode == 2
    assert "baseline: the baseline that this document states is not deployed" in refused.stderr
    assert "hds up baseline --simulated" in refused.stderr


def test_the_baseline_is_deployed_in_both_regions(account: Workshop) -> None:
    account.up(BASELINE)
    with shared(account) as world:
        found = {(item.type, item.region) for item in world.list()}
    for kind in (DETECTOR, "aws:cfg/recorder:Recorder", "aws:securityhub/account:Account"):
        assert {(kind, "eu-west-3"), (kind, "eu-central-1")} <= found
    assert outputs(account, BASELINE)["boundary"] == "arn:aws:iam::123456789012:policy/hds-eea-boundary"


def test_a_second_up_changes_nothing(account: Workshop) -> None:
    assert "no change" in account.up(BASELINE).stdout


def test_a_second_baseline_of_the_account_is_refused(account: Workshop) -> None:
    with shared(account) as world:
        before = {item.id for item in world.find(type=DETECTOR)}
    refused = account.hds("up", "second", "--simulated")
    assert refused.returncode == 1
    # which of the account's parts is asked for first is the engine's choice
    codes = set(re.findall(r"api error (\w+)", refused.stdout + refused.stderr))
    once = {entry["code"] for entry in table("singletons.yaml").values()}
    assert codes
    assert codes <= once | {
        "ResourceAlreadyExistsException",
        "EntityAlreadyExists",
        "BucketAlreadyOwnedByYou",
    }
    with shared(account) as world:
        assert {item.id for item in world.find(type=DETECTOR)} == before


@pytest.mark.parametrize("stack", SERVICES)
def test_services_share_the_account_and_make_nothing_of_it_anew(account: Workshop, stack: str) -> None:
    account.up(stack)
    types = {resource["type"] for resource in account.resources(stack)}
    assert types.isdisjoint(ONCE_PER_ACCOUNT)


def test_every_role_of_the_account_is_bounded(account: Workshop) -> None:
    with shared(account) as world:
        roles = world.find(type=ROLE)
        stacks = {item.urn.split(":")[2] for item in roles}
        bounds = {item.inputs.get("permissionsBoundary") for item in roles}
    assert {BASELINE, *SERVICES} <= stacks
    assert bounds == {"arn:aws:iam::123456789012:policy/hds-eea-boundary"}


def test_a_service_goes_and_the_baseline_stays(account: Workshop) -> None:
    ended = account.hds("destroy", "dev", "--simulated", "--yes")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    with shared(account) as world:
        # a key waits for 30 days before it is gone
        left = {item.urn.split(":")[2] for item in world.list() if item.status == "live"}
    assert "dev" not in left
    assert {BASELINE, "staging", "prod"} <= left


def test_the_account_has_pages_of_its_own(account: Workshop, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    ended = account.hds("docs", "stacks/baseline.yaml", "--out", str(pages))
    assert ended.returncode == 0, ended.stderr
    assert "GuardDuty" in (pages / "fr" / "inventory.html").read_text(encoding="utf-8")
