"""Words for values: statuses, severities, classes, confidence and the place of the state, per language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from babel.dates import format_date

from hds_blueprint.deployment.backend import StatePlace
from hds_blueprint.dossier.encryption import Encryption
from hds_blueprint.dossier.typography import NO_BREAK
from hds_blueprint.hosting.facts import eea_regions

_YEAR_AND_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
Translate: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value; `address` is the web address that it stands for, if any."""

    label: str
    value: str
    address: str = ""


def statuses(_: Translate) -> dict[str, str]:
    """The four verdicts, and a failure under a waiver."""
    return {
        "PASS": _("Passed"),
        "FAIL": _("Failed"),
        "UNKNOWN": _("Unknown before deployment"),
        "NOT_APPLICABLE": _("Not applicable"),
        "WAIVED": _("Waived"),
    }


def severities(_: Translate) -> dict[str, str]:
    """The severities of findings."""
    return {"critical": _("Critical"), "high": _("High"), "medium": _("Medium"), "low": _("Low")}


def data_classes(_: Translate) -> dict[str, str]:
    """The data classes of the requirements document."""
    return {
        "health": _("Health data"),
        "pseudonymised-health": _("Pseudonymised health data"),
        "correspondence": _("Tables that lead from pseudonyms back to persons"),
        "personal": _("Personal data"),
        "technical": _("Technical data"),
    }


def ways(_: Translate) -> dict[str, str]:
    """By what a requirement is met, in one word each."""
    return {
        "automated": _("rules"),
        "component": _("components"),
        "inherited": "AWS",
        "organisational": _("organisation"),
    }


def activities(_: Translate) -> dict[int, str]:
    """The six activities of R.1111-9 CSP, as a certification body words them (LSTI, read November 2026)."""
    return {
        1: _("Provision and upkeep of the physical sites hosting the hardware"),
        2: _("Provision and upkeep of the hardware infrastructure"),
        3: _("Provision and upkeep of the virtual infrastructure"),
        4: _("Provision and upkeep of the application-hosting platform"),
        5: _("Administration and operation of the information system that contains the health data"),
        6: _("Backup of health data"),
    }


def extents(_: Translate) -> dict[str, str]:
    """How much of a requirement configuration can evidence."""
    return {
        "full": _("Evidenced by configuration"),
        "partial": _("Evidenced in part by configuration"),
        "inherited": _("Ensured by AWS for its part"),
        "organisational": _("Organisation, contract and people only"),
    }


def confidences(_: Translate) -> dict[str, str]:
    """How sure the reading of a regulatory text is."""
    return {
        "official": _("official text"),
        "mirror": _("copy of the official text"),
        "secondary": _("secondary source"),
        "own-reading": _("our own reading"),
    }


def encryption_text(_: Translate, found: Encryption) -> str:
    """What is said of encryption at rest; a key is said by its name."""
    return {
        "key": found.name,
        "aws": _("Key managed by AWS"),
        "none": _("Not encrypted at rest"),
        "unknown": _("Not stated"),
        "silent": "",
    }[found.kind]


def day(text: str, language: str, *, style: Literal["short", "long"] = "long") -> str:
    """An ISO date, or its year and month, as it is written in a language; anything else as it is."""
    if _YEAR_AND_MONTH.fullmatch(text):
        return format_date(date.fromisoformat(f"{text}-01"), "MMMM y", locale=language)
    try:
        value = date.fromisoformat(text)
    except ValueError:
        return text
    # the short English form of a date is read differently on each side of the Atlantic
    if style == "short":
        return f"{value:%d/%m/%Y}" if language == "fr" else text
    first = language == "fr" and value.day == 1
    return f"{value.day}{'er' if first else ''}{NO_BREAK}{format_date(value, 'MMMM y', locale=language)}"


def state_facts(_: Translate, place: StatePlace | None, production: bool) -> list[str]:
    """What is held in the deployment state, and where it is or must be."""
    found = [
        _(
            "The deployment state of Pulumi holds the names, settings and outputs of every resource, "
            "and secret values in encrypted form: it is a place where data are held."
        ),
        _state_place(_, place),
    ]
    if place is not None and place.key_region:
        found.append(
            _("Its secrets are encrypted with an AWS KMS key of region %(region)s.")
            % {"region": place.key_region}
        )
    if production:
        found.append(
            _(
                "For a production stack, any other place than an S3 bucket and a KMS key in regions of the "
                "European Economic Area is refused."
            )
        )
    return found


def _state_place(_: Translate, place: StatePlace | None) -> str:
    kind = place.kind if place is not None else ""
    region = (place.region if place is not None else None) or ""
    if kind == "s3" and region in eea_regions():
        return _("It is kept in an S3 bucket in region %(region)s.") % {"region": region}
    if kind == "s3" and region:
        return _(
            "It is kept in an S3 bucket in region %(region)s, outside of the European Economic Area."
        ) % {"region": region}
    if kind == "s3":
        return _("It is kept in an S3 bucket whose region the settings of the stack do not state.")
    if kind == "service":
        return _(
            "It is kept by Pulumi’s own service, which is outside of the European Economic Area by default."
        )
    if kind == "file":
        return _("It is kept in a file, on the machine that deploys.")
    return _(
        "The settings of the stack do not state its place; the login of whoever deploys decides. "
        "Without another choice it is Pulumi’s own service, outside of the European Economic Area."
    )
