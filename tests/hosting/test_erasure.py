"""The day on which the last locked copy dies, as it is computed and as it is shown."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.hosting.erasure import last_locked_copy
from hds_blueprint.hosting.loader import DocumentError, load
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.summary import summary

from .documents_and_paths import changed, valid, written

DAY = date(2026, 6, 30)


def needs(document: dict[str, Any]) -> HostingRequirements:
    return HostingRequirements.model_validate_json(json.dumps(document), strict=True)


@pytest.mark.parametrize(
    ("path", "value", "dies"),
    [
        ("backup.frequency", "24h", date(2027, 6, 30)),  # monthly copies, 365 days
        ("backup.monthly_retention_days", None, date(2026, 8, 4)),  # 35 days
        ("backup.copy_retention_days", 400, date(2027, 8, 4)),
        ("data.end_of_contract.day", "2028-12-31", date(2029, 12, 31)),
        ("data.end_of_contract.day", "2020-12-31", date(2027, 6, 30)),  # over already: copies of today
    ],
)
def test_day_of_the_last_locked_copy(path: str, value: Any, dies: date) -> None:
    copy = last_locked_copy(needs(changed(valid(), path, value)), DAY)
    assert copy is not None and copy.dies == dies


def test_no_lock_no_date() -> None:
    assert last_locked_copy(needs(valid("development")), DAY) is None


def test_dates_beyond_the_calendar_are_none() -> None:
    document = changed(valid(), "data.end_of_contract.day", "9999-12-31")
    assert last_locked_copy(needs(document), DAY) is None


def test_shown_with_the_day_by_which_all_is_due() -> None:
    document = needs(changed(valid(), "data.end_of_contract.day", "2028-12-31"))
    shown = summary(document, "en", DAY)["locks"]
    assert "2029-12-31" in shown and "2030-02-04" in shown and "backup.monthly_retention_days" in shown
    assert summary(document, "en")["locks"] == ""


def test_backups_obey_the_shortest_period_of_the_databases_in_them(tmp_path: Path) -> None:
    document = changed(valid(), "data.retention_by_class", {"technical": {"days": 100, "legal_basis": "-"}})
    document = changed(document, "databases.metrics", {"data_class": "technical"})
    document = changed(document, "continuity.availability", 99.7)
    with pytest.raises(DocumentError) as caught:
        load(written(tmp_path, document), as_of=DAY)
    [problem] = caught.value.problems
    assert (problem.path, problem.bound) == ("backup.monthly_retention_days", "≤ 100")
