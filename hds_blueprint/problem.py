"""How bad input is reported: one form for documents, graphs, states and command lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input, said so that a person can mend it.

    `line` and `column` are 1-based; `path` is the place inside the document
    (`databases.records.multi_az`); `value` is printable and never a secret; `bound` is
    the limit that was crossed; `reason` says what is wrong and why (article or source);
    `suggestion` says what to write instead; `code` is a stable id for scripts.
    """

    reason: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None
    value: str | None = None
    bound: str | None = None
    suggestion: str | None = None
    code: str = "bad-input"
    severity: Literal["error", "warning"] = "error"

    def told(self, language: Literal["en", "fr"] = "en", *, severity: bool = False) -> str:
        """All of it on one line: `FILE:LINE:COLUMN: error: path: reason (value: …; bound: …). suggestion`.

        `language` is that of the words around the reason; `severity` says that it is told too.
        """
        # reads YAML, whose import would be felt at the start of every command
        from hds_blueprint.data_files import read_data

        words = read_data("hds_blueprint", "problem.yaml")[language]
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        details = [
            words[name].format(text=text)
            for name, text in (("value", self.value), ("bound", self.bound))
            if text is not None
        ]
        parts = [
            f"{place}: " if place else "",
            f"{words[self.severity]}: " if severity else "",
            f"{self.path}: " if self.path else "",
            self.reason,
            f" ({words['separator'].join(details)})" if details else "",
            f". {self.suggestion}" if self.suggestion else "",
        ]
        return "".join(parts)

    def __str__(self) -> str:
        return self.told()


class InputError(Exception):
    """Input that cannot be used. Commands print its problems and exit with code 2."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, reason: str, **details: object) -> InputError:
        """An error with a single problem; `details` are fields of Problem."""
        return cls([Problem(reason, **details)])  # pyright: ignore[reportArgumentType]
