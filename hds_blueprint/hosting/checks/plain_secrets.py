"""No secret in plain text: a document is read by many and kept in version control."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hds_blueprint.hosting.checks.containers import containers
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.secret_forms import holds_secret, names_secret

_TRUTH = re.compile(r"true|false|yes|no|on|off|none|null", re.IGNORECASE)
_WHOLLY_REFERENCE = re.compile(r"(\$\{[^}]*\})+")


def environment_without_secrets(needs: HostingRequirements) -> Iterator[Complaint]:
    """Environment variables hold settings; secrets go to `secrets`, by reference. Values are never shown."""
    for section, name, workload in containers(needs):
        for variable, value in workload.environment.items():
            location: Location = (section, name, "environment", variable)
            if names_secret(variable) and _could_be_secret(value):
                yield Complaint("plain-secret", location, arguments={"variable": variable})
            elif holds_secret(value):
                yield Complaint("plain-secret-value", location, arguments={"variable": variable})


def command_without_secrets(needs: HostingRequirements) -> Iterator[Complaint]:
    """The command line of a container is readable by whoever sees the task."""
    for section, name, workload in containers(needs):
        before = ""
        for index, argument in enumerate(workload.command):
            option, _, value = argument.lstrip("-").partition("=")
            if before and not argument.startswith("-"):
                # `--password VALUE` as well as `--password=VALUE`
                option, value = before, argument
            if holds_secret(argument) or (
                value and names_secret(option.replace("-", "_")) and _could_be_secret(value)
            ):
                yield Complaint("plain-secret-command", (section, name, "command", index))
            before = option if argument.startswith("-") and "=" not in argument else ""


def texts_without_secrets(needs: HostingRequirements) -> Iterator[Complaint]:
    """No other text of the document holds a secret either: descriptions, reasons, numbers of certificates."""
    for location, text in _texts(needs.model_dump(mode="json"), ()):
        told_elsewhere = location[0] in ("workloads", "jobs") and location[2] in ("environment", "command")
        if holds_secret(text) and not told_elsewhere:
            yield Complaint("plain-secret-text", location)


def _texts(node: Any, location: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(node, str):
        yield location, node
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, inner in items:
        yield from _texts(inner, (*location, step))


def _could_be_secret(value: str) -> bool:
    text = value.strip()
    return bool(text) and not _TRUTH.fullmatch(text) and not _WHOLLY_REFERENCE.fullmatch(text)


CHECKS = (environment_without_secrets, command_without_secrets, texts_without_secrets)
