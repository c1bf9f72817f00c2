"""What exists is imported by its id, and keeps what AWS would replace it for."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from hds_blueprint.components.data_files import table
from hds_blueprint.graph.model import ResourceGraph, Unknown
from hds_blueprint.graph.replacement import forcing_inputs
from hds_blueprint.reports.resources import render

from .conftest import GraphOf, find

KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
CHANGES = {
    "databases": {"records": {"import": "records-2019"}},
    "buckets": {"documents": {"import": "hospital-documents"}},
    "access": {"key_imports": {"data": KEY_ID}},
}
ADOPTED = {
    ("aws:rds/instance:Instance", "records"): "records-2019",
    ("aws:s3/bucket:Bucket", "documents"): "hospital-documents",
    ("aws:kms/key:Key", "domain-data"): KEY_ID,
}


@pytest.fixture(scope="module")
def adopting(small_graph: GraphOf) -> ResourceGraph:
    return small_graph(CHANGES)


@pytest.mark.parametrize(("resource", "import_id"), ADOPTED.items())
def test_the_id_is_imported(adopting: ResourceGraph, resource: tuple[str, str], import_id: str) -> None:
    found = find(adopting, *resource)
    assert found.options.import_id == import_id
    kept = table("adoption")["kept"][found.type]
    assert set(kept) <= set(found.options.ignore_changes)
    assert all(found.inputs[name] == Unknown() for name in kept)


def test_only_what_is_named_is_imported(adopting: ResourceGraph, small: ResourceGraph) -> None:
    imported = {(r.type, r.name) for r in adopting.resources if r.options.import_id is not None}
    assert imported == set(ADOPTED)
    assert not [r for r in small.resources if r.options.import_id is not None]


def test_nothing_else_of_the_platform_moves(adopting: ResourceGraph, small: ResourceGraph) -> None:
    assert set(adopting.by_urn) == set(small.by_urn)


def test_its_logs_bear_its_own_name(adopting: ResourceGraph) -> None:
    group = find(adopting, "aws:cloudwatch/logGroup:LogGroup", "records-postgresql")
    assert group.inputs["name"] == "/aws/rds/instance/records-2019/postgresql"


def test_it_is_protected_like_what_we_make(adopting: ResourceGraph) -> None:
    for resource in ADOPTED:
        options = find(adopting, *resource).options
        assert (options.protect, options.retain_on_delete) == (True, True)


def test_the_plan_says_that_they_exist(adopting: ResourceGraph) -> None:
    console = Console(file=StringIO(), width=200)
    render(adopting, console)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert sum(" imported " in line for line in lines) == len(ADOPTED)


@pytest.mark.parametrize("type_", table("adoption")["kept"])
def test_whatever_would_replace_it_is_kept(type_: str) -> None:
    never_given = {"backupTarget", "customIamInstanceProfile", "restoreToPointInTime", "s3Import"}
    assert forcing_inputs(type_) - never_given <= set(table("adoption")["kept"][type_])
