"""Who does what, and under which certificate: the answers from which the scope of HDS is derived."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hds_blueprint.hosting.service import Activity
from hds_blueprint.hosting.vocabulary import Name, Section, Text

Party = Literal["aws", "organisation", "third-party", "controller", "nobody"]


class Certificate(Section):
    """A hoster's certificate, as its holder hands it out (HDS v2 EXI 12 and 17)."""

    holder: Text
    number: Text
    body: Text  # the certification body
    issued: date
    expires: date
    activities: Annotated[tuple[Activity, ...], Field(min_length=1)]


class Provider(Section):
    """Somebody who performs an activity or a part of it; for nobody and the controller, why."""

    by: Party
    name: Text | None = None  # of a third party
    certificate: Name | None = None  # a name under `certificates`
    part: Text | None = None
    reason: Text | None = None


class Activities(Section):
    """The six activities of R.1111-9 CSP, each with whoever performs it."""

    NUMBERS: ClassVar[dict[str, Activity]] = {
        "sites": 1,
        "hardware": 2,
        "virtual_infrastructure": 3,
        "platform": 4,
        "operation": 5,
        "backup": 6,
    }

    sites: tuple[Provider, ...] = ()
    hardware: tuple[Provider, ...] = ()
    virtual_infrastructure: tuple[Provider, ...] = ()
    platform: tuple[Provider, ...] = ()
    operation: tuple[Provider, ...] = ()
    backup: tuple[Provider, ...] = ()

    def of(self, activity: str) -> tuple[Provider, ...]:
        """The providers of one activity, by its field's name."""
        return getattr(self, activity)


class OperationParts(Section):
    """The four sub-activities of activity 5 (HDS v2, chapter 2.1); each actor needs a certificate."""

    PARTS: ClassVar[tuple[str, ...]] = (
        "access_rights",
        "access_procedure",
        "access_traces",
        "intervention_approval",
    )

    access_rights: tuple[Provider, ...] = ()
    access_procedure: tuple[Provider, ...] = ()
    access_traces: tuple[Provider, ...] = ()
    intervention_approval: tuple[Provider, ...] = ()

    def of(self, part: str) -> tuple[Provider, ...]:
        """Those who do one sub-activity, by its field's name."""
        return getattr(self, part)


class Organisation(Section):
    """This organisation and the others: roles, certificates, activities. Nothing is assumed here."""

    name: Text
    controller: Text | None = None
    processor: Text | None = None
    hoster: Text | None = None
    on_behalf_of_others: bool | None = None
    care_context: bool | None = None
    software_publisher: bool = False
    certificates: dict[Name, Certificate] = Field(default_factory=dict[str, Certificate])
    activities: Activities | None = None
    operation_parts: OperationParts | None = None
