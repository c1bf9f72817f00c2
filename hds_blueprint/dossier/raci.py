"""Whose letters a task has in this document: those of the hoster pass to whoever performs the activity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hds_blueprint.hosting.organisation import Provider


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of each column, in the order RACI; those of third parties with their names.

    `open` says that the document leaves open who performs the task.
    """

    aws: str = ""
    hoster: str = ""
    customer: str = ""
    third: tuple[tuple[str, str], ...] = ()
    open: bool = False


def assigned(proposed: Letters, performers: Sequence[Provider], *, taken: bool) -> Letters:
    """The letters for an activity, by those who perform it.

    `taken` says that this organisation states the activity as its own: it answers then for what a third party
    does of it. Tasks that are not the hoster's stay as they are.
    """
    ours = proposed.hoster
    if not {"R", "A"} & set(ours):
        return proposed
    by = {each.by for each in performers}
    others = tuple(dict.fromkeys(each.name for each in performers if each.by == "third-party" and each.name))
    if "organisation" in by:
        return replace(proposed, third=tuple(("R", name) for name in others))
    if others:
        if taken:
            return replace(proposed, hoster="A", third=tuple(("R", name) for name in others))
        return replace(proposed, hoster="I", third=tuple((ours, name) for name in others))
    if "controller" in by:
        return replace(proposed, hoster="I", customer=_merged(proposed.customer, ours))
    if by == {"aws"}:
        return replace(proposed, hoster="I", aws=_merged(proposed.aws, ours))
    return proposed if taken and not by else replace(proposed, hoster="", open=True)


def _merged(*letters: str) -> str:
    """All letters in their order; whoever does the work or answers for it is neither asked nor told."""
    found = {letter for each in letters for letter in each}
    return "".join(each for each in ("RA" if found & {"R", "A"} else "CI") if each in found)
