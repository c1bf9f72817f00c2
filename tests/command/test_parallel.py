"""Folders: shards, processes, and the same report whatever the number of either."""

from __future__ import annotations

import json
import multiprocessing
import os
from datetime import date
from pathlib import Path

import pytest

from hds_blueprint.command import parallel
from hds_blueprint.command.parallel import Work, check_all, shard
from hds_blueprint.problem import InputError
from hds_blueprint.reports.formats import FORMATS, renderer

EXAMPLE = Path(__file__).parents[2] / "stacks" / "examples" / "hapi-fhir.yaml"
DAY = date(2026, 11, 1)


@pytest.fixture
def folder(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{name}.yaml" for name in ("a", "b")]
    for path in paths:
        path.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    return paths


def work(paths: list[Path]) -> list[Work]:
    return [Work(path, DAY, "en", checkov=False) for path in paths]


def test_two_processes_give_the_report_of_one(folder: list[Path]) -> None:
    alone = check_all(work(folder), jobs=1)
    together = check_all(work(folder), jobs=2)
    for name in FORMATS:
        assert renderer(name).render(together, "en") == renderer(name).render(alone, "en")


def test_a_process_that_is_ended_is_told(folder: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def end(*_: object, **__: object) -> None:
        os._exit(9)

    monkeypatch.setattr(parallel, "check_document", end)
    monkeypatch.setattr(parallel, "_context", lambda: multiprocessing.get_context("fork"))
    with pytest.raises(InputError, match="--jobs 1"):
        check_all(work(folder), jobs=2)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_document_that_is_not_valid_keeps_none_from_being_judged(folder: list[Path], jobs: int) -> None:
    folder[0].write_text("service: {}\n", "utf-8")
    unusable, judged = check_all(work(folder), jobs=jobs)
    assert (unusable.judged, unusable.findings, judged.judged) == (False, (), True)
    assert {problem.file for problem in unusable.problems} == {str(folder[0])} == {unusable.source}
    assert judged.findings


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_shards_together_are_all_and_none_twice(count: int) -> None:
    paths = [Path(f"{number}.yaml") for number in range(7)]
    parts = [shard(paths, f"{index}/{count}") for index in range(1, count + 1)]
    assert sorted(path for part in parts for path in part) == sorted(paths)


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "-1/2", "1/0", "a/b", "1/2/3", "²/2"])
def test_what_is_no_shard_is_bad_input(text: str) -> None:
    with pytest.raises(InputError, match="not a shard"):
        shard([], text)


def test_reports_of_shards_merge_into_that_of_one_run(folder: list[Path]) -> None:
    whole = json.loads(renderer("json").render(check_all(work(folder), jobs=1), "en"))
    merged: list[dict[str, object]] = []
    for index in (1, 2):
        part = list(shard(folder, f"{index}/2"))
        merged += json.loads(renderer("json").render(check_all(work(part), jobs=1), "en"))["stacks"]
    assert sorted(merged, key=lambda stack: str(stack["source"])) == whole["stacks"]
