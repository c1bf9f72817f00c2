"""Rules of AWS KMS keys."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least, is_false, is_true
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import closed_to_strangers
from hds_blueprint.policies.values import MISSING, get, is_open

KEY = "aws:kms/key:Key"
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
REPLICA = "aws:kms/replicaKey:ReplicaKey"


@rule("kms-key-rotation-enabled", KEY)
def rotation_enabled(key: Resource, facts: Facts) -> Outcome:
    spec = get(key, "customerMasterKeySpec")
    if is_open(spec):
        return unknown("customerMasterKeySpec")
    store = get(key, "customKeyStoreId")
    if store not in (MISSING, ""):
        # a key outside of AWS, or in a cluster of one's own, is rotated there: KMS refuses to
        return not_applicable() if not is_open(store) else unknown("customKeyStoreId")
    # only symmetric keys can be rotated by AWS
    return is_true(key, "enableKeyRotation") if spec in (MISSING, "SYMMETRIC_DEFAULT") else not_applicable()


@rule("kms-key-deletion-window-sufficient", KEY, REPLICA)
def deletion_window(key: Resource, facts: Facts, *, minimum_days: int) -> Outcome:
    return at_least(key, "deletionWindowInDays", minimum_days, default=30)


@rule("kms-key-policy-private", KEY, KEY_POLICY, REPLICA)
def policy_private(key: Resource, facts: Facts) -> list[Outcome]:
    # without a policy of its own a key has AWS's default one: the account's IAM policies decide
    return closed_to_strangers(key, "policy", facts, absent=passed())


@rule("kms-key-enabled", KEY)
def enabled(key: Resource, facts: Facts) -> Outcome:
    return is_true(key, "isEnabled", default=True)


@rule("kms-key-single-region", KEY)
def single_region(key: Resource, facts: Facts) -> Outcome:
    return is_false(key, "multiRegion")
