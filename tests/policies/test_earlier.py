"""Failures from before a change are found again."""

from __future__ import annotations

from hds_blueprint.policies.earlier import told_apart
from hds_blueprint.policies.verdict import Enforcement, Finding, Severity, Status

OLD = "urn:pulumi:prod::shop::aws:ec2/securityGroup:SecurityGroup::old"
NEW = "urn:pulumi:prod::shop::aws:ec2/securityGroup:SecurityGroup::new"


def failure(path: str, value: str, *, rule: str = "ec2-ingress", urn: str = OLD) -> Finding:
    return Finding(
        rule, Status.FAIL, urn, Severity.HIGH, Enforcement.MANDATORY, "message", path=path, value=value
    )


def test_a_list_that_grows_above_it_moves_a_failure() -> None:
    earlier = [failure("ingress[0].cidrBlocks[0]", "0.0.0.0/0")]
    later = [failure("ingress[1].cidrBlocks[0]", "0.0.0.0/0")]
    assert told_apart(later, earlier, {}) == (frozenset({0}), ())


def test_one_failure_from_before_stands_for_one() -> None:
    earlier = [failure("ingress[0].cidrBlocks[0]", "0.0.0.0/0")]
    later = [failure(f"ingress[{index}].cidrBlocks[0]", "0.0.0.0/0") for index in (0, 1)]
    assert told_apart(later, earlier, {}) == (frozenset({0}), ())


def test_a_renamed_resource_keeps_its_failures() -> None:
    known, gone = told_apart([failure("p", "v", urn=NEW)], [failure("p", "v")], {OLD: NEW})
    assert (known, gone) == (frozenset({0}), ())


def test_a_number_further_from_the_bound_is_worse_and_one_nearer_is_not() -> None:
    rule = "docdb-backup-retention-sufficient"  # at least seven days
    five, three = (failure("backupRetentionPeriod", value, rule=rule) for value in ("5", "3"))
    assert told_apart([three], [five], {}) == (frozenset(), (five,))
    assert told_apart([five], [three], {}) == (frozenset({0}), ())


def test_another_value_at_the_same_place_is_as_bad() -> None:
    assert told_apart([failure("policy", "a")], [failure("policy", "b")], {})[0] == {0}


def test_what_is_gone_is_told_under_its_new_name() -> None:
    _, (gone,) = told_apart([], [failure("p", "v")], {OLD: NEW})
    assert gone.urn == NEW
