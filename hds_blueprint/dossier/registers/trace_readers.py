"""Who reads traces: the roles whose own policies let them read a log group or a bucket of traces."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache

from hds_blueprint.dossier.inline import lines
from hds_blueprint.dossier.model import Cell, Line, Run
from hds_blueprint.dossier.registers.accounts import INLINE, ROLE
from hds_blueprint.dossier.source import Source, plain
from hds_blueprint.graph.model import Ref, Resource, targets
from hds_blueprint.policies.documents import Statement, Term, parse

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
READING = {LOG_GROUP: "logs:GetLogEvents", "aws:s3/bucket:Bucket": "s3:GetObject"}
_GROUP = ":log-group:"  # what comes before the name in the ARN of a log group


def readers(source: Source, place: Resource) -> Cell:
    """The roles of people that may read a place of traces, and the administrators of its account."""
    found: dict[str, Line] = {}
    for role, statement in _rights(source):
        if statement.covers(READING[place.type]) and any(
            _reaches(resource, place) for resource in statement.resources
        ):
            found.setdefault(role.urn, (source.resource(role.urn),))
    there = source.in_account(source.account(place))
    administrators = Run(source.translate("administrators of the account") + there, "muted")
    return lines([*found.values(), (administrators,)])


def _rights(source: Source) -> Iterator[tuple[Resource, Statement]]:
    """What the inline policies of roles allow; a role that a service of AWS takes reads for nobody."""
    for policy in source.graph.of_type(*INLINE):
        for urn in targets(policy, "role"):
            role = source.graph.by_urn.get(urn)
            if role is not None and role.type == ROLE and _taken_by_people(role):
                for statement in parse(policy.inputs.get("policy")).statements:
                    if statement.allows:
                        yield role, statement


def _taken_by_people(role: Resource) -> bool:
    statements = parse(role.inputs.get("assumeRolePolicy")).statements
    return any(kind != "Service" for each in statements for kind, _ in each.principals)


def _reaches(resource: Term, place: Resource) -> bool:
    if isinstance(resource, Ref):
        return resource.urn == place.urn
    if place.type != LOG_GROUP:
        return resource == "*"
    if not isinstance(resource, str):
        return False
    _, _, pattern = resource.partition(_GROUP)
    return resource == "*" or _matches(pattern.removesuffix(":*"), plain(place.inputs.get("name")))


@cache
def _matches(pattern: str, name: str) -> bool:
    """IAM's `*` and `?` stand for any characters, `/` too (IAM user guide, Resource element)."""
    return fnmatchcase(name, pattern.replace("[", "[[]"))
