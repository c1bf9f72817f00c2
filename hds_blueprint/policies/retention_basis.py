"""The legal ground of a long retention, as a resource states it in its tag `retention-basis`."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.values import MISSING, Found, get, is_open

TAG = "retention-basis"


def judged_with_basis(
    resource: Resource,
    path: str,
    value: Found,
    days: float,
    *,
    maximum_days: int,
    maximum_days_with_basis: int,
    holder: str | None = None,
) -> Outcome:
    """Whether a retention of so many days is short enough, or long on a ground that is written down."""
    if days <= maximum_days:
        return passed(path, value, holder=holder)
    if days > maximum_days_with_basis:
        return failed(path, value, holder=holder)
    tags = get(resource, "tags")
    basis = tags.get(TAG, MISSING) if isinstance(tags, dict) else tags
    if is_open(basis):
        return unknown("tags", holder=holder)
    stated = isinstance(basis, str) and basis.strip() != ""
    return passed(path, value, holder=holder) if stated else failed(path, value, holder=holder)
