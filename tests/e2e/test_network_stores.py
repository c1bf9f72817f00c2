"""Caches, shared files and a search index on the real engine: made, left alone, changed in place, gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .workshop import Workshop

STACK = "network-stores"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
FILE_SYSTEM = "aws:efs/fileSystem:FileSystem"
DOMAIN = "aws:opensearch/domain:Domain"

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]


def test_stores_in_the_network_live_change_and_end(workshop: Callable[..., Workshop]) -> None:
    project = workshop()
    project.up(STACK)
    with project.world(STACK) as world:
        made = {type_: world.find(type=type_) for type_ in (CACHE, FILE_SYSTEM, DOMAIN)}
        before = world.journal()
        tokens = [found.inputs.get("authToken") for found in made[CACHE]]
    assert [len(found) for found in made.values()] == [2, 1, 1]
    assert tokens == [None, None], "nobody has a password"
    assert "no change" in project.up(STACK).stdout
    with project.world(STACK) as world:
        assert world.journal() == before

    document = project.documents() / f"{STACK}.yaml"
    text = document.read_text(encoding="utf-8")
    document.unlink()
    larger = text.replace("{multi_az: false}", "{multi_az: true, node_class: cache.m7g.large}")
    document.write_text(larger.replace("nodes: 1", "nodes: 2"), encoding="utf-8")
    project.up(STACK)
    with project.world(STACK) as world:
        after = {type_: world.find(type=type_) for type_ in (CACHE, FILE_SYSTEM, DOMAIN)}
        verbs = {
            (entry.urn.split("::")[-1], entry.verb)
            for entry in world.journal()[len(before) :]
            if entry.urn.split("::")[-2].endswith((CACHE, FILE_SYSTEM, DOMAIN))
        }
    assert verbs == {("cache-sessions", "update"), ("search-letters", "update")}, "nothing is made anew"
    assert {found.id for each in made.values() for found in each} == {
        found.id for each in after.values() for found in each
    }

    ended = project.hds("destroy", STACK, "--simulated", "--yes")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    with project.world(STACK) as world:
        assert not any(world.find(type=type_) for type_ in (CACHE, FILE_SYSTEM, DOMAIN))
