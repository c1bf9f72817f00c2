"""Valid documents, mutated at random: the loader answers with requirements or with placed problems."""

from __future__ import annotations

import copy
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hds_blueprint.hosting.loader import DocumentError, LoadedDocument, load
from hds_blueprint.problem import Problem

from .documents_and_paths import FOLDER, valid

TEXT = (FOLDER / "documents" / "production.yaml").read_text(encoding="utf-8")
FEW_TEXTS = st.sampled_from(
    [
        "",
        "x",
        "eu-west-3",
        "10.0.0.0/8",
        "4h",
        "true",
        "é",
        "\u202e",
        "${",
        "${a.b}",
        "databases.records.password",
        "\0",
        "x" * 600,
    ]
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**20), st.floats(), FEW_TEXTS, st.text(max_size=20)
)
KEYS = st.one_of(
    st.sampled_from(["name", "service", "multi_az", "a.b", "__class__", "", "[key]"]), st.text(max_size=8)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=8,
)


@st.composite
def mutated_documents(draw: st.DrawFn) -> Any:
    """A valid document in which one to four places are replaced, removed or added to."""
    document = copy.deepcopy(valid(draw(st.sampled_from(["production", "development", "compliance"]))))
    for _ in range(draw(st.integers(1, 4))):
        places = list(_places(document))
        if not places:
            break
        container, key = draw(st.sampled_from(places))
        action = draw(st.sampled_from(["replace", "remove", "add"]))
        if action == "replace":
            container[key] = draw(VALUES)
        elif action == "remove":
            del container[key]
        elif isinstance(container, dict):
            container[draw(KEYS)] = draw(VALUES)
        else:
            container.append(draw(VALUES))
    return document


def _places(node: Any) -> Any:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in list(items):
        yield node, key
        yield from _places(value)


def judged(content: bytes) -> LoadedDocument | tuple[Problem, ...]:
    """What the loader makes of a file's content; anything but requirements or problems is an error."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.yaml"
        path.write_bytes(content)
        try:
            return load(path, as_of=date(2026, 6, 30), language="fr")
        except DocumentError as error:
            return error.problems


def check(result: LoadedDocument | tuple[Problem, ...]) -> None:
    problems = result.notices if isinstance(result, LoadedDocument) else result
    assert isinstance(result, LoadedDocument) or any(problem.severity == "error" for problem in problems)
    for problem in problems:
        assert problem.reason and problem.file
        assert problem.code.startswith("file-") or (problem.line and problem.column)
        assert str(problem).isprintable()


@given(mutated_documents())
@settings(max_examples=300, deadline=None)
def test_mutated_documents(document: Any) -> None:
    check(judged(yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, encoding="utf-8")))


@given(st.integers(0, len(TEXT)), st.integers(0, 20), st.text(max_size=12))
@settings(max_examples=300, deadline=None)
def test_mutated_texts(start: int, length: int, inserted: str) -> None:
    text = TEXT[:start] + inserted + TEXT[start + length :]
    check(judged(text.encode("utf-8", errors="surrogatepass")))


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_arbitrary_bytes(content: bytes) -> None:
    check(judged(content))
