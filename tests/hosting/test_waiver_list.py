"""A file of waivers for what has no requirements document."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hds_blueprint.hosting.document import DocumentError, Position
from hds_blueprint.hosting.waiver_list import load

WHOLE = """\
waivers:
  - rule: CKV_AWS_16
    resource: records
    reason: A test without data.
    owner: platform
    approver: security officer
    expiry: 2027-01-31
    compensating_measure: No data in it.
"""


def test_a_list_with_its_places(tmp_path: Path) -> None:
    file = tmp_path / "w.yaml"
    file.write_text(WHOLE)
    found = load(file)
    assert [(each.rule, each.expiry) for each in found.waivers] == [("CKV_AWS_16", date(2027, 1, 31))]
    assert found.positions["waivers[0].expiry"] == Position(7, 5, str(file))


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (WHOLE.replace("expiry: 2027-01-31", "expiry: soon"), 7, "date"),
        (WHOLE.replace("    owner: platform\n", ""), 2, "missing-field"),
        (WHOLE.replace("    owner: platform\n", "    owner: platform\n    owned: by\n"), 6, "unknown-key"),
        ("waivers: no list\n", 1, None),
        ("rules: []\n", 1, "waiver-file"),
        ("- rule: CKV_AWS_16\n", 1, "waiver-file"),
        ("waivers: [\n", None, None),
        ("", None, "file-empty"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(
    tmp_path: Path, text: str, line: int | None, code: str | None
) -> None:
    file = tmp_path / "w.yaml"
    file.write_text(text)
    with pytest.raises(DocumentError) as caught:
        load(file, language="fr")
    problem = caught.value.problems[0]
    assert problem.file == str(file)
    assert line is None or problem.line == line
    assert code is None or code in {each.code for each in caught.value.problems}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        load(tmp_path / "none.yaml")
