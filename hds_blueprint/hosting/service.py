from __future__ import annotations

from typing import Literal

from hds_blueprint.hosting.vocabulary import Email, Environment, Name, Section, Text

Activity = Literal[1, 2, 3, 4, 5, 6]


class Service(Section):
    """What the service is, where it runs in its life cycle, who answers for it."""

    name: Name
    title: Text
    description: Text | None = None
    environment: Environment = "production"
    # hds: hosted for others with real data; synthetic: no real data yet; generic: no health data at all
    profile: Literal["hds", "synthetic", "generic"] = "hds"
    owner: Email
    hds_activities: tuple[Activity, ...] = (3, 4, 5, 6)  # R.1111-9: performed by this organisation
