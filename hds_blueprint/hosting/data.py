from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from hds_blueprint.hosting.anonymisation import Anonymisation
from hds_blueprint.hosting.vocabulary import DataClass, Days, Section, Text

DataSubject = Literal[
    "patients", "residents", "relatives", "professionals", "employees", "research-participants", "customers"
]


class Retention(Section):
    """How long a data class is kept, and on which legal ground."""

    days: Days
    legal_basis: Text


class RetentionByClass(Section):
    """Periods of classes that differ from the document's."""

    health: Retention | None = None
    pseudonymised_health: Retention | None = None
    correspondence: Retention | None = None
    personal: Retention | None = None
    technical: Retention | None = None


class Volume(Section):
    """How much is expected: an order of magnitude for sizing and for the impact assessment."""

    persons: Annotated[int, Field(ge=1, le=10**9)] | None = None
    gigabytes: Annotated[int, Field(ge=1, le=10**7)] | None = None


class ImpactAssessment(Section):
    """The controller's data protection impact assessment (GDPR art. 35): done when, or why not."""

    done: bool
    day: date | None = None
    reason: Text | None = None


class EndOfContract(Section):
    """What happens to the data when the contract ends (R.1111-11 CSP, 12° to 14°)."""

    day: date | None = None
    return_format: Text
    return_days: Days = 30
    erasure_statement: bool = True


class Data(Section):
    """Which data are hosted."""

    data_class: DataClass = "health"
    # CNIL: health data by nature, by crossing with other data, or by destination
    category: Literal["nature", "crossing", "destination"] | None = "nature"
    description: Text | None = None
    anonymisation: Anonymisation | None = None
    data_subjects: tuple[DataSubject, ...] = ()
    minors: bool | None = None
    volume: Volume | None = None
    public_sector_sensitive: bool = False  # particularly sensitive data of the State
    impact_assessment: ImpactAssessment | None = None
    retention: Retention | None = None
    retention_by_class: RetentionByClass = RetentionByClass.of_defaults()
    destruction_days: Days | None = None  # after the contract's end, R.1111-11 14°
    end_of_contract: EndOfContract | None = None

    def retention_of(self, data_class: DataClass) -> Retention | None:
        """The period of a class, the document's where the class has none of its own."""
        return getattr(self.retention_by_class, data_class.replace("-", "_")) or self.retention
