"""CSV, XLSX, Markdown and PDF: the same content as the pages, harmless cells, the same bytes every time."""

from __future__ import annotations

import csv as reader
import io
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import openpyxl
import pypdf
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from hds_blueprint.dossier.forms import csv, markdown, pdf, xlsx
from hds_blueprint.dossier.language import Language, environment, translations
from hds_blueprint.dossier.model import Dossier, Facts, Heading, Page, Paragraph, Run, Section, Steps, Table
from tests.dossier.conftest import DAY, HandMade, Stack
from tests.policies.graphs import BUCKET, graph, resource

REGISTERS = [
    "register-flows", "register-endpoints", "register-copies", "register-keys", "register-secrets",
    "register-certificates", "register-logs", "register-backups", "register-restore-tests", "register-roles",
    "register-people", "register-processors",
]  # fmt: skip
MATRICES = ["matrix-hds-2-0", "matrix-csp-r1111-11", "matrix-csp-r1111-11-2", "matrix-iso-27001-2022"]
FORMULA = '=HYPERLINK("https://x")'


@pytest.fixture(scope="module")
def french(example: Stack) -> Dossier:
    return example.dossier("fr")


def _read(text: str, separator: str = ";") -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(reader.reader(io.StringIO(text[1:], newline=""), delimiter=separator))


def test_every_register_and_matrix_has_its_file(french: Dossier) -> None:
    files = csv.tables(french)
    assert {f"{name}.csv" for name in (*REGISTERS, *MATRICES)} <= set(files)
    names = [table.name for _, table in french.tables()]
    assert [name for name, number in Counter(names).items() if number > 1] == []


def test_a_file_has_the_rows_of_the_page(french: Dossier) -> None:
    files = csv.tables(french)
    for _, table in french.tables():
        head, *rows = _read(files[f"{table.name}.csv"])
        assert tuple(head) == table.columns
        assert len(rows) == len(table.rows)
        assert all(len(row) == len(head) for row in rows)
    assert len(_read(files["matrix-hds-2-0.csv"])) == 32
    assert len(_read(files["matrix-iso-27001-2022.csv"])) == 94


def test_no_cell_is_a_formula(hand_made: HandMade) -> None:
    made = hand_made(graph(resource(BUCKET, FORMULA))).dossier("en")
    for text in csv.tables(made).values():
        assert not [cell for row in _read(text, ",") for cell in row if csv.FORMULA.match(cell)]
    book = openpyxl.load_workbook(io.BytesIO(_workbook(made)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert {cell.column for cell in cells if cell.data_type == "n"} == {2}, "numbers of rows in the contents"
    assert FORMULA in {cell.value for cell in cells}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "\u00a0=1", "\uff1d1", "\n=1"]
)
def test_what_a_spreadsheet_might_run_is_led_by_an_apostrophe(text: str) -> None:
    assert csv.harmless(text) == f"'{text}"


def test_words_are_left_as_they_are() -> None:
    assert [csv.harmless(each) for each in ("a=b", "10.0.0.0/16", "l'un", "")] == [
        "a=b",
        "10.0.0.0/16",
        "l'un",
        "",
    ]


def _workbook(made: Dossier) -> bytes:
    return xlsx.workbook(made, translations(made.language).gettext)


def test_the_workbook_has_contents_and_a_sheet_a_table(french: Dossier) -> None:
    content = _workbook(french)
    book = openpyxl.load_workbook(io.BytesIO(content))
    tables = [table for _, table in french.tables()]
    contents, *sheets = book
    assert contents.title == "Sommaire"
    assert [cell.value for cell in contents["A"]][-len(tables) :] == [table.title for table in tables]
    leads = [cell.hyperlink.location for cell in contents["A"] if cell.hyperlink is not None]
    assert leads == [f"'{sheet.title.replace(chr(39), chr(39) * 2)}'!A1" for sheet in sheets]
    for sheet, table in zip(sheets, tables, strict=True):
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref is not None or not table.rows
        assert sheet.column_dimensions["A"].width > 5
        values = list(sheet.values)
        assert tuple(value or "" for value in values[0]) == table.columns
        assert len(values) == len(table.rows) + 1
    assert book.properties.created is not None
    assert book.properties.created.date() == DAY
    assert _workbook(french) == content


