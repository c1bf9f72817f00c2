"""`hds validate` as a process, on one hostile document of each kind: exit code 2, a place, time, memory."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hosting.hostile_documents import KINDS, MAY_HOLD, hostile_documents, place

SECONDS, MEBIBYTES = 1.0, 200
INPUTS = {hostile.kind: hostile for hostile in hostile_documents(len(KINDS), seed=7)}


@pytest.mark.parametrize("kind", INPUTS)
def test_the_process_ends_with_2_and_a_place(kind: str, tmp_path: Path) -> None:
    path = place(INPUTS[kind], tmp_path, 1)
    with (tmp_path / "stderr").open("wb") as stderr:
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "from hds_blueprint.command.main import main; main()",
                "validate",
                str(path),
            ],
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    said = (tmp_path / "stderr").read_text(encoding="utf-8")
    assert process.returncode == 2 or (process.returncode == 0 and kind in MAY_HOLD)
    assert "Traceback" not in said and "pydantic" not in said
    if process.returncode == 2:
        assert re.search(rf"^{re.escape(str(path))}(:\d+:\d+)?: error: ", said, re.MULTILINE)
    assert used.ru_utime + used.ru_stime < SECONDS
    assert used.ru_maxrss / 1024 < MEBIBYTES
