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
# The process writes its own peak: what wait4 gives starts with the memory of whoever started it.
PROGRAM = """
import os
from hds_blueprint.command.main import main
try:
    main()
finally:
    [peak] = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    open(os.environ["PEAK"], "w").write(peak.split()[1])
"""
pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here")
INPUTS = {hostile.kind: hostile for hostile in hostile_documents(len(KINDS), seed=7)}


@pytest.mark.parametrize("kind", INPUTS)
def test_the_process_ends_with_2_and_a_place(kind: str, tmp_path: Path) -> None:
    path = place(INPUTS[kind], tmp_path, 1)
    with (tmp_path / "stderr").open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "validate", str(path)],
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            env={**os.environ, "PEAK": str(tmp_path / "peak")},
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    said = (tmp_path / "stderr").read_text(encoding="utf-8")
    assert process.returncode == 2 or (process.returncode == 0 and kind in MAY_HOLD)
    assert "Traceback" not in said and "pydantic" not in said
    if process.returncode == 2:
        assert re.search(rf"^{re.escape(str(path))}(:\d+:\d+)?: error: ", said, re.MULTILINE)
    assert used.ru_utime + used.ru_stime < SECONDS
    assert int((tmp_path / "peak").read_text()) / 1024 < MEBIBYTES
