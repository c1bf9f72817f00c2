"""AWS accounts: which ones a program shows to be its own, and which one a text names."""

from __future__ import annotations

import re

from hds_blueprint.graph.data_sources import account as offline_account
from hds_blueprint.graph.model import Resource, Secret, Unknown, Value
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.json_text import NotJsonError, decode
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.values import Found, entries, get, within

PROVIDER = "pulumi:providers:aws"
_ACCOUNT = re.compile(r"[0-9]{12}")
_OF_ARN = re.compile(r"arn:[a-z-]+:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12}):")


def account_named(value: Found) -> str | None:
    """The account of a literal account number or ARN; None for anything else."""
    if not isinstance(value, str):
        return None
    if _ACCOUNT.fullmatch(value):
        return value
    match = _OF_ARN.match(value)
    return match[1] if match else None


def own_accounts(facts: Facts) -> frozenset[str]:
    """The accounts that the program acts in, as far as the graph shows them.

    By its providers (the accounts they are bound to, the roles they take), and by the ARNs of what
    exists already. Others may be its owner's as well: where this is empty, nothing can be said.
    """
    return facts.once(_own_accounts)


def _own_accounts(facts: Facts) -> frozenset[str]:
    named: list[Found] = [each.outputs.get("arn") for each in facts.graph.resources if not each.external]
    for provider in facts.graph.of_type(PROVIDER):
        named += _configured(provider, "allowedAccountIds")
        for name in ("assumeRole", "assumeRoles"):
            named += [within(each, "roleArn") for each in _configured(provider, name)]
    return frozenset(account for each in named if (account := account_named(each)) is not None)


def _configured(provider: Resource, name: str) -> list[Value]:
    """The entries of a provider's setting: the engine hands lists and objects to providers as JSON text."""
    value = get(provider, name)
    if isinstance(value, str):
        try:
            value = decode(value)
        except NotJsonError:
            return []
    return [each for _, each in entries(value, name)]


def judge_account(value: Found, path: str, facts: Facts) -> Outcome:
    """PASS where the account is the program's own, or computed by it; what names no account passes too.

    UNKNOWN where nothing in the graph shows which accounts are its own.
    """
    if isinstance(value, Unknown | Secret):
        return unknown(path)
    account, own = account_named(value), own_accounts(facts)
    # what a program run offline is told to be its account stands for the real one, whatever that is
    if account is None or account in own or account == offline_account():
        return passed(path, value)
    return failed(path, value, account=account) if own else unknown(path)
