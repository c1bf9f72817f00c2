"""Writing files so that a reader never finds half of one, and where the user's cache is."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hds_blueprint.problem import InputError


def cache_folder() -> Path:
    """Our folder in the user's cache; a relative XDG_CACHE_HOME is passed over, as its specification asks."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".cache") / "hds-blueprint"


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write UTF-8 text or bytes to a temporary file beside `path`, then rename it.

    Parent folders are made. Raises InputError where the place cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        # mkstemp is private to the user; a report is for its readers, as the user's umask says
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise InputError.of(
            f"this place cannot be written: {error.strerror or error}",
            file=str(path),
            suggestion="Name a folder that exists and that you may write to.",
            code="unwritable-output",
        ) from error
