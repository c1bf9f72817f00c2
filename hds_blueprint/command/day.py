"""The day on which waivers and certificates are judged."""

from __future__ import annotations

from datetime import date

from hds_blueprint.days import today
from hds_blueprint.problem import InputError


def day(text: str | None) -> date:
    """The day of `--as-of`, or today in UTC where the option is left out.

    Raises InputError where the text is not a date.
    """
    if text is None:
        return today()
    try:
        if len(text) != len("2026-01-31"):  # fromisoformat takes weeks and compact forms too
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise InputError.of(
            "this is not a date",
            path="--as-of",
            value=text[:40],
            suggestion="Write year, month and day, such as 2027-06-30.",
            code="bad-date",
        ) from None
