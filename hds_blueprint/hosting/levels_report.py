"""The composite availability term by term: each service's threshold, and where it is published."""

from __future__ import annotations

from typing import Any

from hds_blueprint.hosting.availability import terms
from hds_blueprint.hosting.facts import table
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.wording import Language, decimal, texts


def as_data(needs: HostingRequirements) -> list[dict[str, Any]]:
    """`[{"service", "part", "threshold", "source", "date", "confidence"}]` in the order of a request.

    `threshold` is the monthly uptime in percent under which AWS owes a service credit, not an availability
    to expect; `part` is the name in the document where the service counts one by one.
    """
    services = table("service_levels")["services"]
    return [
        {
            "service": services[term.service]["name"],
            "part": term.part or None,
            "threshold": term.level,
            **{key: str(services[term.service][key]) for key in ("source", "date", "confidence")},
        }
        for term in terms(needs)
    ]


def lines(needs: HostingRequirements, language: Language) -> list[str]:
    """A title and one line a term; empty where no request depends on anything."""
    words = texts(f"summary.{language}")
    confidences: dict[str, str] = texts(f"scope.{language}")["confidences"]
    shown = [
        words["level"].format(
            service=f"{term['service']} ({term['part']})" if term["part"] else term["service"],
            threshold=decimal(term["threshold"], language),
            source=words["none"] if term["source"] == "none" else term["source"],
            date=term["date"],
            confidence=confidences[term["confidence"]],
        )
        for term in as_data(needs)
    ]
    return [words["levels_title"], *(f"  {line}" for line in shown)] if shown else []
