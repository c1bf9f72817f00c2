"""Ways in and out of the network on the real engine: they deploy, stay, and change without harm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from .workshop import HERE, Workshop

pytestmark = [pytest.mark.engine]
Make = Callable[..., Workshop]
ADDRESS = "aws:ec2/eip:Eip"
STORES = ("aws:rds/instance:Instance", "aws:s3/bucket:Bucket", "aws:kms/key:Key", "aws:ec2/vpc:Vpc")


def test_every_way_in_deploys_and_stays(workshop: Make) -> None:
    project = workshop()
    assert " created" in project.up("ways-public").stdout
    assert "no change" in project.up("ways-public").stdout


def written(project: Workshop, *, listed: bool) -> Path:
    """The private document as `moving`, with its list of destinations or without."""
    document = yaml.safe_load((HERE / "documents/ways-private.yaml").read_text(encoding="utf-8"))
    if not listed:
        del document["network"]["egress"]
    path = project.documents() / "moving.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return path


def test_a_list_of_destinations_moves_the_way_out_and_nothing_else(workshop: Make) -> None:
    project = workshop()

    def ids(*types: str) -> dict[str, str]:
        with project.world("moving") as world:
            return {found.urn: found.id for token in types for found in world.find(type=token)}

    written(project, listed=False)
    project.up("moving")
    addresses, stores = ids(ADDRESS), ids(*STORES)
    assert addresses and stores
    written(project, listed=True)
    project.up("moving")
    assert ids(ADDRESS) == addresses, "partners have let the address in"
    assert ids(*STORES) == stores
    assert "no change" in project.up("moving").stdout
    tunnels = [each for each in project.resources("moving") if each["type"].endswith(":VpnConnection")]
    assert len(tunnels) == 2
    for tunnel in tunnels:
        keys = [side.get("tunnel1PresharedKey") for side in (tunnel["inputs"], tunnel["outputs"])]
        assert not any(keys), "no key of a tunnel is in the state"
    written(project, listed=False)
    # the firewall is protected where data are: first its protection ends, then it goes
    assert project.hds("up", "moving", "--simulated").returncode != 0
    assert ids(*STORES) == stores
