from __future__ import annotations

from typing import Literal

from hds_blueprint.hosting.vocabulary import DataClass, Days, Section, Text


class Retention(Section):
    """How long a data class is kept, and on which legal ground."""

    days: Days
    legal_basis: Text


class Data(Section):
    """Which data are hosted."""

    data_class: DataClass = "health"
    # CNIL: health data by nature, by crossing with other data, or by destination
    category: Literal["nature", "crossing", "destination"] | None = "nature"
    description: Text | None = None
    retention: Retention | None = None
    destruction_days: Days | None = None  # after the contract's end, R.1111-11 14°
