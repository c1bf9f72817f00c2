from __future__ import annotations

from hds_blueprint.hosting.vocabulary import Email, Section


class Alerts(Section):
    """Who is told."""

    incident_contact: Email
    health_professional_contact: Email | None = None  # EXI 11
