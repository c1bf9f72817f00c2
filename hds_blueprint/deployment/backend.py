"""Where the state of a stack is kept and how its secrets are encrypted: data like any other, so in the EEA.

A state holds every address, name and output of the platform, and its secrets in encrypted form.
Plain `pulumi stack init` puts it, without a word, on Pulumi's own service, which is outside of
the EEA. A production stack is therefore refused anywhere but in an S3 bucket in an EEA region,
with an AWS KMS key of an EEA region.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from hds_blueprint.deployment.settings import StackSettings, read_settings, read_yaml
from hds_blueprint.deployment.target import KIND
from hds_blueprint.hosting.document import Document
from hds_blueprint.hosting.facts import eea_regions
from hds_blueprint.problem import InputError, Problem

SERVICE = "https://api.pulumi.com"  # where `pulumi login` without arguments goes
_BOOTSTRAP = "Make a backend with `hds bootstrap`, then follow the lines it prints."


@dataclass(frozen=True, slots=True)
class StatePlace:
    """Where a state is kept: the page's inventory of places with data has a line for it.

    `kind` is `s3`, `file`, `service` (Pulumi's own) or `other`; `region` an AWS region, where one is
    stated; `key` the secrets provider's URL.
    """

    url: str
    kind: str
    region: str | None
    key: str | None
    key_region: str | None


def verify(
    document: Document,
    stack: str,
    *,
    root: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> StatePlace:
    """Where the stack's state is, if it may be there.

    The Pulumi program calls it before it registers anything, so that plain `pulumi up` is no way
    round; it sees what the CLI decides by: the environment, Pulumi.yaml, the CLI's login and the
    stack's settings. A stack on simulated AWS is the exception, since it holds nothing real.

    Raises:
        InputError: a production stack is on another backend or another secrets provider.
    """
    folder = root or Path.cwd()
    variables = os.environ if environment is None else environment
    settings = read_settings(folder / f"Pulumi.{stack}.yaml")
    place = state_place(backend_url(folder, variables), settings.secrets_provider)
    if document.environment != "production" or is_simulated(settings, variables):
        return place
    problems = refusals(place, settings)
    if problems:
        raise InputError(problems)
    return place


def is_simulated(settings: StackSettings, environment: Mapping[str, str]) -> bool:
    """Whether a stack is on simulated AWS: its settings say so, and our provider stands in for AWS's."""
    attached = environment.get("PULUMI_DEBUG_PROVIDERS", "").split(",")
    return settings.text(KIND) == "simulated" and any(entry.startswith("aws:") for entry in attached)


def backend_url(root: Path, environment: Mapping[str, str]) -> str:
    """The backend that the CLI uses here, by its own order: environment, Pulumi.yaml, login."""
    if url := environment.get("PULUMI_BACKEND_URL"):
        return url
    backend = read_yaml(root / "Pulumi.yaml").get("backend")
    if isinstance(backend, dict) and isinstance(url := cast("dict[str, Any]", backend).get("url"), str):
        return url
    home = Path(environment.get("PULUMI_HOME") or Path(environment.get("HOME", "~")).expanduser() / ".pulumi")
    try:
        login: object = json.loads((home / "credentials.json").read_text("utf-8"))
    except (OSError, ValueError):
        return SERVICE
    current = cast("dict[str, Any]", login).get("current") if isinstance(login, dict) else None
    return current if isinstance(current, str) and current else SERVICE


def state_place(url: str, secrets_provider: str | None) -> StatePlace:
    """What a backend URL and a secrets provider's URL say of the place of the state."""
    parts = urlsplit(url)
    kind = {"s3": "s3", "file": "file", "http": "service", "https": "service"}.get(parts.scheme, "other")
    region = (parse_qs(parts.query).get("region") or [None])[0] if kind == "s3" else None
    return StatePlace(url, kind, region, secrets_provider, _key_region(secrets_provider))


def refusals(place: StatePlace, settings: StackSettings) -> list[Problem]:
    """Why a production stack may not have its state in this place; empty where it may."""
    problems: list[Problem] = []
    where = "the state backend of a production stack"
    if place.kind != "s3":
        problems.append(
            Problem(
                f"{where} must be an S3 bucket in an EEA region, because a state is data too"
                + ("; Pulumi's own service is outside of the EEA" if place.kind == "service" else ""),
                value=_without_credentials(place.url),
                bound="s3://…?region=…",
                suggestion=_BOOTSTRAP,
                code="state-backend",
            )
        )
    elif place.region not in eea_regions():
        problems.append(
            Problem(
                f"{where} must state its region, and that must be in the EEA",
                value=place.region or _without_credentials(place.url),
                bound=", ".join(sorted(eea_regions())),
                suggestion="Write it into the URL: s3://BUCKET?region=eu-west-3",
                code="state-region",
            )
        )
    if place.key is None or not place.key.startswith("awskms://"):
        problems.append(
            Problem(
                "the secrets of a production stack must be encrypted with an AWS KMS key in an EEA region",
                file=str(settings.file.name),
                path="secretsprovider",
                value=place.key or ("a passphrase" if settings.has_passphrase else "none stated"),
                bound="awskms://…?region=…",
                suggestion="pulumi stack change-secrets-provider 'awskms://…' (`hds bootstrap` prints it)",
                code="state-secrets",
            )
        )
    elif place.key_region not in eea_regions():
        problems.append(
            Problem(
                "the key of a production stack's secrets must state its region, and that must be in the EEA",
                file=str(settings.file.name),
                path="secretsprovider",
                value=place.key,
                bound=", ".join(sorted(eea_regions())),
                code="state-secrets-region",
            )
        )
    return problems


def _key_region(secrets_provider: str | None) -> str | None:
    if secrets_provider is None or not secrets_provider.startswith("awskms://"):
        return None
    if named := re.search(r"arn:aws[a-z-]*:kms:([a-z0-9-]+):", secrets_provider):
        return named[1]
    return (parse_qs(urlsplit(secrets_provider).query).get("region") or [None])[0]


def _without_credentials(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//…@", url)
