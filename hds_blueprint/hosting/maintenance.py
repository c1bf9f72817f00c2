"""Weekly windows of maintenance: the document's own, as AWS's services write them (UTC)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import get_args

from hds_blueprint.hosting.continuity import MaintenanceWindow, Weekday
from hds_blueprint.hosting.facts import table

_DAY = timedelta(days=1)
_WEEK = 7 * _DAY
_MOMENT = timedelta(minutes=1)
_DAYS: tuple[str, ...] = get_args(Weekday)  # monday first


def weekly_window(
    windows: Sequence[MaintenanceWindow], *, default: str, least: timedelta = timedelta(minutes=30)
) -> str:
    """The first window that is long enough, as RDS and ElastiCache write it: `sun:02:30-sun:03:30`.

    `least` is the shortest window that the service takes (30 minutes for Amazon RDS, 60 for
    ElastiCache); `default` is used where the document names no such window.
    """
    for window in windows:
        if window.duration >= least:
            start = _start(window)
            return f"{_written(start)}-{_written(start + window.duration)}"
    return default


def daily_start(windows: Sequence[MaintenanceWindow], *, default: tuple[int, int]) -> tuple[int, int]:
    """Hour and minute at which the first window starts, for services with a window each day (OpenSearch)."""
    if not windows:
        return default
    hours, _, minutes = windows[0].start.partition(":")
    return int(hours), int(minutes)


def collides(window: MaintenanceWindow, backup: str, *, before: timedelta = timedelta()) -> bool:
    """Whether a window, or the time `before` it, meets a daily backup of facts/daily_backups.yaml.

    `backup` is `database` or `central`.
    """
    times = table("daily_backups")[backup]
    start, end = _start(window) - before, _start(window) + window.duration
    first, last = _time(times["start"]), _time(times["end"])
    # a window may begin late in the week and end early in the next; a start without length is met as well
    return any(
        day * _DAY + first < end and start < max(day * _DAY + last, day * _DAY + first + _MOMENT)
        for day in range(-1, 9)
    )


def database_backup_window() -> str:
    """The daily window of a database's own backups, as Amazon RDS writes it: `01:00-02:00`."""
    times = table("daily_backups")["database"]
    return f"{times['start']}-{times['end']}"


def _time(text: str) -> timedelta:
    hours, _, minutes = text.partition(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _start(window: MaintenanceWindow) -> timedelta:
    """Since Monday, midnight."""
    return _DAYS.index(window.day) * _DAY + _time(window.start)


def _written(since_monday: timedelta) -> str:
    within = since_monday % _WEEK
    minutes = (within % _DAY) // timedelta(minutes=1)
    return f"{_DAYS[within // _DAY][:3]}:{minutes // 60:02}:{minutes % 60:02}"
