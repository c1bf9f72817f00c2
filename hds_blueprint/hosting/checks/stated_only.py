"""What is stated and not built: each such field is named, so that nobody takes it for done."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.hosting.built import unbuilt
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.requirements import HostingRequirements


def stated_only_fields_named(needs: HostingRequirements) -> Iterator[Complaint]:
    """A warning for every field that no component builds yet."""
    for location in unbuilt(needs):
        yield Complaint("not-built-yet", location, severity="warning", at_key=True)


def other_engines_refused(needs: HostingRequirements) -> Iterator[Complaint]:
    """Where the platform would build something else than what is stated, the document is refused."""
    for location in unbuilt(needs, "refused"):
        yield Complaint("not-built-refused", location, at_key=True)


CHECKS = (stated_only_fields_named, other_engines_refused)
