"""Whether this is hosting of health data for others (L.1111-8 CSP): the questions, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hds_blueprint.hosting.requirements import HostingRequirements

Outcome = Literal["in-scope", "out-of-scope", "contested", "not-decided", "no-real-data"]
_HEALTH = ("health", "pseudonymised-health")


@dataclass(frozen=True, slots=True)
class Step:
    """One question and its answer: codes of texts/scope.*.yaml; the question's source is in facts/scope.yaml.

    `effect` says what the answer does: it keeps the service in scope, takes it out, or leaves it open.
    """

    question: str
    answer: str
    effect: Literal["in", "out", "open"]
    details: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome and the steps that lead to it, in order."""

    outcome: Outcome
    steps: tuple[Step, ...]


def decide(needs: HostingRequirements) -> Decision | None:
    """The decision that the document's answers give; None in the generic profile, which claims nothing.

    A question that the document leaves open leaves the decision open, unless another answer settles it.
    """
    if needs.service.profile == "generic":
        return None
    steps = (_health_data(needs), _anonymised(needs), _on_behalf(needs), _care(needs), _activities(needs))
    effects = {step.effect for step in steps}
    outcome: Outcome
    if "out" in effects:
        outcome = "out-of-scope"
    elif needs.service.profile == "synthetic":
        outcome = "no-real-data"
    elif "open" in effects:
        outcome = "not-decided"
    elif needs.organisation is not None and needs.organisation.software_publisher:
        outcome = "contested"
        steps = (*steps, Step("publisher", "yes", "open"))
    else:
        outcome = "in-scope"
    return Decision(outcome, steps)


def hosts_for_others(needs: HostingRequirements) -> bool:
    """Whether real health data are hosted for others, as far as the document's answers go."""
    decision = decide(needs)
    return decision is not None and decision.outcome in ("in-scope", "contested")


def _health_data(needs: HostingRequirements) -> Step:
    if needs.data.data_class not in _HEALTH:
        return Step("health-data", "no", "out")
    return Step("health-data", needs.data.category or "unsaid", "in")


def _anonymised(needs: HostingRequirements) -> Step:
    claim = needs.data.anonymisation
    if claim is not None:
        return Step("anonymised", "yes" if claim.holds else "not-met", "out" if claim.holds else "in")
    pseudonymised = needs.data.data_class == "pseudonymised-health"
    return Step("anonymised", "pseudonymised" if pseudonymised else "no", "in")


def _on_behalf(needs: HostingRequirements) -> Step:
    organisation = needs.organisation
    answer = None if organisation is None else organisation.on_behalf_of_others
    if answer is None:
        return Step("on-behalf", "open", "open")
    return Step("on-behalf", "yes", "in") if answer else Step("on-behalf", "no", "out")


def _care(needs: HostingRequirements) -> Step:
    organisation = needs.organisation
    answer = None if organisation is None else organisation.care_context
    if answer is None:
        return Step("care", "open", "open")
    return Step("care", "yes", "in") if answer else Step("care", "no", "out")


def _activities(needs: HostingRequirements) -> Step:
    activities = None if needs.organisation is None else needs.organisation.activities
    if activities is None:
        return Step("activities", "open", "open")
    ours = [
        str(number)
        for name, number in activities.NUMBERS.items()
        if any(provider.by == "organisation" for provider in activities.of(name))
    ]
    if ours:
        return Step("activities", "some", "in", ", ".join(ours))
    return Step("activities", "none", "out")
