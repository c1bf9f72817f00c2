"""How long versions are looked after, by the day; windows of maintenance as AWS writes them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.hosting import built
from hds_blueprint.hosting.checks.stated_only import other_engines_refused
from hds_blueprint.hosting.continuity import MaintenanceWindow
from hds_blueprint.hosting.loader import DocumentError, load
from hds_blueprint.hosting.maintenance import collides, daily_start, weekly_window
from hds_blueprint.hosting.requirements import HostingRequirements

from .documents_and_paths import DAY, changed, valid, written


def told(path: Path, day: str = DAY) -> list[tuple[str | None, str | None, str]]:
    try:
        problems = load(path, as_of=date.fromisoformat(day)).notices
    except DocumentError as error:
        problems = error.problems
    return [(each.code, each.path, each.severity) for each in problems]


@pytest.mark.parametrize(
    ("day", "code", "severity"),
    [
        ("2026-01-30", None, None),
        ("2026-02-02", "version-support-ending", "warning"),
        ("2026-07-31", "version-support-ending", "warning"),
        ("2026-08-01", "version-support-ended", "warning"),
        ("2029-07-30", "version-support-ended", "warning"),
        ("2029-08-01", "version-support-over", "error"),
    ],
)
def test_the_end_of_a_version_is_judged_by_the_day(
    day: str, code: str | None, severity: str | None, tmp_path: Path
) -> None:
    path = written(
        tmp_path, changed(valid("generic"), "databases.records", {"engine": "mysql", "version": "8.0"})
    )
    found = [
        (each, weight) for each, place, weight in told(path, day) if place == "databases.records.version"
    ]
    assert found == ([(code, severity)] if code else [])


def window(day: Any, start: str, minutes: int = 60) -> MaintenanceWindow:
    return MaintenanceWindow(day=day, start=start, duration=timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("windows", "expected"),
    [
        ([], "sun:02:30-sun:03:30"),
        ([window("tuesday", "22:15")], "tue:22:15-tue:23:15"),
        ([window("sunday", "23:30", 120)], "sun:23:30-mon:01:30"),
        # too short for the service: the next one
        ([window("monday", "10:00", 30), window("friday", "20:00", 60)], "fri:20:00-fri:21:00"),
        ([window("monday", "10:00", 30)], "sun:02:30-sun:03:30"),
    ],
)
def test_weekly_windows(windows: list[MaintenanceWindow], expected: str) -> None:
    least = timedelta(minutes=60)
    assert weekly_window(windows, default="sun:02:30-sun:03:30", least=least) == expected


def test_a_daily_start_is_that_of_the_first_window() -> None:
    assert daily_start([window("monday", "21:30")], default=(1, 0)) == (21, 30)
    assert daily_start([], default=(1, 0)) == (1, 0)


@pytest.mark.parametrize(
    ("start", "minutes", "meets"),
    [
        ("00:00", 60, False),
        ("00:00", 61, True),
        ("01:59", 30, True),
        ("02:00", 60, False),
        ("23:00", 150, True),
    ],
)
def test_an_overlap_with_the_daily_backup_is_seen(start: str, minutes: int, meets: bool) -> None:
    for day in ("monday", "sunday"):
        assert collides(window(day, start, minutes), "database") is meets


def test_the_hour_before_a_window_counts_for_the_central_backup() -> None:
    hour = timedelta(hours=1)
    assert collides(window("monday", "06:00"), "central", before=hour)
    assert not collides(window("monday", "06:01"), "central", before=hour)
    assert not collides(window("monday", "04:00"), "central", before=hour)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("02:00", []),
        ("01:30", [("maintenance-during-backup", "continuity.maintenance[0].start", "error")]),
        ("04:30", [("maintenance-before-backup", "continuity.maintenance[0].start", "warning")]),
        ("05:30", [("maintenance-before-backup", "continuity.maintenance[0].start", "warning")]),
    ],
)
def test_windows_stay_away_from_backups(start: str, expected: list[Any], tmp_path: Path) -> None:
    document = changed(valid(), "continuity.maintenance", [{"day": "monday", "start": start}])
    path = tmp_path / "document.yaml"
    path.write_text(json.dumps(document, default=str), encoding="utf-8")
    assert told(path) == expected


def test_a_global_database_takes_no_burstable_class(tmp_path: Path) -> None:
    aurora = {"engine": "aurora-postgresql", "instance_class": "db.t4g.medium"}
    document = changed(valid(), "databases.records", aurora)
    assert told(written(tmp_path, document)) == []
    document = changed(document, "continuity.strategy", "pilot-light")
    place = "databases.records.instance_class"
    assert told(written(tmp_path, document)) == [("class-without-global", place, "error")]


def test_a_replicated_database_is_minutes_behind(tmp_path: Path) -> None:
    document = changed(valid(), "continuity.region_loss_rpo", "1h")
    document = changed(document, "buckets.documents.replicate", True)
    place = "continuity.region_loss_rpo"
    assert told(written(tmp_path, document)) == [("region-loss-rpo-too-small", place, "error")]
    document = changed(document, "continuity.strategy", "pilot-light")
    assert told(written(tmp_path, document)) == []


def test_a_strategy_of_databases_needs_databases(tmp_path: Path) -> None:
    needs = {
        "service": {"name": "a", "title": "b", "owner": "a@example.org", "profile": "generic"},
        "data": {"data_class": "technical", "category": None},
        "continuity": {"strategy": "pilot-light", "availability": 90},
        "alerts": {"incident_contact": "a@example.org"},
    }
    found = told(written(tmp_path, needs))
    assert ("strategy-without-databases", "continuity.strategy", "warning") in found


def test_what_would_be_built_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = HostingRequirements.model_validate(changed(valid(), "databases.records.engine", "mysql"))
    assert list(other_engines_refused(needs)) == []
    steps = (("databases", "*", "engine"),)

    def listed(standing: str) -> tuple[tuple[str, ...], ...]:
        return steps if standing == "refused" else ()

    monkeypatch.setattr(built, "not_built", listed)
    [complaint] = other_engines_refused(needs)
    assert (complaint.code, complaint.location) == ("not-built-refused", ("databases", "records", "engine"))
