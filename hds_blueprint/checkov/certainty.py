"""Which of Checkov's verdicts stand, given that some values are known only after apply.

Checkov judges what a plan shows. A value that the plan cannot show is missing for it, so that it may
fail or pass for want of a value. Such a verdict is UNKNOWN for us, which never becomes PASS.
"""

from __future__ import annotations

from collections.abc import Sequence

from hds_blueprint.checkov.property_paths import Place
from hds_blueprint.graph.model import Ref, Secret, Unknown, Value
from hds_blueprint.policies.verdict import Status


def certain(status: Status, places: Sequence[Place]) -> Status:
    """Checkov's verdict, or UNKNOWN where it rests on values that nobody knows yet.

    `places` are the properties that the check evaluated. A pass stands only if all of them are known;
    a reference to another resource counts as known, as it does for Terraform. A failure stands if one
    of them is known, since that one may be why.
    """
    if status is Status.PASS and any(_hidden(place.value) for place in places):
        return Status.UNKNOWN
    if status is Status.FAIL and any(_open(place.value) for place in places):
        known = any(place.value is not None and not _open(place.value) for place in places)
        return status if known else Status.UNKNOWN
    return status


def _hidden(value: Value) -> bool:
    """Whether a part of the value is withheld and nothing says where it comes from."""
    match value:
        case Unknown():
            return not value.depends_on
        case Secret():
            return value.reference is None
        case dict():
            return any(_hidden(item) for item in value.values())
        case list():
            return any(_hidden(item) for item in value)
        case _:
            return False


def _open(value: Value) -> bool:
    return isinstance(value, (Ref, Unknown, Secret))
