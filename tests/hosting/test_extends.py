"""Documents laid over others: what is merged, where it comes from, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hds_blueprint.hosting.layers import MAXIMUM_LAYERS
from hds_blueprint.hosting.loader import DocumentError, load
from hds_blueprint.problem import Problem

from .documents_and_paths import changed, valid


def problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(DocumentError) as caught:
        load(path)
    return caught.value.problems


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder stacks/ with a whole document as base/common.yaml."""
    (tmp_path / "stacks" / "base").mkdir(parents=True)
    text = yaml.safe_dump(valid(), sort_keys=False)
    (tmp_path / "stacks" / "base" / "common.yaml").write_text(text)
    return tmp_path / "stacks"


def test_mappings_merge_and_other_values_replace(folder: Path) -> None:
    path = folder / "prod.yaml"
    path.write_text(
        "extends: base/common.yaml\n"
        "service:\n  name: other\n"
        "network:\n  ingress:\n    allowed_sources: [203.0.113.0/24]\n"
        "backup:\n  monthly_retention_days: null\n"
        "databases:\n  archive: {multi_az: true}\n"
        "continuity: {availability: 99.7}\n"
    )
    loaded = load(path)
    needs = loaded.requirements
    assert needs.service.name == "other" and needs.service.title == "FHIR server"
    assert [str(source) for source in needs.network.ingress.allowed_sources] == ["203.0.113.0/24"]
    assert needs.backup.monthly_retention_days is None and needs.backup.retention_days == 35
    assert list(needs.databases) == ["records", "archive"]
    assert needs.extends is None and "extends" not in needs.model_dump()


def test_places_are_those_of_the_file_that_says_it(folder: Path) -> None:
    path, base = folder / "prod.yaml", folder / "base" / "common.yaml"
    path.write_text("extends: base/common.yaml\nservice:\n  name: other\nnetwork:\n  zones: 2\n")
    loaded = load(path)
    assert loaded.file == str(path)
    assert (loaded.position_of("service.name").file, loaded.position_of("service.name").line) == (
        str(path),
        3,
    )
    assert loaded.position_of("databases.records.multi_az").file == str(base)
    assert loaded.position_of("service.title").file == str(base)


def test_problems_name_the_file_that_they_come_from(folder: Path) -> None:
    path, base = folder / "prod.yaml", folder / "base" / "common.yaml"
    base.write_text(yaml.safe_dump(changed(valid(), "databases.records.multi_az", "maybe"), sort_keys=False))
    path.write_text("extends: base/common.yaml\nnetwork:\n  zones: 9\n")
    found = {(problem.path, problem.file) for problem in problems(path)}
    assert found == {("network.zones", str(path)), ("databases.records.multi_az", str(base))}


def test_list_that_replaces_takes_the_places_of_the_old_one_away(folder: Path) -> None:
    path = folder / "prod.yaml"
    path.write_text("extends: base/common.yaml\nwaivers: []\n")
    loaded = load(path)
    assert "waivers[0].rule" not in loaded.positions
    assert loaded.position_of("waivers[0].rule").file == str(path)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("missing.yaml", "file-missing"),
        ("base", "file-is-folder"),
        ("../secret.yaml", "extends-outside"),
        ("base/../../secret.yaml", "extends-outside"),
        ("/etc/passwd", "extends-outside"),
        ("link.yaml", "extends-outside"),
        ("loop.yaml", "file-unreadable"),
        ("prod.yaml", "extends-cycle"),
        ("[a]", "extends-name"),
        ("5", "extends-name"),
        ('"a\\0b"', "extends-name"),
        ('""', "extends-name"),
    ],
)
def test_bases_that_are_refused_are_reported_where_they_are_named(folder: Path, name: str, code: str) -> None:
    (folder.parent / "secret.yaml").write_text("service: {name: secret}\n")
    (folder / "link.yaml").symlink_to(folder.parent / "secret.yaml")
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    path = folder / "prod.yaml"
    path.write_text(f"extends: {name}\n")
    [problem] = problems(path)
    assert (problem.code, problem.path, problem.file, problem.line) == (code, "extends", str(path), 1)


def test_wrong_yaml_in_a_base_is_reported_there(folder: Path) -> None:
    path, base = folder / "prod.yaml", folder / "base" / "common.yaml"
    path.write_text("extends: base/common.yaml\n")
    for text, code in (("a: 'b", "yaml-syntax"), ("- a\n", "mapping"), ("a: \x07", "file-control-character")):
        base.write_text(text)
        [problem] = problems(path)
        assert (problem.code, problem.file) == (code, str(base))
        assert problem.line


def test_cycles_and_long_chains_are_refused(folder: Path) -> None:
    path = folder / "prod.yaml"
    path.write_text("extends: a.yaml\n")
    (folder / "a.yaml").write_text("extends: prod.yaml\n")
    [problem] = problems(path)
    assert (problem.code, problem.file) == ("extends-cycle", str(folder / "a.yaml"))
    for number in range(MAXIMUM_LAYERS + 1):
        (folder / f"{number}.yaml").write_text(f"extends: {number + 1}.yaml\n")
    assert [problem.code for problem in problems(folder / "0.yaml")] == ["extends-too-many"]
