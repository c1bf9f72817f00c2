"""Templates of the user: one of our name wins, one that is broken is said with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hds_blueprint.dossier.overrides import templates
from hds_blueprint.dossier.site import write
from hds_blueprint.problem import InputError, Problem
from tests.dossier.conftest import DAY, HandMade, Stack
from tests.policies.graphs import BUCKET, graph, resource


@pytest.fixture(scope="module")
def small(hand_made: HandMade) -> Stack:
    return hand_made(graph(resource(BUCKET, "files", region="eu-west-3")))


def _write(stack: Stack, tmp_path: Path) -> list[Path]:
    return write(
        stack.document, stack.graph, stack.verdicts, tmp_path / "out", as_of=DAY, templates=tmp_path / "own"
    )


def _problem(stack: Stack, tmp_path: Path, name: str, content: str | bytes) -> Problem:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as raised:
        _write(stack, tmp_path)
    assert not (tmp_path / "out").exists(), "nothing is written"
    (problem,) = raised.value.problems
    return problem


def test_a_template_of_the_same_name_wins(small: Stack, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "door.html.j2").write_text("<p>{{ _('Architecture file') }} of {{ first }}</p>")
    (tmp_path / "own" / "style.css").write_text("h1 { color: teal; }")
    door, style, *_ = _write(small, tmp_path)
    assert door.read_text("utf-8") == "<p>Dossier d’architecture of fr</p>"
    assert style.read_text("utf-8") == "h1 { color: teal; }"


def test_a_text_and_a_logo_of_the_user_win(small: Stack, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "interventions.yaml").write_text(
        "title: {fr: Nos interventions, en: Our interventions}\n"
        "sections:\n- id: ours\n  title: {fr: A, en: A}\n"
        "  blocks: [{text: {fr: 'Chez {service.title}.', en: At}}]\n"
    )
    (tmp_path / "own" / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    _write(small, tmp_path)
    page = (tmp_path / "out" / "fr" / "interventions.html").read_text("utf-8")
    assert "<h1>Nos interventions</h1>" in page
    assert 'Chez <span class="strong">' in page
    assert 'src="data:image/svg+xml;base64,' in page


def test_words_of_the_user_win_one_by_one(small: Stack, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (tmp_path / "own" / "fr.po").write_text(head + 'msgid "Registers"\nmsgstr "Nos registres"\n', "utf-8")
    _write(small, tmp_path)
    page = (tmp_path / "out" / "fr" / "registers.html").read_text("utf-8")
    assert "<h1>Nos registres</h1>" in page
    assert "Clés de chiffrement" in page
    assert "Nos registres" not in (tmp_path / "out" / "en" / "registers.html").read_text("utf-8")


def test_a_catalogue_that_is_none_is_said(small: Stack, tmp_path: Path) -> None:
    problem = _problem(small, tmp_path, "fr.po", "this is no catalogue")
    assert problem.code == "bad-catalogue"
    assert problem.line is not None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("title: [", "cannot be read"),
        ("title: {fr: A}\nsections: []", "another form than ours"),
        (
            "title: {fr: A, en: A}\n"
            "sections: [{id: a, title: {fr: A, en: A}, blocks: [{text: {fr: '{no.such.value}', en: A}}]}]",
            "no value of this name: no.such.value",
        ),
    ],
)
def test_a_text_of_the_user_that_cannot_be_used_is_said(
    small: Stack, tmp_path: Path, content: str, reason: str
) -> None:
    problem = _problem(small, tmp_path, "interventions.yaml", content)
    assert problem.code == "bad-wording"
    assert reason in problem.reason


@pytest.mark.parametrize(
    ("name", "content", "line", "reason"),
    [
        ("page.html.j2", "<p>\n{% if %}</p>", 2, "Expected an expression"),
        ("page.html.j2", "a\nb\n{% for x in y %}", 3, "Unexpected end of template"),
        ("page.html.j2", "\n\n{{ nothing_of_ours }}", 3, "'nothing_of_ours' is undefined"),
        ("page.html.j2", "{{ 1 // 0 }}", 1, "ZeroDivisionError"),
        ("door.html.j2", "\n{% include 'lost.j2' %}", 2, "there is no template lost.j2"),
        ("style.css", b"h1 {}\n\xff\xfe", 2, "it is not UTF-8"),
    ],
)
def test_a_broken_template_is_said_with_its_place(
    small: Stack, tmp_path: Path, name: str, content: str | bytes, line: int | None, reason: str
) -> None:
    problem = _problem(small, tmp_path, name, content)
    assert problem.code == "bad-template"
    assert problem.file == str(tmp_path / "own" / name)
    assert problem.line == line
    assert reason in problem.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{{ nothing_of_ours }}", "'nothing_of_ours' is undefined"),
        ("{{ show() }}", "missing 2 required positional arguments"),
    ],
)
def test_what_an_override_leaves_out_is_said(small: Stack, tmp_path: Path, content: str, reason: str) -> None:
    problem = _problem(small, tmp_path, "lone.html.j2", content)
    assert (problem.code, problem.file) == ("bad-template", str(tmp_path / "own" / "lone.html.j2"))
    assert reason in problem.reason


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_a_folder_that_cannot_be_read_is_said(small: Stack, tmp_path: Path, kind: str) -> None:
    if kind == "file":
        (tmp_path / "own").write_text("no folder")
    with pytest.raises(InputError) as raised:
        _write(small, tmp_path)
    (problem,) = raised.value.problems
    assert (problem.code, problem.path) == ("templates-folder", "--templates")


def test_a_folder_that_would_override_nothing_is_said(small: Stack, tmp_path: Path) -> None:
    problem = _problem(small, tmp_path, "pages.html", "<p></p>")
    assert problem.code == "templates-unused"
    assert problem.suggestion is not None
    assert all(name in problem.suggestion for name in templates())


def test_a_folder_in_the_place_of_a_template_is_said(small: Stack, tmp_path: Path) -> None:
    (tmp_path / "own" / "page.html.j2").mkdir(parents=True)
    (tmp_path / "own" / "style.css").write_text("")
    door, *_ = _write(small, tmp_path)
    assert door.is_file(), "a folder is no template: ours is taken"


def test_the_users_own_raci_matrix_wins(small: Stack, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "raci.yaml").write_text(
        "source: board\ndate: 2026-11-24\nconfidence: own-reading\n"
        "rows: [{activity: 5, hoster: R A, fr: Notre astreinte, en: Our duty}]\n"
    )
    _write(small, tmp_path)
    page = (tmp_path / "out" / "fr" / "responsibilities.html").read_text("utf-8")
    assert "Notre astreinte" in page
    assert "Hyperviseur" not in page


@pytest.mark.parametrize("name", ["raci.yaml", "risks.yaml"])
def test_a_table_of_the_user_in_another_form_is_said(small: Stack, tmp_path: Path, name: str) -> None:
    problem = _problem(small, tmp_path, name, "rows: [{hoster: X, fr: a, en: b}]")
    assert problem.code == "bad-wording"
    assert problem.file == name
