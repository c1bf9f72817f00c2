"""What a change of a document gives up and adds."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from hds_blueprint.hosting.facts import table
from hds_blueprint.hosting.model_paths import member_at
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.strength import shifts

EXAMPLE = Path(__file__).parents[2] / "stacks" / "examples" / "hapi-fhir.yaml"
WAIVER = {
    **dict.fromkeys(("reason", "owner", "approver", "compensating_measure"), "x"),
    "rule": "rds-multi-az",
    "resource": "records",
    "expiry": "2026-12-01",
}


def requirements(path: str = "", value: object = None) -> HostingRequirements:
    """The example with another value at a path."""
    content: dict[str, Any] = deepcopy(yaml.safe_load(EXAMPLE.read_text("utf-8")))
    if path:
        *above, last = path.split(".")
        section = content
        for step in above:
            section = section.setdefault(step, {})
        section[last] = value
    return HostingRequirements.model_validate(content)


@pytest.mark.parametrize(
    ("path", "weak", "strong"),
    [
        ("continuity.availability", 99.5, 99.7),
        ("continuity.rpo", "24h", "15m"),
        ("continuity.strategy", "backup-restore", "pilot-light"),
        ("network.zones", 2, 3),
        ("network.ingress.allowed_sources", ["0.0.0.0/0"], ["198.51.100.0/24"]),
        ("network.egress", [], [{"hostname": "a.example.org", "reason": "x"}]),
        ("databases.records.multi_az", False, True),
        ("databases.records.point_in_time_days", 7, 35),
        ("buckets.documents.object_lock", "none", "compliance"),
        ("backup.frequency", "1d", "6h"),
        ("backup.monthly_retention_days", None, 365),
        ("backup.lock", None, {"mode": "governance"}),
        ("logging.readers", ["arn:aws:iam::123456789012:role/a"], []),
        ("access.mfa_required", False, True),
        ("waivers", [WAIVER], []),
        ("waivers", [{**WAIVER, "expiry": "2027-06-01"}], [WAIVER]),
    ],
)
def test_a_relaxation_and_its_reverse(path: str, weak: object, strong: object) -> None:
    (lost,) = shifts(requirements(path, strong), requirements(path, weak))
    (gained,) = shifts(requirements(path, weak), requirements(path, strong))
    assert lost.place.startswith(path)
    assert (lost.weaker, gained.weaker) == (True, False)
    assert (lost.before, lost.after) == (gained.after, gained.before)


def test_values_are_written_as_the_document_writes_them() -> None:
    (shift,) = shifts(requirements("continuity.rpo", "15m"), requirements("continuity.rpo", "24h"))
    assert (shift.place, shift.before, shift.after) == ("continuity.rpo", "15m", "1d")


def test_traces_kept_longer_protect_no_more() -> None:
    before, after = (
        requirements("logging.security", {"months": months, "justification": "x", "legal_basis": "y"})
        for months in (12, 24)
    )
    assert shifts(before, after) == ()
    assert [shift.weaker for shift in shifts(after, before)] == [True]


def test_a_default_that_takes_over_is_seen() -> None:
    stated = requirements("databases.records", {"multi_az": False})
    assert [shift.place for shift in shifts(requirements("databases.records", {}), stated)] == [
        "databases.records.multi_az"
    ]


def test_what_stands_on_one_side_alone_is_no_shift() -> None:
    assert shifts(requirements(), requirements("buckets.images", {"object_lock": "compliance"})) == ()


@pytest.mark.parametrize("pattern", table("strength")["fields"])
def test_every_field_exists(pattern: str) -> None:
    names = {"deployers": "x", "roles": "operator"}
    first = pattern.split(".", 1)[0]
    assert member_at(pattern.replace("*", names.get(first, "x")).split(".")) is not None
