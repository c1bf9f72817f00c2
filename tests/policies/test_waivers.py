"""Waivers: what they cover, and what makes them void."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hds_blueprint.data_files import read_data
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Status, Verdict
from hds_blueprint.policies.waivers import apply

from .graphs import DATABASE, Waiver, graph, resource

RULE = "rds-storage-encrypted"
TODAY = date(2026, 11, 24)
DATABASES = graph(
    resource(DATABASE, "records", {"engine": "postgres"}),
    resource(DATABASE, "archive", {"engine": "postgres"}),
)


def judged(*waivers: Waiver, as_of: date | None = TODAY) -> Verdict:
    return evaluate(DATABASES, waivers=waivers, as_of=as_of, rules={RULE: all_rules()[RULE]})


def test_a_waived_failure_stays_in_the_report_and_refuses_nothing() -> None:
    verdict = judged(Waiver(RULE, "rec*"))
    assert verdict.problems == ()
    assert [finding.urn.split("::")[-1] for finding in verdict.waived] == ["records"]
    assert verdict.waived[0].status is Status.FAIL
    assert [finding.urn.split("::")[-1] for finding in verdict.refused] == ["archive"]


def test_a_pattern_may_be_a_urn() -> None:
    assert len(judged(Waiver(RULE, "urn:pulumi:prod::shop::aws:rds/*")).waived) == 2


@pytest.mark.parametrize(
    ("waiver", "code", "path"),
    [
        (Waiver(RULE, "records", expiry=date(2026, 11, 23)), "waiver-expired", "waivers[0].expiry"),
        (Waiver(RULE, "nothing"), "waiver-matches-nothing", "waivers[0].resource"),
        (Waiver("no-such-rule", "records"), "waiver-unknown-rule", "waivers[0].rule"),
        (Waiver(RULE, "records", approver=" "), "waiver-unapproved", "waivers[0].approver"),
        (Waiver(RULE, "records", approver="owner"), "waiver-unapproved", "waivers[0].approver"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_void_waiver_is_an_error_and_covers_nothing(waiver: Waiver, code: str, path: str) -> None:
    verdict = judged(waiver)
    assert [(problem.code, problem.path) for problem in verdict.problems] == [(code, path)]
    assert verdict.waived == ()
    assert len(verdict.refused) == 2


def test_what_is_wrong_with_a_waiver_is_said_in_both_languages() -> None:
    said = read_data("hds_blueprint.policies", "waivers.yaml")
    for entry in said.values():
        assert entry["reason"]["fr"] != entry["reason"]["en"]
        assert entry["suggestion"]["fr"] != entry["suggestion"]["en"]
    known = frozenset({RULE})
    void = [Waiver("no-such-rule", "records")]
    (problem,) = apply((), void, known_rules=known, as_of=None, language="fr").problems
    assert str(problem).startswith("waivers[0].rule: la dérogation nomme une règle qui n'existe pas")


@pytest.mark.parametrize("pattern", ["records", "r*", "urn:*::records"])
def test_a_second_waiver_of_the_same_failures_is_an_error(pattern: str) -> None:
    verdict = judged(Waiver(RULE, "rec*"), Waiver(RULE, pattern, reason="Another reason."))
    assert [(problem.code, problem.path) for problem in verdict.problems] == [
        ("waiver-repeated", "waivers[1].resource")
    ]
    assert [finding.waiver for finding in verdict.waived] == ["Migration under way."]


def test_a_wider_waiver_after_a_narrow_one_covers_the_rest() -> None:
    verdict = judged(Waiver(RULE, "records"), Waiver(RULE, "*", reason="Another reason."))
    assert verdict.problems == ()
    assert {f.urn.split("::")[-1]: f.waiver for f in verdict.waived} == {
        "records": "Migration under way.",
        "archive": "Another reason.",
    }


def test_the_expiry_day_is_the_last_day() -> None:
    assert judged(Waiver(RULE, "records", expiry=TODAY)).problems == ()


def test_without_a_date_the_expiry_is_not_judged_and_said_so() -> None:
    verdict = judged(Waiver(RULE, "records", expiry=date(2020, 1, 1)), as_of=None)
    assert verdict.problems == ()
    assert len(verdict.notices) == 1


def test_what_passes_cannot_be_waived() -> None:
    encrypted = replace(DATABASES, resources=(resource(DATABASE, "records", {"storageEncrypted": True}),))
    verdict = evaluate(
        encrypted, waivers=[Waiver(RULE, "records")], as_of=TODAY, rules={RULE: all_rules()[RULE]}
    )
    assert [problem.code for problem in verdict.problems] == ["waiver-matches-nothing"]