def test_names_of_sheets_are_those_that_excel_takes() -> None:
    used: set[str] = set()
    titles = ["A title that is much too long for a sheet 1", "A title that is much too long for a sheet 2"]
    titles += ["Flux", "FLUX", "a/b: [c]?", "'apostrophe'", ""]
    names = [xlsx._sheet_name(title, used) for title in titles]  # pyright: ignore[reportPrivateUsage]
    assert len({name.casefold() for name in names}) == len(titles)
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", name) for name in names)


@pytest.fixture(scope="module")
def written(french: Dossier) -> dict[str, str]:
    return markdown.pages(french, environment("fr"))


def test_markdown_has_a_file_a_page_and_a_picture_a_diagram(french: Dossier, written: dict[str, str]) -> None:
    assert {f"{page.name}.md" for page in french.pages} < set(written)
    pictures = [name for name in written if name.endswith(".svg")]
    assert len(pictures) == 5
    for name in pictures:
        assert "var(--" not in written[name]
        assert "<a " not in written[name]


def test_links_of_markdown_lead_somewhere(written: dict[str, str]) -> None:
    anchors = {name: set(re.findall(r'<a id="([^"]+)">', text)) for name, text in written.items()}
    found = 0
    for name, text in written.items():
        for target in re.findall(r"\]\(([^)]+)\)", text):
            if target.startswith("https://"):
                continue
            file, _, place = target.partition("#")
            found += 1
            assert not file or file in written, (name, target)
            assert not place or place in anchors[file or name], (name, target)
    assert found > 500


# Elements that GitHub's and GitLab's sanitizers leave (github/markup, README; docs.gitlab.com/user/markdown).
HTML = re.compile(r"</?(?:details|summary|mark|code)>|<br>|<a id=\"[\w.-]+\">|</a>")


def _parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def test_markdown_is_read_as_it_is_meant(french: Dossier, written: dict[str, str]) -> None:
    for page in french.pages:
        tokens = _parsed(written[f"{page.name}.md"])
        blocks = [block for section in page.sections for block in section.blocks]
        tables = [block for block in blocks if isinstance(block, Table | Facts)]
        kinds = Counter(token.type for token in tokens)
        assert kinds["table_open"] == len(tables)
        rows = sum(len(each.rows if isinstance(each, Table) else each.facts) + 1 for each in tables)
        assert kinds["tr_open"] == rows
        assert kinds["heading_open"] == 1 + len(page.sections) + sum(isinstance(b, Heading) for b in blocks)
        assert not {"code_block", "fence", "html_block"} & set(kinds) or page.name == "index"
        inside = [child for token in tokens for child in token.children or []]
        assert [c.content for c in inside if c.type == "html_inline" and not HTML.fullmatch(c.content)] == []


# fmt: off
SENTENCES = [
    "1. one", "2) two", "- a", "+ a", "= a", "# a", "> a", "a | b", "&lt;b&gt;", "``` x", "<!-- x -->",
    "[a](b)", "~~a~~", "---",
]
# fmt: on


@pytest.mark.parametrize("text", SENTENCES)
def test_words_of_the_user_stay_a_sentence_in_markdown(french: Dossier, text: str) -> None:
    section = Section("s", "S", (Paragraph((Run(text),)), Steps(((Run(text),),))))
    made = replace(french, pages=(Page("p", "P", "C", (section,)),))
    tokens = _parsed(markdown.pages(made, environment("fr"))["p.md"])
    said = [
        "".join(child.content for child in token.children or [] if child.type in ("text", "text_special"))
        for token in tokens
        if token.type == "inline"
    ]
    assert said.count(text) == 2


def test_words_of_the_user_are_not_markup_in_markdown(hand_made: HandMade) -> None:
    made = hand_made(graph(resource(BUCKET, "a|b <b>*x*")), service={"title": "<script>[a](b)"}).dossier("en")
    text = "".join(markdown.pages(made, environment("en")).values())
    assert "<script>" not in text
    assert r"\<script\>\[a\](b)" in text
    assert r"a\|b \<b\>\*x\*" in text


