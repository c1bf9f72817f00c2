"""Which of Checkov's verdicts stand, given that some values are known only after apply.

Checkov judges what a plan shows. A value that the plan cannot show is missing for it, so that it may
fail or pass for want of a value. Such a verdict is UNKNOWN for us, which never becomes PASS.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hds_blueprint.checkov.property_paths import Place
from hds_blueprint.graph.model import Join, Ref, Secret, Unknown, Value
from hds_blueprint.policies.verdict import Status

# Last words of outputs that say which resource is meant. Whatever they are once known, they are no
# wildcard, no open address range and no switch; a check that wants a key or a log group is content.
_IDENTITY = {
    *("id", "arn", "suffix", "name", "urn", "url", "uri", "alias"),
    *("endpoint", "domain", "host", "hostname", "address", "ip"),
}
# Address ranges of networks and subnets, which are /16 at most (Amazon VPC User Guide, VPC CIDR blocks).
_RANGES = {"cidrBlock", "ipv6CidrBlock"}
# Last words of inputs that name another resource, besides those above.
_NAMING = {"bucket", "cluster", "group", "instance", "key", "queue", "role", "subnet", "topic", "user", "vpc"}


def certain(
    status: Status, evaluated: Sequence[Place], read: Sequence[Place], *, presence: bool = False
) -> tuple[Status, Place | None]:
    """Checkov's verdict, or UNKNOWN where it rests on values that nobody knows; and the place that decides.

    `evaluated` are the properties that Checkov says the check looked at, `read` those that it reads by
    its source; `presence` says that the check only asks whether something is set. A pass stands only
    if all of them are known. A failure stands if one of those looked at is known, since that one may be
    why. Checks of connected resources are judged by connections.py.
    """
    if status is Status.PASS:
        hidden = next((place for place in (*evaluated, *read) if undecided(place, presence)), None)
        return (Status.PASS, None) if hidden is None else (Status.UNKNOWN, hidden)
    place = evaluated[0] if evaluated else None
    hidden = next((place for place in (*evaluated, *read) if _open(place.value)), None)
    if status is Status.FAIL and hidden is not None:
        known = any(place.value is not None and not _open(place.value) for place in evaluated or read)
        if not known:
            return Status.UNKNOWN, hidden
    return status, place


def undecided(place: Place, presence: bool = False) -> bool:
    """Whether a property could still be anything; with `presence`, whether it could still be missing."""
    return _hidden(place.value, re.split(r"[.\[]", place.path)[-1].rstrip("]"), presence)


def _hidden(value: Value, name: str, presence: bool) -> bool:
    """Whether a part of the value could still be anything; `name` is that of the property it is in."""
    match value:
        case Unknown():
            return not value.depends_on or not (presence or names_a_resource(name))
        case Secret():
            return not presence and (value.reference is None or not _identifies(value.reference, name))
        case Ref():
            return not presence and not _identifies(value, name)
        case Join():
            return any(isinstance(part, Ref) and not _identifies(part, "") for part in value.parts)
        case dict():
            return any(_hidden(item, key, presence) for key, item in value.items())
        case list():
            return any(_hidden(item, name, presence) for item in value)
        case _:
            return False


def _identifies(reference: Ref, name: str) -> bool:
    leaf = re.sub(r"\[[0-9]+\]$", "", reference.property).rsplit(".", 1)[-1]
    return leaf in _RANGES or _last_word(leaf) in _IDENTITY or names_a_resource(name)


def names_a_resource(name: str) -> bool:
    """Whether an input of this name says which resource is meant, by what it is called."""
    return _last_word(name) in _IDENTITY | _NAMING


def _last_word(name: str) -> str:
    """`id` of `subnetIds`: the last word of a camelCase name, in the singular."""
    words: list[str] = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)
    word = words[-1].lower() if words else ""
    return word if word in _IDENTITY else word.removesuffix("s")


def _open(value: Value) -> bool:
    return isinstance(value, (Ref, Unknown, Secret))
