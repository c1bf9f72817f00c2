"""How a project is run: the options of the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hds_blueprint.policies.metadata import Language

TIMEOUT_SECONDS = 120.0
MEMORY_BYTES = 4 << 30


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of a run.

    Args:
        stack: whose Pulumi.STACK.yaml is read; the only one where left out, if there is only one.
        config: `KEY=VALUE` each, before the values of the files.
        config_secret: the same for secret values, which no graph and no message holds.
        answers: a file of answers to data sources.
        python: the interpreter of a Python program; the project's own environment where left out.
        language: of notices.
        timeout: seconds that a program may take.
        memory: bytes that each process may take.
    """

    stack: str | None = None
    config: tuple[str, ...] = ()
    config_secret: tuple[str, ...] = ()
    answers: Path | None = None
    python: Path | None = None
    language: Language = "en"
    timeout: float = TIMEOUT_SECONDS
    memory: int = MEMORY_BYTES
