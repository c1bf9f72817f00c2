from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hds_blueprint.hosting.vocabulary import Email, Section

Percent = Annotated[int, Field(ge=1, le=200)]


class AlertRoutes(Section):
    """Who is told of what, by severity; a severity without addresses goes to the incident contact."""

    critical: tuple[Email, ...] = ()
    warning: tuple[Email, ...] = ()
    information: tuple[Email, ...] = ()


class Budget(Section):
    """What a month may cost, and from which share of it somebody is told."""

    monthly: Annotated[int, Field(ge=1, le=10**8)]
    currency: Literal["USD", "EUR"] = "USD"
    told_at_percent: tuple[Percent, ...] = (80, 100)
    contact: Email | None = None


class Alerts(Section):
    """Who is told."""

    incident_contact: Email
    health_professional_contact: Email | None = None  # EXI 11
    routes: AlertRoutes | None = None
    budget: Budget | None = None

    @property
    def told_at_once(self) -> tuple[Email, ...]:
        """Who is told of what needs somebody now."""
        return (self.routes.critical if self.routes else ()) or (self.incident_contact,)
