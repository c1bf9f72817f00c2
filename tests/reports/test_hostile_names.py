"""Names and values from outside cannot become markup, commands, formulas or orders to a terminal."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from xml.etree import ElementTree as Xml

import pytest
from rich.console import Console

from hds_blueprint.reports import console
from hds_blueprint.reports.characters import visible
from hds_blueprint.reports.formats import FORMATS, renderer
from tests.reports.verdicts import HOSTILE, hostile

FOR_PEOPLE = ("text", "markdown", "github", "junit", "csv", "sarif", "gitlab")
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize("name", FOR_PEOPLE)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_hidden_reaches_people(name: str, language: str) -> None:
    text = renderer(name).render([hostile()], language)  # pyright: ignore[reportArgumentType]
    if name in ("sarif", "gitlab"):
        # the URN, which programs compare, is kept as it is, and JSON writes its controls as codes
        text = json.dumps(
            [found["message"]["text"] for run in json.loads(text)["runs"] for found in run["results"]]
            if name == "sarif"
            else [each["description"] for each in json.loads(text)],
            ensure_ascii=False,
        )
    hidden = {char for char in text if unicodedata.category(char) in HIDDEN and char != "\n"}
    assert not hidden
    assert "\\u202e" in text, "what is taken out is shown"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_written_as_utf_8(name: str) -> None:
    assert renderer(name).render([hostile()], "en").encode("utf-8")


def test_a_text_of_letters_stays_as_it_is() -> None:
    assert visible("Données de santé · 数据 🙂") == "Données de santé · 数据 🙂"
    assert visible(" a\n\tb\u2028c ") == "a b c"


def test_the_console_takes_no_markup_and_no_colours_from_names() -> None:
    for width in (60, 80):
        buffer = io.StringIO()
        console.show([hostile()], "fr", Console(file=buffer, width=width, no_color=True, force_terminal=True))
        text = re.sub(r"\x1b\[[0-9;]*m", "", buffer.getvalue())
        assert max(map(len, text.splitlines())) <= width
        assert "\x1b[31m" not in buffer.getvalue()
        assert all(line == line.rstrip() for line in text.splitlines())


def test_markdown_keeps_tables_whole_and_calls_nobody() -> None:
    text = renderer("markdown").render([hostile()], "en")
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert len({line.replace("\\|", "").count("|") for line in table}) == 1
    assert not re.search(r"(?<!\\)<(?!!-- -->)", text)
    assert not re.search(r"[@#]\w", text.replace("####", ""))
    assert not re.search(r"(?<!\\)[`*_\[\]&]", text)


def test_annotations_and_their_log_hold_no_command_but_ours() -> None:
    text = renderer("github").render([hostile()], "en")
    for line in text.splitlines():
        assert re.match(r"::(error|warning|notice) |::group::|::endgroup::$|(error|warning|notice): ", line)
        if not line.startswith("::"):
            assert "##[" not in line
    assert "%250A" in text


def test_junit_is_xml_whatever_the_names_hold() -> None:
    suite = Xml.fromstring(renderer("junit").render([hostile()], "en").encode())[0]
    assert any("<script>" in case.get("name", "") for case in suite.findall("testcase"))


def test_no_cell_is_a_formula() -> None:
    text = renderer("csv").render([hostile()], "en")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert all(not re.match(r"[=+\-@\t\r＝＋－＠]", cell) for row in rows for cell in row.values())
    assert any(cell.startswith("'=evil") for row in rows for cell in row.values())
    # one line each, in spreadsheets and in grep
    assert len(text.splitlines()) == len(rows) + 1


def test_json_carries_the_names_as_they_are() -> None:
    (stack,) = json.loads(renderer("json").render([hostile()], "en"))["stacks"]
    assert any(each["resource"].endswith(HOSTILE) for each in stack["verdicts"])


def test_locations_are_addresses() -> None:
    from dataclasses import replace

    from hds_blueprint.graph.model import Origin

    found = hostile()
    origin = Origin("./stacks/été, =50%:#1.yaml", "databases", 0)
    moved = replace(found, findings=tuple(replace(f, origin=origin) for f in found.findings))
    (run,) = json.loads(renderer("sarif").render([moved], "en"))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "stacks/%C3%A9t%C3%A9%2C%20%3D50%25%3A%231.yaml"
    assert place["region"] == {"startLine": 1}
    (first, *_) = json.loads(renderer("gitlab").render([moved], "en"))
    assert first["location"]["path"] == "stacks/été, =50%:#1.yaml"
