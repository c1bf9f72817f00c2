"""The five fields of cron: what they mean, when they fire, and how EventBridge Scheduler writes them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from typing import Final

# field -> smallest and largest value; day of the week from 0 (Sunday) to 7 (Sunday again)
BOUNDS: Final = {
    "minute": (0, 59),
    "hour": (0, 23),
    "day_of_month": (1, 31),
    "month": (1, 12),
    "day_of_week": (0, 7),
}
_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_LEAP_YEAR: Final = 2024
_DAY_MINUTES: Final = 24 * 60


class CronError(ValueError):
    """An expression that cannot be scheduled: `kind` says why, `field` and `text` where."""

    def __init__(self, kind: str, field: str = "", text: str = "", bound: str = "") -> None:
        super().__init__(f"{kind}: {field} {text}")
        self.kind, self.field, self.text, self.bound = kind, field, text, bound


@dataclass(frozen=True, slots=True)
class Schedule:
    """The values of each field; `any_day` and `any_weekday` where the field is `*`."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    any_day: bool
    any_weekday: bool

    @property
    def shortest_gap_minutes(self) -> int:
        """The fewest minutes between two runs; a day at the most: runs may fall on neighbouring days."""
        times = [60 * hour + minute for hour in self.hours for minute in self.minutes]
        following = [*times[1:], times[0] + _DAY_MINUTES]
        return min(later - earlier for earlier, later in zip(times, following, strict=True))

    @property
    def aws_expression(self) -> str:
        """As EventBridge Scheduler writes it: six fields, `?` for the day not asked for, weekdays by name.

        Source: EventBridge Scheduler user guide, "Schedule types", cron-based schedules.
        """
        by_weekday = not self.any_weekday
        days = "?" if by_weekday else _written(self.days, "day_of_month")
        weekdays = ",".join(_DAYS[day] for day in self.weekdays) if by_weekday else "?"
        minutes, hours = _written(self.minutes, "minute"), _written(self.hours, "hour")
        return f"cron({minutes} {hours} {days} {_written(self.months, 'month')} {weekdays} *)"


def parse(expression: str) -> Schedule:
    """Reads five fields of cron: numbers, ranges (`1-5`), steps (`*/15`, `0-30/10`) and lists of these.

    Raises:
        CronError: a value outside of its field (`range`), a form that cron does not know (`form`), both a
            day of the month and a day of the week (`both-days`), or a day that no month has (`never`).
    """
    texts = dict(zip(BOUNDS, expression.split(" "), strict=True))
    values = {field: _values(field, text) for field, text in texts.items()}
    any_day, any_weekday = texts["day_of_month"] == "*", texts["day_of_week"] == "*"
    if not any_day and not any_weekday:
        raise CronError("both-days", "day_of_month", texts["day_of_month"])
    if all(
        day > monthrange(_LEAP_YEAR, month)[1] for day in values["day_of_month"] for month in values["month"]
    ):
        raise CronError("never", "day_of_month", texts["day_of_month"])
    return Schedule(
        values["minute"],
        values["hour"],
        values["day_of_month"],
        values["month"],
        tuple(sorted({day % 7 for day in values["day_of_week"]})),
        any_day,
        any_weekday,
    )


def _values(field: str, text: str) -> tuple[int, ...]:
    found: set[int] = set()
    for part in text.split(","):
        found.update(_part(field, part))
    return tuple(sorted(found))


def _part(field: str, part: str) -> range:
    least, most = BOUNDS[field]
    span, slash, step = part.partition("/")
    first, dash, last = span.partition("-")
    if span == "*":
        start, end = least, most
    elif first.isdigit() and (last.isdigit() or not dash):
        # `5/10` is no form of cron, although some readers take it for `5-59/10`
        if slash and not dash:
            raise CronError("form", field, part)
        start, end = int(first), int(last) if dash else int(first)
    else:
        raise CronError("form", field, part)
    if slash and not step.isdigit():
        raise CronError("form", field, part)
    if not least <= start <= end <= most or (slash and not 1 <= int(step) <= most):
        raise CronError("range", field, part, f"{least} - {most}")
    return range(start, end + 1, int(step) if slash else 1)


def _written(values: tuple[int, ...], field: str) -> str:
    least, most = BOUNDS[field]
    return "*" if len(values) == most - least + 1 else ",".join(str(value) for value in values)
