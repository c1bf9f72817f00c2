"""The text of a document's file: a plain UTF-8 file of bounded size, or a problem that says why not."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

from hds_blueprint.hosting.complaint import Complaint

MAXIMUM_BYTES = 1024 * 1024
# The characters that YAML 1.2 (5.1) lets a document contain, less the byte order mark.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CODES = {
    errno.ENOENT: "file-missing",
    errno.ENOTDIR: "file-missing",
    errno.EACCES: "file-forbidden",
    errno.EPERM: "file-forbidden",
    errno.EISDIR: "file-is-folder",
}


def read_text(path: Path) -> str | Complaint:
    """The file's text, or what is wrong with the file. Reads at most 1 MiB and one byte."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - Path.stat answers the same, os.stat takes any name
        if stat.S_ISDIR(mode):
            return Complaint("file-is-folder")
        if not stat.S_ISREG(mode):
            return Complaint("file-is-special")
        with path.open("rb") as file:
            data = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        code = _CODES.get(error.errno or 0, "file-unreadable")
        return Complaint(code, arguments={"detail": error.strerror or type(error).__name__})
    except ValueError:  # a name that no file can have
        return Complaint("file-missing")
    if len(data) > MAXIMUM_BYTES:
        return Complaint("file-too-large", bound="1 MiB")
    return _decode(data)


def _decode(data: bytes) -> str | Complaint:
    if data.startswith(_UTF16_MARKS):
        return Complaint("file-encoding", place=(1, 1))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace")
        return Complaint("file-encoding", place=_place(before), value=f"0x{data[error.start]:02x}")
    if not text.strip():
        return Complaint("file-empty")
    if forbidden := _FORBIDDEN.search(text):
        before = text[: forbidden.start()]
        return Complaint("file-control-character", place=_place(before), value=f"U+{ord(forbidden[0]):04X}")
    return text


def _place(before: str) -> tuple[int, int]:
    """Line and column of the character after `before`."""
    line = before.count("\n") + 1
    return line, len(before) - (before.rfind("\n") + 1) + 1
