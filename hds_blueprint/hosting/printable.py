"""Text of a document made fit for one line of a message."""

from __future__ import annotations


def printable(text: str, limit: int = 80) -> str:
    """At most `limit` characters, on one line, without control or direction characters."""
    shown = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"
