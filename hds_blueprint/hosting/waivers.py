from __future__ import annotations

from datetime import date

from hds_blueprint.hosting.vocabulary import Section, Text


class Waiver(Section):
    """A rule set aside for some resources: by whom, why, until when, what compensates it."""

    rule: Text
    resource: Text  # pattern on the resource's name or URN, as a shell writes it
    reason: Text
    owner: Text
    approver: Text
    expiry: date
    compensating_measure: Text
