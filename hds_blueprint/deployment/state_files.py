"""Files of a local state that a dying machine left half-written.

The engine keeps the version before in `<stack>.json.bak`. At most one step lies between the two, and
that step had not begun, or its operation is pending in the backup and is recovered from there.
"""

from __future__ import annotations

import json
from pathlib import Path

from hds_blueprint.files import write_atomically


def mend(backend: str, project: str, stack: str) -> str | None:
    """Put the backup in the place of an unreadable state file; what was done, or None where all is well.

    A file that is empty and has no backup is of a stack that was never written: it is removed.
    Only `file://` backends have such files.
    """
    if not backend.startswith("file://"):
        return None
    folder = Path(backend.removeprefix("file://").split("?")[0]) / ".pulumi" / "stacks" / project
    file = folder / f"{stack}.json"
    if not file.is_file() or _readable(file):
        return None
    backup = folder / f"{stack}.json.bak"
    if _readable(backup):
        write_atomically(file, backup.read_bytes())
        return f"The state file of {stack} was cut off; its backup of one step before takes its place."
    if file.stat().st_size == 0:
        file.unlink()
        return f"The state file of {stack} was empty: the stack had not been written yet."
    return None


def _readable(file: Path) -> bool:
    try:
        return isinstance(json.loads(file.read_bytes()), dict)
    except (OSError, ValueError):
        return False
