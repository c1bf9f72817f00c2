"""The product of the credit thresholds, its terms, and the cheapest change that reaches a target."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.hosting import availability
from hds_blueprint.hosting.facts import table
from hds_blueprint.hosting.requirements import HostingRequirements

from .documents_and_paths import changed, valid


def needs(document: dict[str, Any]) -> HostingRequirements:
    return HostingRequirements.model_validate_json(json.dumps(document), strict=True)


VPN = {"customer": "A", "ranges": ["10.80.0.0/16"], "gateway": "198.51.100.7"}


def texts(document: dict[str, Any], target: float) -> list[str] | None:
    found = availability.cheapest_change(needs(document), target)
    return None if found is None else [availability.change_text(needs(document), each) for each in found]


def levels(document: dict[str, Any]) -> dict[str, float]:
    return {term.name: term.level for term in availability.terms(needs(document))}


def test_terms_of_a_layout_over_zones() -> None:
    assert levels(valid()) == {
        "AWS WAF": 99.95,
        "Elastic Load Balancing": 99.99,
        "Amazon ECS on Fargate": 99.99,
        "Amazon RDS (records)": 99.95,
        "Amazon S3": 99.9,
        "AWS KMS": 99.999,
    }
    assert availability.combined(needs(valid())) == pytest.approx(99.78, abs=0.005)


def test_every_kind_of_store_and_way_is_a_term() -> None:
    """The regulator's reader recomputes the product from the terms that are shown."""
    document = {
        **valid(),
        "databases": {"a": {"engine": "aurora-postgresql"}, "m": {"engine": "mysql", "version": "8.0"}},
        "caches": {"c": {}, "d": {"multi_az": False}},
        "file_systems": {"f": {}, "g": {}},
        "queues": {"q": {}, "r": {}},
        "topics": {"t": {}},
        "search": {"s": {}, "one": {"nodes": 1}},
    }
    document = changed(document, "network.egress", [{"hostname": "api.example.org", "reason": "-"}])
    document = changed(document, "network.vpns", [VPN])
    found = levels(document)
    assert found == {
        "AWS Site-to-Site VPN": 99.95,
        "AWS WAF": 99.95,
        "Elastic Load Balancing": 99.99,
        "Amazon ECS on Fargate": 99.99,
        "Amazon Aurora (a)": 99.99,
        "Amazon RDS (m)": 99.95,
        "Amazon ElastiCache (c)": 99.99,
        "Amazon ElastiCache (d)": 99.5,
        "Amazon OpenSearch Service (s)": 99.9,
        "Amazon OpenSearch Service (one)": 99.5,
        "Amazon S3": 99.9,
        "Amazon EFS": 99.99,
        "Amazon SQS": 99.9,
        "Amazon SNS": 99.9,
        "AWS KMS": 99.999,
        "AWS Network Firewall": 99.99,
        "NAT gateway": 99.9,
    }
    product = 1.0
    for level in found.values():
        product *= level / 100
    assert availability.combined(needs(document)) == pytest.approx(product * 100)
    assert texts(document, 98.7) == ["caches.d.multi_az: true"]
    assert texts(document, 99.0) == ["caches.d.multi_az: true", "search.one.nodes: 2"]


def test_every_service_level_is_used() -> None:
    """A figure that no layout counts is dead text."""
    source = Path(availability.__file__).read_text(encoding="utf-8")
    assert [name for name in table("service_levels")["services"] if f'"{name}"' not in source] == []


def test_each_database_counts_and_buckets_count_once() -> None:
    document = changed(valid(), "databases.audit", {})
    document = changed(document, "buckets.images", {})
    found = levels(document)
    assert "Amazon RDS (audit)" in found and len(found) == 7


def test_workers_count_and_jobs_do_not() -> None:
    document = changed(valid(), "workloads.worker.scaling", {"minimum": 1})
    assert levels(document)["Amazon ECS on Fargate (worker)"] == 99.5
    job = {"image": "example/export:1.4.0", "schedule": "30 2 * * *"}
    assert levels(changed(valid(), "jobs.nightly", job)) == levels(valid())


def test_a_database_may_move_to_another_engine_only_once_it_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    for built, best in ((True, 99.92), (False, 99.88)):
        refused = () if built else (("databases", "*", "engine"),)
        monkeypatch.setattr(availability, "not_built", lambda _standing, refused=refused: refused)
        document = valid("development")
        assert availability.best(needs(document)) == pytest.approx(best, abs=0.005)
        found = texts(document, 99.9)
        assert (found is not None and "databases.records.engine: aurora-postgresql" in found) is built


def test_parts_of_one_zone_have_lower_thresholds() -> None:
    found = levels(valid("development"))
    assert found["Amazon ECS on Fargate (fhir)"] == 99.5 and found["Amazon RDS (records)"] == 99.5
    assert levels(changed(valid("development"), "network.zones", 1))["Elastic Load Balancing"] == 99.9


@pytest.mark.parametrize(
    ("target", "changes"),
    [
        (98.9, []),
        (99.4, ["workloads.fhir.scaling.minimum: 2"]),
        (99.49, ["workloads.fhir.scaling.minimum: 2", "databases.records.multi_az: true"]),
        (99.95, None),
    ],
)
def test_cheapest_change(target: float, changes: list[str] | None) -> None:
    assert texts(valid("development"), target) == changes
    document = needs(valid("development"))
    found = availability.cheapest_change(document, target)
    if found is not None:
        assert availability.combined(document, frozenset(found)) >= target


def test_cheapest_of_several_databases_is_one() -> None:
    document = changed(valid("development"), "workloads.fhir.scaling.minimum", 2)
    document = changed(document, "databases.audit", {"multi_az": False})
    found = availability.cheapest_change(needs(document), 99.35)
    assert found == (("databases", "records", "multi_az"),)


def test_many_candidates_still_give_a_change_without_anything_superfluous() -> None:
    document = changed(valid("development"), "workloads.fhir.scaling.minimum", 2)
    for number in range(14):
        document = changed(document, f"databases.d{number}", {"multi_az": False})
    target = 95.0
    found = availability.cheapest_change(needs(document), target)
    assert found
    assert availability.combined(needs(document), frozenset(found)) >= target
    for each in found:
        assert availability.combined(needs(document), frozenset(found) - {each}) < target
