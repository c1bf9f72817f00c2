"""Rules of the regions that policies speak of: services and resources a permission reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hds_blueprint.graph.model import Join, Resource
from hds_blueprint.policies import places
from hds_blueprint.policies.documents import Statement, Term
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.iam import POLICIES
from hds_blueprint.policies.rules.kms import KEY, KEY_POLICY, REPLICA
from hds_blueprint.policies.rules.s3_policies import BUCKET_POLICY
from hds_blueprint.policies.rules.vpc_endpoints import ENDPOINT
from hds_blueprint.policies.statements import ROLE, each_permission, each_statement

# `rds.eu-west-3.amazonaws.com`, in kms:ViaService and as a principal
_SERVICE = re.compile(r"[a-z0-9-]+\.([a-z]{2,4}(?:-[a-z]+)+-\d)\.amazonaws\.com")


@rule("policy-regions-within-eea", *POLICIES, KEY, KEY_POLICY, REPLICA, BUCKET_POLICY, ENDPOINT)
def policy_regions(holder: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows:
            return None
        return next((text for text in _texts(statement) if _outside(text, facts)), None)

    said = each_permission(holder, facts, broken)
    if holder.type == ROLE:
        said += each_statement(holder, "assumeRolePolicy", facts, broken, absent=not_applicable())
    return said


def _texts(statement: Statement) -> Iterator[str]:
    terms: list[Term] = [*statement.resources, *(value for _, value in statement.principals)]
    terms += [value for condition in statement.conditions for value in condition.values]
    for term in terms:
        if isinstance(term, Join):
            yield from (part for part in term.parts if isinstance(part, str))
        elif isinstance(term, str):
            yield term


def _outside(text: str, facts: Facts) -> bool:
    region = _region_in(text)
    return region is not None and region not in facts.eea_regions


# the policies of a platform name the same few services and accounts again and again
@lru_cache(maxsize=4096)
def _region_in(text: str) -> str | None:
    service = _SERVICE.fullmatch(text)
    return service[1] if service else places.region_in_arn(text)
