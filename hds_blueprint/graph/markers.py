"""Markers: how the outputs that a program cannot know yet keep their identity while it runs.

A program that runs offline gets, for every string output that only apply would know, a marker:
a text that passes through concatenation, formatting and JSON unharmed. When the text comes
back as an input it is read as the reference (or references) it stands for. Markers exist
between the monitor and the program only; no marker is ever part of a graph.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable

from hds_blueprint.graph.model import Join, Ref, Unknown, merge_urns


class Markers:
    """The markers of one run of a program."""

    def __init__(self, *, project: str, stack: str) -> None:
        digest = hashlib.sha256(f"marker\0{project}\0{stack}".encode()).hexdigest()
        # Digits, so that a change of case cannot hide it; as many as no ordinary text has in this form.
        self._stamp: str = str(int(digest[:15], 16)).zfill(19)[-11:]
        stamp = self._stamp
        # A marker holds the stamp between all the characters at which programs cut ARNs, names and
        # addresses. Any part that a program cuts off still carries a stamp and is known as a fragment.
        self._form: str = f"{stamp}:{stamp}k{{}}/{stamp}.{stamp}-{stamp}_{stamp}"
        self._whole: re.Pattern[str] = re.compile(
            f"{stamp}:{stamp}k([0-9]+)/{stamp}[.]{stamp}-{stamp}_{stamp}"
        )
        self._references: list[Ref] = []
        self._numbers: dict[Ref, int] = {}
        self._carried: dict[str, frozenset[str]] = {}

    def of(self, urn: str, property_name: str) -> str:
        """The marker for an output of a resource."""
        reference = Ref(urn, property_name)
        number = self._numbers.get(reference)
        if number is None:
            number = len(self._references)
            self._numbers[reference] = number
            self._references.append(reference)
        return self._form.format(number)

    @property
    def unknown(self) -> str:
        """A text that stands for a value of no resource which nobody knows: it is read as unknown."""
        return f"{self._stamp}:{self._stamp}"

    def inert(self, text: str) -> bool:
        """Whether a text holds no marker and no piece of one, so that it may be computed with."""
        return self._stamp not in text

    def carry(self, urn: str, references: Iterable[Ref]) -> None:
        """Notes the references in a resource's inputs: its outputs hand them on as they are."""
        carried = frozenset(reference.urn for reference in references)
        if carried:
            self._carried[urn] = carried

    def read(self, text: str, depends_on: Collection[str] | None = None) -> str | Ref | Join | Unknown:
        """What a text of the program stands for: itself, a reference, a text with references inside,
        or, where the program cut a marker into pieces, a value that only apply knows.

        `depends_on` holds the URNs that the value is recorded to be computed from; None means that
        no record exists. A marker of any other resource did not come by way of an output (a text of
        the document could imitate one), so it counts as unknown, never as that reference.
        """
        if self._stamp not in text:
            return text
        parts: list[str | Ref] = []
        position = 0
        trusted = True
        for match in self._whole.finditer(text):
            number = int(match[1])
            if number >= len(self._references):
                trusted = False
                break
            reference = self._references[number]
            if depends_on is not None and not self._by_way_of(reference.urn, depends_on):
                trusted = False
                break
            if match.start() > position:
                parts.append(text[position : match.start()])
            parts.append(reference)
            position = match.end()
        if position < len(text):
            parts.append(text[position:])
        if not trusted or any(isinstance(part, str) and self._stamp in part for part in parts):
            return Unknown(merge_urns(sorted(depends_on or ())))
        if len(parts) == 1:
            return parts[0]
        return Join(tuple(parts))

    def _by_way_of(self, urn: str, depends_on: Collection[str]) -> bool:
        return urn in depends_on or any(urn in self._carried.get(each, ()) for each in depends_on)

    def inside(self, text: str) -> tuple[Ref, ...]:
        """The references of all whole markers in a text, in order."""
        if self._stamp not in text:
            return ()
        numbers = (int(match[1]) for match in self._whole.finditer(text))
        return tuple(self._references[number] for number in numbers if number < len(self._references))
