"""Schedules of AWS (`cron(…)`, `rate(…)`) in words, where they are simple; as they are written otherwise."""

from __future__ import annotations

import re

from babel.dates import get_day_names

from hds_blueprint.dossier.source import Source

_CRON = re.compile(r"cron\((\d+) (\S+) (\S+) (\S+) (\S+) \S+\)")
_RATE = re.compile(r"rate\((\d+) (hour|day)s?\)")
_STEP = re.compile(r"(?:0|1|\*)/(\d+)")
_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


def schedule(source: Source, expression: str) -> str:
    """The schedule in words, times in UTC."""
    if match := _RATE.fullmatch(expression):
        return _repeated(source, int(match[1]), match[2])
    match = _CRON.fullmatch(expression)
    if match is None:
        return expression
    minute, hour, *days = match.groups()
    if hour == "*":
        return _repeated(source, 1, "hour") if days == ["*", "*", "?"] else expression
    if step := _STEP.fullmatch(hour):
        return _repeated(source, int(step[1]), "hour") if days == ["*", "*", "?"] else expression
    return (_daily(source, hour, minute, *days) if hour.isdecimal() else "") or expression


def _repeated(source: Source, number: int, unit: str) -> str:
    _ = source.translate
    if number == 1:
        return _("every hour") if unit == "hour" else _("every day")
    text = _("every %(number)s hours") if unit == "hour" else _("every %(number)s days")
    return text % {"number": number}


def _daily(source: Source, hour: str, minute: str, day: str, month: str, weekday: str) -> str:
    """A schedule with a time of day; empty where its days are not simple."""
    _ = source.translate
    time = f"{int(hour):02}:{int(minute):02}"
    if weekday in _WEEKDAYS and (day, month) == ("?", "*"):
        name = get_day_names(locale=source.language)[_WEEKDAYS.index(weekday)]
        return _("each %(weekday)s at %(time)s UTC") % {"weekday": name, "time": time}
    if weekday != "?":
        return ""
    days, months = _STEP.fullmatch(day), _STEP.fullmatch(month)
    if month == "*" and day == "*":
        return _("every day at %(time)s UTC") % {"time": time}
    if month == "*" and days is not None:
        text = _("from the first of each month, every %(days)s days at %(time)s UTC")
        return text % {"days": days[1], "time": time}
    if month == "*" and day == "1":
        return _("on the first of each month at %(time)s UTC") % {"time": time}
    if months is not None and day == "1":
        text = _("on the first of every %(months)s months at %(time)s UTC")
        return text % {"months": months[1], "time": time}
    if (day, month) == ("1", "1"):
        return _("on 1 January at %(time)s UTC") % {"time": time}
    return ""
