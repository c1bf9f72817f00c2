"""`hds rules --coverage`: shares of each framework, in both languages and as data."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from hds_blueprint.policies.catalogue import FRAMEWORKS, framework
from hds_blueprint.policies.metadata import Language
from hds_blueprint.reports.rules import coverage_data, show_coverage


def shown(language: Language, width: int = 80) -> str:
    buffer = io.StringIO()
    show_coverage(Console(file=buffer, width=width, no_color=True, highlight=False), language)
    return buffer.getvalue()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [60, 80])
def test_every_framework_is_shown_with_its_percentages(language: Language, width: int) -> None:
    text = shown(language, width)
    assert max(map(len, text.splitlines())) <= width
    for name in FRAMEWORKS:
        assert f"({len(framework(name).requirements)})" in text
    percent = r"\(\d+ %\)" if language == "fr" else r"\(\d+%\)"
    assert len(re.findall(percent, text)) > 4 * len(FRAMEWORKS)


def test_what_no_rule_judges_is_named() -> None:
    assert "EXI\u00a007" in shown("en")
    assert "sans règle :" in shown("fr")


def test_the_shares_are_those_of_the_rows() -> None:
    for each in coverage_data():
        rows = each["rows"]
        assert len(rows) == each["requirements"]
        for name, found in each["means"].items():
            assert found["number"] == sum(name in row["means"] for row in rows)
            assert found["share"] == pytest.approx(found["number"] / len(rows), abs=1e-4)
        assert sum(each["evidence"].values()) == len(rows)
        assert set(each["not_automated"]) == {row["id"] for row in rows if not row["rules"]}
        assert all(row["remaining"] for row in rows if row["evidence"] != "full")


def test_at_most_one_requirement_of_hds_rests_on_rules_alone() -> None:
    (hds,) = [each for each in coverage_data() if each["framework"] == "hds-2.0"]
    assert hds["requirements"] == 31
    assert len(hds["automated_alone"]) <= 1
