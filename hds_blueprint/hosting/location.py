from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hds_blueprint.hosting.vocabulary import CountryCode, Region, Section, Text

ServiceCode = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9-]*$")]


class RegionConfirmation(Section):
    """The regions on the provider's own certificate, as a person read them there on a day."""

    day: date
    document: Text
    regions: Annotated[tuple[Region, ...], Field(min_length=1)]
    confirmed_by: Text


class RemoteAccess(Section):
    """Administration from a country: by whom, and under which safeguard where it is outside of the EEA."""

    country: CountryCode
    by: Text
    safeguard: Literal["adequacy-decision", "appropriate-safeguards"] | None = None  # GDPR art. 45, art. 46
    detail: Text | None = None


class Location(Section):
    """Where data are stored: EEA regions only (R.1111-9-1, EXI 28); from where they can be reached."""

    region: Region = "eu-west-3"
    recovery_region: Region = "eu-central-1"
    confirmation: RegionConfirmation | None = None
    other_services: tuple[ServiceCode, ...] = ()  # of AWS, that your extensions use
    remote_access: tuple[RemoteAccess, ...] = ()
    # EXI 30: AWS's parent company is under the law of the United States, whatever the region
    third_country_exposure: Literal["disclosed", "none"] = "disclosed"
    exposure_measures: tuple[Text, ...] = ()
    residual_risk: Text | None = None
