"""The words of the reports."""

from __future__ import annotations

from functools import cache
from typing import Any

from hds_blueprint.data_files import read_data
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Verdict


@cache
def texts(language: Language) -> dict[str, Any]:
    """The words of one language by key; some are tables of their own (`severities`)."""
    return read_data("hds_blueprint.reports", "texts.yaml")[language]


def title(verdict: Verdict, language: Language) -> str:
    """What a verdict is about: its source, stack and profile, or that its source cannot be used."""
    words = texts(language)
    if not verdict.judged:
        return words["unusable"].format(source=verdict.source)
    profile = words["profiles"].get(verdict.profile, verdict.profile)
    head = words["stack" if verdict.source else "stack_alone"]
    return head.format(source=verdict.source, stack=verdict.stack, profile=profile)
