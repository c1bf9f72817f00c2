"""Ids of rows on a page: readable, unique, and the same every time."""

from __future__ import annotations

import hashlib
import re

_OUTSIDE = re.compile(r"[^A-Za-z0-9_-]+")


def slug(text: str) -> str:
    """The text as a part of an id: ASCII letters, digits, hyphens and underscores."""
    return _OUTSIDE.sub("-", text).strip("-")[:60]


def anchor(urn: str) -> str:
    """The id of a resource's row: its name for people, a digest of its URN because names repeat."""
    digest = hashlib.sha256(urn.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"r-{slug(urn.rsplit('::', 1)[-1])}-{digest}"
