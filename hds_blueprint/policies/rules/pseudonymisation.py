"""Rules of pseudonymised data: what leads back to persons is read by others, and under another key.

A store says by its tag `data-class` what it holds: `correspondence` is the table that leads from
pseudonyms back to persons, `pseudonymised-health` the data themselves (GDPR art. 4, 5).
"""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.data_classes import READING, TAG, key_unknown, keys_of, may_read, stores_of
from hds_blueprint.policies.documents import PolicyDocument, Readability
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import graph_rule, rule
from hds_blueprint.policies.values import entries, get

TABLE, PSEUDONYMS = "correspondence", "pseudonymised-health"
ROLE, TASK = "aws:iam/role:Role", "aws:ecs/taskDefinition:TaskDefinition"
ROLE_POLICY, ATTACHMENT = (
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
)


@graph_rule("pseudonymisation-separated")
def separated(facts: Facts) -> Iterator[tuple[str, Outcome]]:
    tables, pseudonyms = stores_of(TABLE, facts), stores_of(PSEUDONYMS, facts)
    if not tables or not pseudonyms:
        return
    for holder, roles in _identities(facts):
        documents = [document for role in roles for document in _permissions(role, facts)]
        read = {
            kind: [store.name for store in stores if any(_reads(document, store) for document in documents)]
            for kind, stores in ((TABLE, tables), (PSEUDONYMS, pseudonyms))
        }
        if read[TABLE] and read[PSEUDONYMS]:
            details = {"table": read[TABLE][0], "pseudonyms": read[PSEUDONYMS][0]}
            yield holder.urn, failed("policy", **details)
        elif any(_unread(document) for document in documents):
            yield holder.urn, unknown("policy")
        elif read[TABLE] or read[PSEUDONYMS]:
            yield holder.urn, passed("policy")


def _identities(facts: Facts) -> Iterator[tuple[Resource, list[Resource]]]:
    """Each role by itself; and what runs in a container, which has both of its task's roles."""
    for role in facts.graph.of_type(ROLE):
        yield role, [role]
    for task in facts.graph.of_type(TASK):
        roles = [
            role
            for path in ("taskRoleArn", "executionRoleArn")
            for role in facts.target_resources(task, path, ROLE)
        ]
        yield task, roles


def _permissions(role: Resource, facts: Facts) -> Iterator[PolicyDocument]:
    for policy in facts.attached(role, "role", ROLE_POLICY).resources:
        yield facts.document(policy, "policy")
    for path, _ in entries(get(role, "inlinePolicies"), "inlinePolicies"):
        yield facts.document(role, f"{path}.policy")
    for attachment in facts.attached(role, "role", ATTACHMENT).resources:
        for policy in facts.target_resources(attachment, "policyArn", "aws:iam/policy:Policy"):
            yield facts.document(policy, "policy")


def _reads(document: PolicyDocument, store: Resource) -> bool:
    return any(may_read(statement, store) for statement in document.statements)


def _unread(document: PolicyDocument) -> bool:
    return document.readability is Readability.UNKNOWN or any(s.open for s in document.statements)


@rule("pseudonymisation-keys-separated", *READING)
def keys_separated(store: Resource, facts: Facts) -> Outcome:
    if get(store, TAG) != TABLE:
        return not_applicable()
    own = set(keys_of(store, facts))
    if not own:
        return unknown("kmsKeyId")
    uncertain = False
    for other in facts.graph.of_type(*READING):
        if get(other, TAG) == TABLE:
            continue
        keys = set(keys_of(other, facts))
        if own & keys:
            return failed("kmsKeyId", other=other.name)
        uncertain = uncertain or (not keys and key_unknown(other))
    return unknown("kmsKeyId") if uncertain else passed("kmsKeyId")
