"""No secret in plain text: a document is read by many and kept in version control."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hds_blueprint.hosting.checks.containers import containers
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.requirements import HostingRequirements

# The last word of a variable's name that says its value is a secret: PGPASSWORD, DB_PASS, authToken.
# PASSWORD_MIN_LENGTH or TOKEN_URL name something else.
_NAME = re.compile(
    r"([A-Z0-9]*PASSWORD|[A-Z0-9]*PASSWD|PASS|PASSPHRASE|PWD|SECRET|TOKEN|CREDENTIALS?|API_?KEY|ACCESS_?KEY|SECRET_?KEY"
    r"|PRIVATE_?KEY|ENCRYPTION_?KEY|SIGNING_?KEY|CLIENT_?SECRET)(_?[0-9]+)?",
    re.IGNORECASE,
)
_TRUTH = re.compile(r"true|false|yes|no|on|off|none|null", re.IGNORECASE)
_WHOLLY_REFERENCE = re.compile(r"(\$\{[^}]*\})+")
# Values that are secrets whatever their name.
_VALUES = (
    re.compile(r"(?<![A-Z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"),  # AWS access key ids
    re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"),
    re.compile(r"[a-z][a-z0-9+.-]{0,30}://[^/\s:@]{0,100}:[^/\s:@$]{1,200}@", re.IGNORECASE),
    re.compile(r"[?&;\s](password|passwd|pwd|secret|token|api_?key)=(?!\$\{)[^&;\s]{1,}", re.IGNORECASE),
    re.compile(r"(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{30,}"),  # GitHub
    re.compile(r"(?<![A-Za-z0-9])xox[abprs]-[A-Za-z0-9-]{10,}"),  # Slack
    re.compile(r"(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\."),  # a signed JSON web token
)


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


def names_secret(variable: str) -> bool:
    """Whether the end of a variable's name says that it holds a secret."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", variable).split("_")
    return any(_NAME.fullmatch("_".join(words[-count:])) for count in (1, 2, 3) if count <= len(words))


def holds_secret(value: str) -> bool:
    """Whether a value has the form of a known kind of secret."""
    return any(pattern.search(value[:4096]) for pattern in _VALUES)


def _could_be_secret(value: str) -> bool:
    text = value.strip()
    return bool(text) and not _TRUTH.fullmatch(text) and not _WHOLLY_REFERENCE.fullmatch(text)


CHECKS = (environment_without_secrets, command_without_secrets)
