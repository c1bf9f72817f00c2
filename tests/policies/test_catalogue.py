"""The catalogue: whole, never blank, and careful about what it attributes to whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hds_blueprint.components
from hds_blueprint.policies.catalogue import FRAMEWORKS, Requirement, framework, requirement
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.problem import InputError

EVERYTHING = [each for name in FRAMEWORKS for each in framework(name).requirements]
REPOSITORY = Path(__file__).parents[2]
COMPONENTS = {path.stem for path in Path(hds_blueprint.components.__path__[0]).glob("*.py")}


def test_hds_has_its_31_requirements_in_order() -> None:
    ids = [each.id for each in framework("hds-2.0").requirements]
    assert ids == [f"EXI {number:02}" for number in range(1, 32)]


def test_annex_a_has_its_93_controls() -> None:
    counts = {"5": 37, "6": 8, "7": 14, "8": 34}
    ids = [each.id for each in framework("iso-27001-2022").requirements]
    assert ids == [f"{theme}.{number}" for theme, count in counts.items() for number in range(1, count + 1)]


@pytest.mark.parametrize("each", EVERYTHING, ids=lambda each: each.reference)
def test_no_row_is_blank(each: Requirement) -> None:
    assert each.means
    assert each.provenance.source.startswith("https://")
    if each.evidence != "full":
        assert each.remaining is not None, "a partial row says what remains for people"
    if each.evidence == "partial":
        assert each.rules or each.components or each.inherited
    if each.evidence == "inherited":
        assert each.inherited is not None
    if each.evidence == "organisational":
        assert not each.rules and not each.components


def test_automated_alone_is_claimed_for_at_most_one_requirement() -> None:
    alone = [each.id for each in framework("hds-2.0").requirements if each.means == ("automated",)]
    assert len(alone) <= 1


def test_what_the_catalogue_cites_exists() -> None:
    known = {each.reference for each in EVERYTHING}
    assert {control for rule in all_rules().values() for control in rule.metadata.controls} <= known
    assert {reference for each in EVERYTHING for reference in each.related} <= known
    assert {component for each in EVERYTHING for component in each.components} <= COMPONENTS


def test_rules_are_listed_with_the_requirements_they_cite() -> None:
    assert "region-within-eea" in requirement("hds-2.0:EXI 28").rules
    for rule in all_rules().values():
        for control in rule.metadata.controls:
            assert rule.id in requirement(control).rules
    assert {rule for each in EVERYTHING for rule in each.rules} <= all_rules().keys()


def test_people_are_pointed_to_pages_that_the_file_has() -> None:
    pages = {path.stem for path in (REPOSITORY / "docs/golden/hapi-fhir/en").glob("*.md")}
    assert {document for each in EVERYTHING for document in each.documents} <= pages
    without = [each.id for each in framework("hds-2.0").requirements if not each.documents]
    assert without == ["EXI 07", "EXI 10"], "support in French and awareness are nobody's but people's"


def test_every_requirement_says_something_of_its_own_about_what_remains() -> None:
    for name in FRAMEWORKS:
        if name == "iso-27001-2022":
            continue
        said = [each.remaining.en for each in framework(name).requirements if each.remaining]
        assert len(set(said)) == len(said), name


def test_what_the_decree_adds_stands_apart_and_has_no_number() -> None:
    ids = [each.id for each in framework("csp-r1111-11").requirements]
    assert ids[:14] == [str(number) for number in range(1, 15)]
    added = framework("csp-r1111-11").requirements[14:]
    assert added and not any(each.id.isdecimal() for each in added)
    assert {each.provenance.confidence for each in added} == {"secondary"}


def test_risk_scenarios_are_those_of_requirement_5() -> None:
    assert "".join(requirement("hds-2.0:EXI 05").scenarios) == "ABCDEFGH"


# what somebody might believe that HDS v2 asks
NEVER_ASKED = re.compile(
    r"encrypt|cipher|MFA|multi-factor|second factor|\d+ (months|years|days)|chiffre|plusieurs facteurs|"
    r"double authentification|second facteur|\d+ (mois|ans|jours)",
    re.IGNORECASE,
)


def test_hds_requires_neither_encryption_nor_factors_nor_a_retention_figure() -> None:
    for each in framework("hds-2.0").requirements:
        for text in (each.title, each.summary, each.remaining):
            for said in (text.en, text.fr) if text else ():
                # an audit less than three years old is asked for, of shared resources
                assert not NEVER_ASKED.search(said.replace("<3 ans", "").replace("<3 years", "")), each.id


def test_no_rule_says_that_hds_asks_for_it() -> None:
    attributed = re.compile(
        r"\bHDS\b[^.;]*\b(requires?|demands?|asks?|imposes?|exige|impose|demande|requiert)\b"
    )
    for rule in all_rules().values():
        metadata = rule.metadata
        for words in (metadata.title, metadata.rationale, metadata.message, metadata.remediation):
            for said in (words.en, words.fr):
                found = attributed.search(said)
                denied = found and re.search(r"\b(no|not|nor|neither|aucune?|ne|ni|n')\b", said)
                assert found is None or denied, f"{rule.id}: {said}"


def test_nothing_claims_compliance_or_certification_of_the_user() -> None:
    texts = [
        text
        for rule in all_rules().values()
        for words in (
            rule.metadata.title,
            rule.metadata.rationale,
            rule.metadata.message,
            rule.metadata.remediation,
        )
        for text in (words.fr, words.en)
    ]
    claims = re.compile(r"HDS[- ](compliant|certified)|(conforme|certifié)e? HDS", re.IGNORECASE)
    assert not [text for text in texts if claims.search(text)]


def test_an_unknown_framework_is_bad_input() -> None:
    with pytest.raises(InputError, match="no such framework"):
        framework("hds-9")
