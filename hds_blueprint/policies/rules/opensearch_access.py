"""Rules of search domains and collections: who may ask them, and with what."""

from __future__ import annotations

from hds_blueprint.graph.model import Join, Resource, Value
from hds_blueprint.policies.checks import is_false, is_true
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.json_text import read
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.opensearch import DOMAINS
from hds_blueprint.policies.statements import closed_to_strangers, listed_actions
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open, within

POLICIES = (
    "aws:opensearch/domainPolicy:DomainPolicy",
    "aws:elasticsearch/domainPolicy:DomainPolicy",
)
# Serverless collections: one policy says in JSON who reaches them or with which key they are encrypted.
COLLECTIONS = "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy"
_ACCESS = "accessPolicies"
_OPTIONS = "advancedSecurityOptions"
_MASTER = f"{_OPTIONS}.masterUserOptions"


@rule("opensearch-policy-private", *DOMAINS, *POLICIES)
def policy_private(holder: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(holder, _ACCESS, facts, absent=not_applicable())


@rule("opensearch-policy-actions-listed", *DOMAINS, *POLICIES)
def actions_listed(holder: Resource, facts: Facts) -> list[Outcome]:
    return listed_actions(holder, facts, _ACCESS)


@rule("opensearch-access-controlled", *DOMAINS)
def access_controlled(domain: Resource, facts: Facts) -> Outcome:
    return is_true(domain, f"{_OPTIONS}.enabled")


@rule("opensearch-anonymous-refused", *DOMAINS)
def anonymous_refused(domain: Resource, facts: Facts) -> Outcome:
    return is_false(domain, f"{_OPTIONS}.anonymousAuthEnabled")


@rule("opensearch-passwords-absent", *DOMAINS)
def passwords_absent(domain: Resource, facts: Facts) -> Outcome:
    if boolean(get(domain, f"{_OPTIONS}.enabled")) is False or get(domain, _OPTIONS) is MISSING:
        return not_applicable()
    for name in ("masterUserPassword", "masterUserPasswordWo"):
        if within(get(domain, _MASTER), name) is not MISSING and not is_open(get(domain, _MASTER)):
            # the value itself is never repeated
            return failed(f"{_MASTER}.{name}")
    return is_false(domain, f"{_OPTIONS}.internalUserDatabaseEnabled")


@rule("opensearch-collection-private", COLLECTIONS)
def collection_private(policy: Resource, facts: Facts) -> Outcome:
    return _switched_off(policy, "network", "AllowFromPublic")


@rule("opensearch-collection-customer-key", COLLECTIONS)
def collection_key(policy: Resource, facts: Facts) -> Outcome:
    return _switched_off(policy, "encryption", "AWSOwnedKey")


def _switched_off(policy: Resource, kind: str, switch: str) -> Outcome:
    """Whether no part of a policy of this kind has the switch on."""
    if get(policy, "type") != kind:
        return unknown("type") if is_open(get(policy, "type")) else not_applicable()
    content = get(policy, "policy")
    if isinstance(content, str | Join):
        found = read(content, "policy")
        return found if isinstance(found, Outcome) else _read(found, switch)
    return unknown("policy") if is_open(content) else _read(content, switch)


def _read(content: object, switch: str) -> Outcome:
    parts: Value = content if isinstance(content, list | dict) else []
    for path, part in entries(parts, "policy"):
        value = within(part, switch)
        if is_open(value) or is_open(part):
            return unknown(path)
        if boolean(value) is True:
            return failed(f"{path}.{switch}", value)
    return passed("policy")
