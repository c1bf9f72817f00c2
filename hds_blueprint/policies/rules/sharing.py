"""Rules of what is shared with other accounts, and of other accounts that take a role."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.data_files import read_data
from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.accounts import judge_account
from hds_blueprint.policies.checks import is_false
from hds_blueprint.policies.documents import Statement, Term
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import ROLE, narrowed
from hds_blueprint.policies.values import entries, get, is_open

SHARE = "aws:ram/resourceShare:ResourceShare"
_INPUTS: dict[str, str] = read_data("hds_blueprint.policies", "sharing.yaml")
# who must show more than an account's number: a supplier its secret, an account its organisation
_SHOWN = ("sts:externalid", "aws:principalorgid", "aws:principalorgpaths")


@rule("ram-share-within-organization", SHARE)
def within_organization(share: Resource, facts: Facts) -> Outcome:
    return is_false(share, "allowExternalPrincipals")


@rule("shared-with-own-accounts", *_INPUTS)
def own_accounts(sharing: Resource, facts: Facts) -> Iterator[Outcome]:
    path = _INPUTS[sharing.type]
    for place, account in entries(get(sharing, path), path):
        yield judge_account(account, place, facts)


@rule("iam-role-outside-account-checked", ROLE)
def outside_account_checked(role: Resource, facts: Facts) -> Iterator[Outcome]:
    path = "assumeRolePolicy"
    document = facts.document(role, path)
    if is_open(get(role, path)) and not document.parsed:
        yield unknown(path)
    for statement in document.statements:
        place = f"{path}.{statement.path}"
        if statement.open:
            yield unknown(place)
        elif statement.allows and statement.covers("sts:AssumeRole"):
            principals = (value for kind, value in statement.principals if kind == "AWS")
            yield from (_judge(statement, value, place, facts) for value in principals)
    yield not_applicable()


def _judge(statement: Statement, principal: Term, place: str, facts: Facts) -> Outcome:
    if narrowed(statement, *_SHOWN):
        return passed(place)
    return judge_account(principal, place, facts)