def _pdf(made: Dossier, language: Language) -> bytes:
    return pdf.document(made, environment(language), translations(language).gettext)


def test_the_pdf_has_contents_bookmarks_and_numbered_pages(french: Dossier) -> None:
    content = _pdf(french, "fr")
    book = pypdf.PdfReader(io.BytesIO(content))
    assert len(book.pages) > 30
    titles = {each.title for each in book.outline if isinstance(each, pypdf.generic.Destination)}
    assert {page.title for page in french.pages} <= titles
    contents = "".join(page.extract_text() for page in book.pages[1:3])
    assert "Sommaire" in contents
    assert all(page.title.split(",")[0] in contents for page in french.pages)
    assert f"{len(book.pages)} / {len(book.pages)}" in book.pages[-1].extract_text()
    fonts = {
        font.get_object()["/BaseFont"]
        for page in book.pages
        for font in page["/Resources"].get_object()["/Font"].values()  # pyright: ignore[reportIndexIssue]
    }
    assert all("+" in name for name in fonts), "every font is embedded"
    assert book.metadata is not None
    assert book.metadata.creation_date is not None
    assert book.metadata.creation_date.date() == DAY
    assert _pdf(french, "fr") == content


def test_what_is_short_has_no_sheet_of_its_own_in_the_pdf(french: Dossier) -> None:
    book = pypdf.PdfReader(io.BytesIO(_pdf(french, "fr")))
    starts = {
        each.title: book.get_destination_page_number(each)
        for each in book.outline
        if isinstance(each, pypdf.generic.Destination)
    }
    assert starts["Dérogations"] == starts["Réversibilité et destruction"]
    assert starts["Architecture"] == starts["Synthèse"] + 1


def test_digests_stay_inside_the_margins_of_the_pdf(french: Dossier) -> None:
    page = pypdf.PdfReader(io.BytesIO(_pdf(french, "fr"))).pages[-1]
    margin = float(page.mediabox.right) - 18 / 25.4 * 72
    ends: list[float] = []

    def seen(text: str, place: list[float], _: object, font: object, size: float) -> None:
        digits = text.strip().replace("\u200b", "")
        if re.fullmatch(r"[0-9a-f]{16,64}", digits):
            # a letter of this typeface is 0.602 of its size wide; a narrow column breaks the line
            ends.append(place[4] + len(digits) * 0.602 * size)

    page.extract_text(visitor_text=seen)
    assert len(ends) > 5
    assert max(ends) <= margin


def test_the_pdf_says_what_the_pages_say(french: Dossier) -> None:
    book = pypdf.PdfReader(io.BytesIO(_pdf(french, "fr")))
    text = re.sub(r"\s|\u200b", "", "".join(page.extract_text() for page in book.pages))
    for row in next(table for _, table in french.tables() if table.name == "register-keys").rows:
        name = "".join(run.text for run in row.cells[0].lines[0])
        assert re.sub(r"\s", "", name) in text
    assert french.digest in text
    marks: Any = book.root_object["/MarkInfo"]
    assert marks["/Marked"], "titles and tables are told apart for those who listen"


def test_words_of_the_user_are_not_markup_in_the_pdf(hand_made: HandMade) -> None:
    hostile = '#panic("x") $ \\ *a* _b_ @c <d> [e]'
    made = hand_made(graph(resource(BUCKET, hostile)), service={"title": hostile}).dossier("en")
    text = pypdf.PdfReader(io.BytesIO(_pdf(made, "en"))).pages[0].extract_text()
    assert '#panic("x")' in text.replace("”", '"').replace("“", '"')


def test_words_that_stand_beside_each_other_stay_apart(hand_made: HandMade) -> None:
    """Marks that meet are no marks in Markdown, and one word in CSV."""
    made = hand_made(graph(resource(BUCKET, "files", region="us-east-1"))).dossier("en")
    both = [
        cell.text
        for _, table in made.tables()
        for row in table.rows
        for cell in row.cells
        if "Passed:" in cell.text and "Failed:" in cell.text
    ]
    assert both
    assert not [text for text in both if re.search(r"\dFailed", text)]
    assert "****" not in "".join(markdown.pages(made, environment("en")).values())
