"""CSV, XLSX, Markdown and PDF: the same content as the pages, harmless cells, the same bytes every time."""

from __future__ import annotations

import csv as reader
import io
import re
from collections import Counter

import openpyxl
import pypdf
import pytest

from hds_blueprint.dossier.forms import csv, markdown, pdf, xlsx
from hds_blueprint.dossier.language import Language, environment, translations
from hds_blueprint.dossier.model import Cell, Dossier, Row, Run, Table
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


def _read(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(reader.reader(io.StringIO(text[1:], newline="")))


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
        assert not [cell for row in _read(text) for cell in row if cell.startswith(csv.FORMULA_STARTS)]
    book = openpyxl.load_workbook(io.BytesIO(xlsx.workbook(made)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert FORMULA in {cell.value for cell in cells}


def test_the_workbook_has_a_sheet_a_table(french: Dossier) -> None:
    content = xlsx.workbook(french)
    book = openpyxl.load_workbook(io.BytesIO(content))
    tables = [table for _, table in french.tables()]
    assert len(book.sheetnames) == len(tables)
    for sheet, table in zip(book, tables, strict=True):
        values = list(sheet.values)
        assert tuple(value or "" for value in values[0]) == table.columns
        assert len(values) == len(table.rows) + 1
    assert book.properties.created is not None
    assert book.properties.created.date() == DAY
    assert xlsx.workbook(french) == content


def test_two_tables_whose_names_begin_alike_have_two_sheets(french: Dossier) -> None:
    row = Row((Cell(((Run("a"),),)),))
    tables = [
        Table("t", ("c",), (row,), name="a-name-that-is-much-too-long-for-a-sheet" + end) for end in "12"
    ]
    used: set[str] = set()
    names = [xlsx._sheet_name(table, used) for table in tables]  # pyright: ignore[reportPrivateUsage]
    assert len(set(names)) == 2
    assert all(len(name) <= 31 for name in names)


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


def test_tables_of_markdown_have_as_many_cells_in_every_row(written: dict[str, str]) -> None:
    for name, text in written.items():
        width = 0
        for line in text.splitlines():
            bars = len(re.findall(r"(?<!\\)\|", line))
            if not line.startswith("|"):
                width = 0
            elif width:
                assert bars == width, (name, line)
            else:
                width = bars


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


def test_the_pdf_says_what_the_pages_say(french: Dossier) -> None:
    book = pypdf.PdfReader(io.BytesIO(_pdf(french, "fr")))
    text = re.sub(r"\s|\u200b", "", "".join(page.extract_text() for page in book.pages))
    for row in next(table for _, table in french.tables() if table.name == "register-keys").rows:
        name = "".join(run.text for run in row.cells[0].lines[0])
        assert re.sub(r"\s", "", name) in text
    assert french.digest in text


def test_words_of_the_user_are_not_markup_in_the_pdf(hand_made: HandMade) -> None:
    hostile = '#panic("x") $ \\ *a* _b_ @c <d> [e]'
    made = hand_made(graph(resource(BUCKET, hostile)), service={"title": hostile}).dossier("en")
    text = pypdf.PdfReader(io.BytesIO(_pdf(made, "en"))).pages[0].extract_text()
    assert '#panic("x")' in text.replace("”", '"').replace("“", '"')
