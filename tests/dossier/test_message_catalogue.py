"""The French texts: every text of the sources has one, none is left over, placeholders agree."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from hds_blueprint.dossier.typography import typeset

ROOT = Path(str(files("hds_blueprint.dossier")))
KEYWORDS = {"_": None, "translate": None, "gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])")


def _extracted() -> set[str]:
    found: set[str] = set()
    for path in sorted(ROOT.rglob("*")):
        method = {".py": "python", ".j2": "jinja2.ext:babel_extract"}.get(path.suffix)
        if method is None:
            continue
        options = {"silent": "false", "extensions": "jinja2.ext.i18n", "trim_blocks": "true"}
        messages = extract(method, io.BytesIO(path.read_bytes()), keywords=KEYWORDS, options=options)
        for _, message, _, _ in messages:
            found.add(message if isinstance(message, str) else message[0])
    return found


@pytest.fixture(scope="module")
def french() -> Catalog:
    return read_po(io.BytesIO((ROOT / "locale" / "fr.po").read_bytes()), locale="fr", abort_invalid=True)


def _messages(catalogue: Catalog) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], Message]]:
    for message in catalogue:
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            said = message.string
            yield ids, (said,) if isinstance(said, str) else tuple(said or ()), message


def test_every_text_has_its_french_and_none_is_left_over(french: Catalog) -> None:
    known = {ids[0] for ids, _, _ in _messages(french)}
    extracted = _extracted()
    assert len(extracted) > 100
    assert sorted(extracted - known) == [], "texts without French"
    assert sorted(known - extracted) == [], "French that nothing uses"


def test_no_french_text_is_empty_fuzzy_or_obsolete(french: Catalog) -> None:
    assert [ids for ids, strings, message in _messages(french) if not all(strings) or message.fuzzy] == []
    assert not french.obsolete
    plural = [strings for ids, strings, _ in _messages(french) if len(ids) > 1]
    assert all(len(strings) == french.num_plurals for strings in plural)


def test_placeholders_agree(french: Catalog) -> None:
    for ids, strings, _ in _messages(french):
        wanted = set(PLACEHOLDER.findall(ids[-1]))
        for text in strings:
            assert set(PLACEHOLDER.findall(text)) == wanted, (ids, text)


def test_french_typography_is_kept(french: Catalog) -> None:
    for _, strings, _ in _messages(french):
        for text in strings:
            assert typeset(text, "fr") == text, text
