"""Where a stack goes: simulated AWS, or an account and a region. Printed first, stored with the stack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from hds_blueprint.data_files import read_data
from hds_blueprint.deployment.settings import StackSettings
from hds_blueprint.problem import InputError

Kind = Literal["simulated", "account"]

# Keys of the stack's configuration. The program reads `hds:account` and lets the AWS provider refuse
# credentials of any other account.
KIND, ACCOUNT, REGION = "hds:target", "hds:account", "hds:region"


@dataclass(frozen=True, slots=True)
class Target:
    """Simulated AWS or an account (twelve digits), with the main region."""

    kind: Kind
    region: str
    account: str | None = None

    def __str__(self) -> str:
        if self.kind == "simulated":
            return f"simulated AWS, region {self.region} (nothing real is created or changed)"
        return f"AWS account {self.account}, region {self.region}"

    @property
    def configuration(self) -> dict[str, str]:
        """What the stack's configuration keeps of it."""
        stored = {KIND: self.kind, REGION: self.region}
        return stored if self.account is None else stored | {ACCOUNT: self.account}


@cache
def provider_variables() -> dict[str, Any]:
    """The environment variables of the AWS provider that matter here (provider_variables.yaml)."""
    return read_data("hds_blueprint.deployment", "provider_variables.yaml")


def choose(
    settings: StackSettings,
    *,
    simulated: bool,
    account: str | None,
    region: str,
    environment: Mapping[str, str],
) -> Target:
    """The target of a stack, from what the user asks, what the stack has stored and the document's region.

    `environment` is the process environment, looked at for credentials and providers.

    Raises:
        InputError: the target is ambiguous, or another than the stack's, or does not go with the environment.
    """
    stored_kind, stored_account = settings.text(KIND), settings.text(ACCOUNT)
    if simulated:
        _refuse_credentials(environment)
        if stored_kind not in (None, "simulated"):
            raise _other(settings, "simulated AWS", f"AWS account {stored_account}")
        kind: Kind = "simulated"
        account = None
    else:
        if stored_kind == "simulated":
            raise _other(settings, "an AWS account", "simulated AWS")
        _refuse_simulation(environment)
        account = _account(settings, account, stored_account)
        kind = "account"
    stored_region = settings.text(REGION)
    if stored_region not in (None, region):
        raise InputError.of(
            "the document's region is another than the one this stack is deployed to",
            file=str(settings.file),
            path=REGION,
            value=region,
            bound=stored_region,
            suggestion="A move to another region is a new stack: data do not follow by themselves.",
            code="target-region",
        )
    return Target(kind, region, account)


def _account(settings: StackSettings, asked: str | None, stored: str | None) -> str:
    if asked is not None and stored is not None and asked != stored:
        raise InputError.of(
            "this stack belongs to another account",
            file=str(settings.file),
            path=ACCOUNT,
            value=asked,
            bound=stored,
            suggestion="Another account is another stack.",
            code="target-account",
        )
    account = asked or stored
    if account is None:
        raise InputError.of(
            "the target account is not stated",
            file=str(settings.file),
            path=ACCOUNT,
            suggestion="Say it once, it is stored with the stack: --account 123456789012. "
            "To try the document without an account: --simulated.",
            code="target-missing",
        )
    if not re.fullmatch(r"[0-9]{12}", account):
        raise InputError.of(
            "an AWS account id has twelve digits", path=ACCOUNT, value=account[:40], code="target-account"
        )
    return account


def _refuse_credentials(environment: Mapping[str, str]) -> None:
    found = [name for name in provider_variables()["credentials"] if environment.get(name)]
    if found:
        raise InputError.of(
            "a simulated deployment refuses to run where real AWS credentials are set",
            value=", ".join(found),  # the names; never what they hold
            suggestion=f"Unset them: env {' '.join(f'-u {name}' for name in found)} hds …",
            code="target-credentials",
        )


def _refuse_simulation(environment: Mapping[str, str]) -> None:
    attached = environment.get("PULUMI_DEBUG_PROVIDERS", "")
    if any(entry.strip().startswith("aws:") for entry in attached.split(",")):
        raise InputError.of(
            "a deployment to an account refuses to run with another AWS provider attached",
            value=f"PULUMI_DEBUG_PROVIDERS={attached}",
            suggestion="Unset PULUMI_DEBUG_PROVIDERS, or deploy with --simulated.",
            code="target-simulated",
        )


def _other(settings: StackSettings, asked: str, stored: str) -> InputError:
    return InputError.of(
        f"this stack belongs to {stored} and was asked for {asked}",
        file=str(settings.file),
        path=KIND,
        suggestion="A stack has one target for life; use another stack name.",
        code="target-kind",
    )
