"""Logic with a third answer: None is what is not known (Kleene's strong logic)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Truth: TypeAlias = bool | None


def all_true(answers: Iterable[Truth]) -> Truth:
    """Whether all are true: no as soon as one is false, not known while one is not known."""
    found = set(answers)
    return False if False in found else None if None in found else True


def any_true(answers: Iterable[Truth]) -> Truth:
    """Whether one is true: yes as soon as one is, not known while one is not known."""
    found = set(answers)
    return True if True in found else None if None in found else False


def negated(answer: Truth) -> Truth:
    """The opposite; what is not known stays so."""
    return None if answer is None else not answer
