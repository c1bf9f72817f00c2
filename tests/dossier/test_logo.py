"""The user's logo: a picture of two kinds, and no SVG that does more than show itself."""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from hds_blueprint.dossier import logo
from hds_blueprint.dossier.forms import html, pdf
from hds_blueprint.dossier.language import environment, translations
from hds_blueprint.problem import InputError
from tests.dossier.conftest import Stack

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
    "{}</svg>"
)
PLAIN = SVG.format('<defs><path id="a" d="M0 0h9v9z"/></defs><use href="#a" fill="url(#b)"/>').encode()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\x00\x7f"))
    + _chunk(b"IEND", b"")
)


@pytest.mark.parametrize(("name", "content"), [("logo.svg", PLAIN), ("logo.png", PNG)])
def test_a_picture_is_on_the_pages_and_on_paper(
    example: Stack, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    found = logo.read(tmp_path)
    assert found is not None
    assert base64.b64decode(found.address.partition(",")[2]) == content
    made = replace(example.dossier("fr"), logo=found)
    small = replace(made, pages=made.pages[-1:])
    pages = html.site(small, environment("fr"), ["fr"])
    assert found.address in next(text for path, text in pages.items() if path.endswith("about.html"))
    with_logo = pdf.document(small, environment("fr"), translations("fr").gettext)
    without = pdf.document(replace(small, logo=None), environment("fr"), translations("fr").gettext)
    assert with_logo.startswith(b"%PDF")
    assert with_logo != without


def test_without_one_there_is_none(tmp_path: Path) -> None:
    assert logo.read(tmp_path) is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (SVG.format("<script>alert(1)</script>"), "an element script"),
        (SVG.format('<rect onload="alert(1)"/>'), "an attribute onload"),
        (SVG.format("<foreignObject/>"), "an element foreignObject"),
        (SVG.format('<image href="https://example.org/a.png"/>'), "leads outside"),
        (SVG.format('<image xlink:href="file:///etc/passwd"/>'), "leads outside"),
        (SVG.format('<image href="data:image/svg+xml;base64,AA"/>'), "leads outside"),
        (SVG.format('<a href="javascript:alert(1)"/>'), "leads outside"),
        (SVG.format('<rect style="fill: url(https://example.org/x)"/>'), "leads outside"),
        (SVG.format("<style>@import 'https://example.org/a.css';</style>"), "its style leads outside"),
        (SVG.format('<animate attributeName="href" to="javascript:alert(1)"/>'), "an element animate"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"), "a document type"),
        (SVG.format("<rect>"), "not well-formed"),
        ("<html/>", "no SVG picture"),
        ("", "not well-formed"),
    ],
)
def test_an_svg_that_does_more_than_show_itself_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "logo.svg").write_text(content, "utf-8")
    with pytest.raises(InputError, match=reason):
        logo.read(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("logo.png", PLAIN, "no PNG picture"),
        ("logo.svg", ('<!DOCTYPE a [<!ENTITY b "c">]><a/>').encode("utf-16"), "not UTF-8"),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 300_000, "at most 262144"),
    ],
)
def test_a_file_that_is_no_picture_of_its_kind_is_refused(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=reason) as raised:
        logo.read(tmp_path)
    assert raised.value.problems[0].file == str(tmp_path / name)
