"""The user's logo: an SVG or PNG picture, refused where it could do more than be seen."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

from hds_blueprint.problem import InputError

NAMES = ("logo.svg", "logo.png")
_LARGEST = 256 * 1024  # bytes
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}"
# Parts of SVG that run, embed other documents or change the rest over time (SVG 2, security considerations).
_ACTIVE = ("script", "foreignObject", "iframe", "animate", "set", "handler", "listener")
_INSIDE = ("#", "data:image/png", "data:image/jpeg")
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that only shows itself."""

    content: bytes
    kind: Literal["svg", "png"]

    @property
    def address(self) -> str:
        """The picture as a data address of a page."""
        kind = {"svg": "svg+xml", "png": "png"}[self.kind]
        return f"data:image/{kind};base64,{base64.b64encode(self.content).decode('ascii')}"


def read(folder: Path) -> Logo | None:
    """The logo of a folder, SVG before PNG; None where it has none.

    Raises:
        InputError: the file is too large, no picture of its kind, or an SVG with more in it than a picture.
    """
    for name in NAMES:
        path = folder / name
        if path.is_file():
            content = _content(path)
            if name.endswith(".png"):
                if not content.startswith(_PNG):
                    raise _refused(path, "it is no PNG picture")
                return Logo(content, "png")
            _check(path, content)
            return Logo(content, "svg")
    return None


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refused(path, error.strerror or str(error)) from error
    if len(content) > _LARGEST:
        raise _refused(path, f"it has {len(content)} bytes, and at most {_LARGEST} are taken")
    return content


def _check(path: Path, content: bytes) -> None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(path, "it is not UTF-8") from error
    # a document type is where entities are declared: those that never end, and those that read files
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _refused(path, "it declares a document type")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - without a document type there are no entities
    except (ElementTree.ParseError, ValueError) as error:
        raise _refused(path, f"it is not well-formed: {error}") from error
    if root.tag != f"{_SVG}svg":
        raise _refused(path, "it is no SVG picture")
    for element in root.iter():
        name = str(element.tag).removeprefix(_SVG)
        if name in _ACTIVE:
            raise _refused(path, f"it has an element {name}")
        if _OUTSIDE.search(element.text or "") and name == "style":
            raise _refused(path, "its style leads outside of it")
        for attribute, value in element.attrib.items():
            plain = attribute.rpartition("}")[2].lower()
            if plain.startswith("on"):
                raise _refused(path, f"it has an attribute {plain}")
            leads = plain in ("href", "src") and not value.startswith(_INSIDE)
            if leads or _OUTSIDE.search(value):
                raise _refused(path, f"its attribute {plain} leads outside of it: {value[:60]}")


def _refused(path: Path, reason: str) -> InputError:
    return InputError.of(
        f"this logo cannot be used: {reason}",
        file=str(path),
        suggestion="Save it as a plain SVG or PNG picture, without scripts and without parts from elsewhere.",
        code="bad-logo",
    )
