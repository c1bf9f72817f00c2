"""The day of today, where a judgement depends on it and none was given."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """Today in UTC, so that two machines judge waivers and certificates alike."""
    return datetime.now(UTC).date()
