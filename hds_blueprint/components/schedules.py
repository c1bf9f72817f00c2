"""Intervals of the document as the schedule expressions of AWS (UTC)."""

from __future__ import annotations

from datetime import timedelta

from hds_blueprint.problem import InputError

_HOUR = 5  # UTC: away from the databases' own backup and maintenance windows
_DAYS_OF_A_MONTH = 28  # what every month has


def every(interval: timedelta, *, path: str) -> str:
    """A cron expression that fires at least once in each interval.

    Below a day at whole hours, up to four weeks on days of the month, beyond that on the first of
    a month. An interval that does not divide the day, month or year is cut short at its end, never
    stretched.

    Args:
        interval: one hour to one year.
        path: the place in the document, for the error.

    Raises:
        InputError: the interval is not in these bounds or not in whole hours.
    """
    hours, rest = divmod(interval, timedelta(hours=1))
    if rest or not 1 <= hours <= 366 * 24:
        raise InputError.of(
            "AWS Backup works in whole hours, at most once an hour and at least once a year",
            path=path,
            value=f"{interval.total_seconds() / 3600:g} hours",
            bound="1h to 366d in whole hours",
            suggestion="For a smaller loss of data rely on point-in-time recovery, which runs continuously.",
            code="backup-interval",
        )
    if hours < 24:
        return "cron(0 * * * ? *)" if hours == 1 else f"cron(0 0/{hours} * * ? *)"
    days = hours // 24
    if days == 1:
        return f"cron(0 {_HOUR} * * ? *)"
    if days == 7:
        return f"cron(0 {_HOUR} ? * SUN *)"
    if days < _DAYS_OF_A_MONTH:
        return f"cron(0 {_HOUR} 1/{days} * ? *)"
    months = max(1, days // 30)
    if months == 1:
        return f"cron(0 {_HOUR} 1 * ? *)"
    return f"cron(0 {_HOUR} 1 1/{months} ? *)" if months < 12 else f"cron(0 {_HOUR} 1 1 ? *)"
