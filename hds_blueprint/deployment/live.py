"""What only AWS knows of a deployed stack: its last backups and the alarms that ring. Asked on request only.

Asked through AWS's own command line (`aws`), with whatever credentials it has; it reads, it changes nothing.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from hds_blueprint.deployment.target import Target
from hds_blueprint.problem import InputError

_SECONDS = 60
_ALARMS_ASKED = 100  # DescribeAlarms takes so many names at once (Amazon CloudWatch API)

# Runs `aws` with arguments and gives what it prints.
Ask = Callable[[Sequence[str]], Any]


@dataclass(frozen=True, slots=True)
class Backup:
    """The newest recovery point of one resource: its ARN, when it was made (as AWS says it), its status."""

    resource: str
    made: str
    status: str


@dataclass(frozen=True, slots=True)
class Live:
    """The newest backup of each resource in the vault, and the names of the alarms that ring."""

    backups: tuple[Backup, ...]
    ringing: tuple[str, ...]


def ask(target: Target, *, vault: str | None, alarms: Sequence[str], aws: Ask | None = None) -> Live:
    """The backups in a vault (its ARN) and the state of alarms (their names), in the target's account.

    Raises:
        InputError: the stack is on simulated AWS, there is no `aws` program, or its credentials are
            missing, refused, or those of another account.
    """
    if target.kind != "account":
        raise InputError.of(
            "a stack on simulated AWS has no backups and no alarms to ask for",
            path="--ask-aws",
            code="ask-simulated",
        )
    run = aws or _program(target.region)
    account = _texts(run(("sts", "get-caller-identity"))).get("Account", "")
    if account != target.account:
        raise InputError.of(
            "the credentials at hand are those of another account",
            path="--ask-aws",
            value=account or "no account",
            bound=str(target.account),
            suggestion="Set AWS_PROFILE, or sign in to the account of the stack.",
            code="ask-account",
        )
    return Live(_backups(run, vault), _ringing(run, alarms))


def _backups(run: Ask, vault: str | None) -> tuple[Backup, ...]:
    if not vault:
        return ()
    name = vault.rpartition(":")[2]
    found = run(("backup", "list-recovery-points-by-backup-vault", "--backup-vault-name", name))
    newest: dict[str, Backup] = {}
    for point in _entries(found, "RecoveryPoints"):
        said = _texts(point)
        backup = Backup(said.get("ResourceArn", ""), said.get("CreationDate", ""), said.get("Status", ""))
        known = newest.get(backup.resource)
        if known is None or known.made < backup.made:
            newest[backup.resource] = backup
    return tuple(newest[resource] for resource in sorted(newest))


def _ringing(run: Ask, alarms: Sequence[str]) -> tuple[str, ...]:
    ringing: list[str] = []
    for start in range(0, len(alarms), _ALARMS_ASKED):
        names = alarms[start : start + _ALARMS_ASKED]
        found = run(("cloudwatch", "describe-alarms", "--state-value", "ALARM", "--alarm-names", *names))
        ringing += [_texts(alarm).get("AlarmName", "") for alarm in _entries(found, "MetricAlarms")]
    return tuple(sorted(ringing))


def _program(region: str) -> Ask:
    program = shutil.which("aws")
    if program is None:
        raise InputError.of(
            "the AWS command line is not on the PATH, so that AWS cannot be asked",
            path="--ask-aws",
            suggestion="Install it (https://aws.amazon.com/cli/), or leave the option out.",
            code="ask-without-program",
        )

    def run(arguments: Sequence[str]) -> Any:
        command = [program, "--region", region, "--output", "json", "--no-cli-pager", *arguments]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _refused(arguments, str(error)) from error
        if done.returncode != 0:
            raise _refused(arguments, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "")
        try:
            return json.loads(done.stdout)
        except ValueError as error:
            raise _refused(arguments, "its answer is no JSON") from error

    return run


def _refused(arguments: Sequence[str], said: str) -> InputError:
    return InputError.of(
        f"AWS could not be asked ({' '.join(arguments[:2])}): {said[:300] or 'no reason given'}",
        path="--ask-aws",
        suggestion="Sign in, and give the role read access to AWS Backup and CloudWatch.",
        code="ask-refused",
    )


def _entries(answer: Any, name: str) -> list[Any]:
    found = cast("dict[str, Any]", answer).get(name) if isinstance(answer, dict) else None
    return cast("list[Any]", found) if isinstance(found, list) else []


def _texts(answer: Any) -> dict[str, str]:
    """The texts of an answer; printable, whatever AWS or somebody in between sent."""
    if not isinstance(answer, dict):
        return {}
    texts = {key: value for key, value in cast("dict[str, Any]", answer).items() if isinstance(value, str)}
    return {key: "".join(c for c in value if c.isprintable())[:300] for key, value in texts.items()}
