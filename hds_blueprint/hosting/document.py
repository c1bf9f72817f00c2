"""A document as it was read: the requirements, and where each of them is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hds_blueprint.hosting.account import AccountBaseline
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.problem import InputError, Problem

Document = HostingRequirements | AccountBaseline
Step = str | int
Location = tuple[Step, ...]  # ("waivers", 0, "rule")

_PLAIN_KEY = re.compile(r"[\w-]+")


class DocumentError(InputError):
    """A requirements document that cannot be used; all of its problems at once."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where something is written: file as the user named it, line and column from 1."""

    line: int
    column: int
    file: str


def path_text(location: Sequence[Step]) -> str:
    """The location in the notation of messages: `databases.records.multi_az`, `waivers[0].rule`."""
    text = ""
    for step in location:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += f"[{step[:60]!r}]"
    return text


def parent_path(path: str) -> str:
    """The path one step up; empty for a section of the document itself."""
    cut = max(path.rfind("."), path.rfind("["))
    return path[:cut] if cut > 0 else ""


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A document that holds, with the places of everything written and the warnings.

    `content` is a service's requirements or an account's baseline; `positions` maps a path
    (`databases.records.multi_az`, `waivers[0].rule`, empty for the document) to its key's place;
    `notices` are problems of severity warning.
    """

    content: Document
    file: str
    positions: Mapping[str, Position]
    notices: tuple[Problem, ...] = ()

    @property
    def requirements(self) -> HostingRequirements:
        """The requirements of a service.

        Raises:
            DocumentError: the document is an account's baseline, and a service's is needed.
        """
        if isinstance(self.content, HostingRequirements):
            return self.content
        raise DocumentError.of(
            "this document is the baseline of an account; a service's document is needed here",
            file=self.file,
            path="kind",
            value=self.content.kind,
            suggestion="Name the document of a service. "
            "A baseline can be validated, planned, checked, documented and deployed.",
            code="not-a-service",
        )

    def position_of(self, path: str) -> Position:
        """The place of `path`, or of its nearest ancestor that is written down."""
        while path and path not in self.positions:
            path = parent_path(path)
        return self.positions.get(path, Position(1, 1, self.file))
