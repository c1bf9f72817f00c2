"""What is known of Checkov's checks: names from its own registry, severity and controls from us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hds_blueprint.data_files import read_data
from hds_blueprint.policies.verdict import Severity


@dataclass(frozen=True, slots=True)
class Check:
    """One AWS check of the pinned Checkov; `controls` is empty where it speaks to none of ours."""

    id: str
    name: str
    severity: Severity
    controls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a check looks at: Terraform attributes by name, nested ones too.

    `presence` says that it only asks whether they are set.
    """

    attributes: frozenset[str]
    presence: bool


@cache
def checks() -> Mapping[str, Check]:
    """Every AWS check of the pinned version, by id."""
    known = read_data("hds_blueprint.checkov", "checks.json")["checks"]
    ours = read_data("hds_blueprint.checkov", "controls.yaml")
    grouped = {
        id_: group for group in ours["groups"].values() for ids in group["checks"].values() for id_ in ids
    }
    found: dict[str, Check] = {}
    for id_, (name, category) in known.items():
        entry = grouped.get(id_) or ours["categories"][category]
        found[id_] = Check(id_, name, Severity(entry["severity"]), tuple(entry["controls"]))
    return found


@cache
def readings() -> Mapping[str, Reading]:
    """What every AWS check of the pinned version looks at, by the check's id."""
    known = read_data("hds_blueprint.checkov", "check_attributes.json")["checks"]
    return {id_: Reading(frozenset(names), presence) for id_, (names, presence) in known.items()}


@cache
def pinned_version() -> str:
    """The version of Checkov that the locked environment installs."""
    return str(read_data("hds_blueprint.checkov", "checks.json")["version"])


def check(id_: str, name: str) -> Check:
    """A check by id; one that the catalogue does not have (of a user's own) is of medium severity."""
    return checks().get(id_) or Check(id_, name, Severity.MEDIUM, ())
