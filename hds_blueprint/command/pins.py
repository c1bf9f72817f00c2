"""The release of ours that is installed, and everything that it uses, as pinned requirements."""

from __future__ import annotations

from importlib.metadata import Distribution, PackageNotFoundError, distribution, version

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

DISTRIBUTION = "hds-blueprint"


def release() -> str:
    """The version of our distribution that runs."""
    return version(DISTRIBUTION)


def requirements() -> str:
    """The text of a requirements.txt: our distribution and all that it needs, at the versions installed here.

    What another platform needs beyond that is left to pip.
    """
    found: dict[str, str] = {}
    pending = [(DISTRIBUTION, frozenset[str]())]
    seen: set[tuple[str, frozenset[str]]] = set()
    while pending:
        name, extras = pending.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue  # a marker that this platform does not meet
        found[name] = installed.version
        pending += _needs(installed, extras)
    others = sorted(name for name in found if name != DISTRIBUTION)
    lines = [
        "# Written by `hds new` and `hds upgrade --accept`: the versions that were tried together.",
        *(f"{name}=={found[name]}" for name in (DISTRIBUTION, *others)),
    ]
    return "\n".join(lines) + "\n"


def _needs(installed: Distribution, extras: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    needs: list[tuple[str, frozenset[str]]] = []
    for text in installed.requires or ():
        requirement = Requirement(text)
        environments = [{"extra": extra} for extra in ("", *sorted(extras))]
        marker = requirement.marker
        if marker is None or any(marker.evaluate(environment) for environment in environments):
            needs.append((canonicalize_name(requirement.name), frozenset(requirement.extras)))
    return needs
