"""The scope decision in words: each question, its answer, and where the question comes from."""

from __future__ import annotations

from typing import Any

from hds_blueprint.hosting.facts import table
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.scope import decide
from hds_blueprint.hosting.wording import Language, texts


def as_data(needs: HostingRequirements, language: Language) -> dict[str, Any] | None:
    """`{"outcome", "conclusion", "steps": [{"question", "answer", "effect", "rule", "source", …}]}`.

    None in the generic profile, which claims nothing of HDS.
    """
    decision = decide(needs)
    if decision is None:
        return None
    words, facts = texts(f"scope.{language}"), table("scope")
    steps = [
        {
            "question": words["questions"][step.question],
            "answer": words["answers"][step.question][step.answer].format(details=step.details),
            "effect": step.effect,
            "rule": words["rules"][step.question],
            **{key: str(value) for key, value in facts[step.question].items()},
        }
        for step in decision.steps
    ]
    return {
        "outcome": decision.outcome,
        "conclusion": words["outcomes"][decision.outcome],
        "steps": steps,
    }


def lines(needs: HostingRequirements, language: Language) -> list[str]:
    """The decision as a title and one line a step; empty in the generic profile."""
    data = as_data(needs, language)
    if data is None:
        return []
    words = texts(f"scope.{language}")
    return [
        words["title"].format(outcome=data["conclusion"]),
        *(
            "  " + words["line"].format_map({**step, "confidence": words["confidences"][step["confidence"]]})
            for step in data["steps"]
        ),
    ]
