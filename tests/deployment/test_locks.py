from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from hds_blueprint.deployment.locks import Lock, all_gone, file_locks, holder, locks_in

HOST = socket.gethostname()


def _ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_the_lock_of_an_ended_process_is_held_by_nobody() -> None:
    assert holder(Lock(_ended_process(), HOST, "u", "t")) == "gone"


def test_a_process_that_is_not_waited_for_is_gone_too() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert holder(Lock(process.pid, HOST, "u", "t")) == "gone"
    process.wait()


def test_a_running_engine_holds_its_lock(tmp_path: Path) -> None:
    engine = tmp_path / "pulumi"
    engine.symlink_to("/bin/sleep")
    with subprocess.Popen([engine, "30"], executable=engine) as process:
        try:
            while Path(f"/proc/{process.pid}/comm").read_text().strip() != "pulumi":
                pass  # between fork and exec
            assert holder(Lock(process.pid, HOST, "u", "t")) == "running"
        finally:
            process.kill()


def test_a_number_given_to_another_program_since_is_no_engine() -> None:
    assert holder(Lock(os.getpid(), HOST, "u", "t")) == "gone"


def test_another_machine_cannot_be_judged() -> None:
    assert holder(Lock(os.getpid(), "elsewhere", "u", "t")) == "unknown"
    assert holder(Lock(0, HOST, "u", "t")) == "unknown"


def test_locks_are_read_from_a_file_backend(tmp_path: Path) -> None:
    folder = tmp_path / "a b" / ".pulumi" / "locks" / "organization" / "p" / "s"
    folder.mkdir(parents=True)
    content = {"pid": 12, "username": "u", "hostname": "h", "timestamp": "2026-11-24T08:00:00Z"}
    (folder / "1.json").write_text(json.dumps(content))
    (folder / "1.json.attrs").write_text("{}")
    (folder / "2.json").write_text("{broken")
    locks = file_locks(f"file://{tmp_path}/a b", "p", "s")
    assert locks == [Lock(12, "h", "u", "2026-11-24T08:00:00Z"), Lock(0, "?", "?", "?")]
    assert not all_gone(locks), "a lock that cannot be read may be anybody's"
    assert file_locks("s3://bucket", "p", "s") == []
    assert file_locks(None, "p", "s") == []


def test_locks_are_read_from_the_engines_error() -> None:
    message = (
        "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or "
        "delete the lock file with `pulumi cancel`.\n"
        "  s3://b/.pulumi/locks/organization/p/s/f0c8.json: created by root@vm (pid 26516) at "
        "2026-11-24T08:58:45Z"
    )
    assert locks_in(message) == [Lock(26516, "vm", "root", "2026-11-24T08:58:45Z")]
    assert locks_in("error: something else") == []
