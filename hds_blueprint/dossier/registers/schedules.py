"""Schedules of AWS (`cron(…)`, `rate(…)`) in words, where they are simple; as they are written otherwise."""

from __future__ import annotations

import re

from hds_blueprint.dossier.source import Source

_CRON = re.compile(r"cron\((\d+) (\d+) (\S+) (\S+) (\S+) \S+\)")
_RATE = re.compile(r"rate\((\d+) (hours?|days?)\)")


def schedule(source: Source, expression: str) -> str:
    """The schedule in words, times in UTC."""
    _ = source.translate
    if match := _RATE.fullmatch(expression):
        number, unit = match[1], match[2].rstrip("s")
        text = _("every %(number)s hours") if unit == "hour" else _("every %(number)s days")
        return text % {"number": number}
    match = _CRON.fullmatch(expression)
    if match is None:
        return expression
    minute, hour, day, month, weekday = match.groups()
    time = {"time": f"{int(hour):02}:{int(minute):02}"}
    if (month, weekday) == ("*", "?") and day == "*":
        return _("every day at %(time)s UTC") % time
    if day == "1" and weekday == "?":
        if month == "*":
            return _("on the first of each month at %(time)s UTC") % time
        if re.fullmatch(r"1/\d+", month):
            return _("on the first of every %(months)s months at %(time)s UTC") % {
                "months": month[2:],
                **time,
            }
    return expression
