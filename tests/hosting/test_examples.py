"""The documents of the repository: they hold, and what is still open in them is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import hds_blueprint.hosting
from hds_blueprint.hosting.loader import load
from hds_blueprint.hosting.scope import decide

ROOT = Path(hds_blueprint.hosting.__file__).parents[2]
EXAMPLES = sorted(path.stem for path in (ROOT / "stacks" / "examples").glob("*.yaml"))
DAY = date(2026, 11, 24)
# What an example may leave open: for its author to answer, or for the platform to build.
OPEN = {
    "baseline-unstated",  # an example stands alone in its account
    "image-by-tag",
    "not-built-yet",
    "scope-not-decided",
    "scope-contested",
    "regions-unconfirmed",
    "impact-assessment-unstated",
    "transport-encrypted-by-application",  # a relay of video: SRTP is the application's
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_holds(name: str) -> None:
    loaded = load(ROOT / "stacks" / "examples" / f"{name}.yaml", as_of=DAY)
    assert {problem.code for problem in loaded.notices} <= OPEN


def test_examples_show_every_outcome_of_the_scope() -> None:
    outcomes: set[str | None] = set()
    for name in EXAMPLES:
        decision = decide(load(ROOT / "stacks" / "examples" / f"{name}.yaml").requirements)
        outcomes.add(decision.outcome if decision else None)
    assert outcomes == {None, "contested", "out-of-scope", "not-decided", "no-real-data"}


def test_the_example_that_is_deployed_states_nothing_that_is_not_built() -> None:
    for name in ("examples/hapi-fhir", "prod", "staging", "dev"):
        codes = {problem.code for problem in load(ROOT / "stacks" / f"{name}.yaml", as_of=DAY).notices}
        assert "not-built-yet" not in codes


def test_archive_keeps_records_for_twenty_years_and_backups_for_one() -> None:
    needs = load(ROOT / "stacks" / "examples" / "imaging-archive.yaml").requirements
    assert needs.data.retention is not None and needs.data.retention.days >= 20 * 365
    assert max(needs.backup.retention_days, needs.backup.monthly_retention_days or 0) <= 366
