"""What AWS is asked about a stack, with the answers of its command line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.command.deploying import flat
from hds_blueprint.deployment.live import Backup, ask
from hds_blueprint.deployment.target import Target
from hds_blueprint.problem import InputError

ACCOUNT = Target("account", "eu-west-3", "123456789012")
VAULT = "arn:aws:backup:eu-west-3:123456789012:backup-vault:carnet-backup"
POINTS = [
    {"ResourceArn": "arn:db", "CreationDate": "2026-11-22T05:00:00+01:00", "Status": "COMPLETED"},
    {"ResourceArn": "arn:db", "CreationDate": "2026-11-23T05:00:00+01:00", "Status": "PARTIAL"},
    {"ResourceArn": "arn:bucket", "CreationDate": "2026-11-23T05:00:00+01:00", "Status": "COMPLETED\x1b[31m"},
]


class Aws:
    """Answers as `aws` does, and remembers what it was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {"sts": {"Account": "123456789012"}, **answers}
        self.asked: list[Sequence[str]] = []

    def __call__(self, arguments: Sequence[str]) -> Any:
        self.asked.append(arguments)
        return self.answers[arguments[0]]


def test_the_newest_backup_of_each_resource_and_what_rings() -> None:
    aws = Aws(backup={"RecoveryPoints": POINTS}, cloudwatch={"MetricAlarms": [{"AlarmName": "b"}]})
    live = ask(ACCOUNT, vault=VAULT, alarms=["a", "b"], aws=aws)
    assert live.backups == (
        Backup("arn:bucket", "2026-11-23T05:00:00+01:00", "COMPLETED[31m"),
        Backup("arn:db", "2026-11-23T05:00:00+01:00", "PARTIAL"),
    )
    assert live.ringing == ("b",)
    assert aws.asked[1][-1] == "carnet-backup"


def test_many_alarms_are_asked_in_turn() -> None:
    aws = Aws(cloudwatch={"MetricAlarms": []})
    ask(ACCOUNT, vault=None, alarms=[f"alarm-{n}" for n in range(250)], aws=aws)
    asked = [len([a for a in arguments if a.startswith("alarm-")]) for arguments in aws.asked]
    assert asked == [0, 100, 100, 50]


@pytest.mark.parametrize("answer", [None, [], {"RecoveryPoints": None}, {"RecoveryPoints": [None, 1]}])
def test_strange_answers_break_nothing(answer: Any) -> None:
    aws = Aws(backup=answer, cloudwatch=answer)
    assert ask(ACCOUNT, vault=VAULT, alarms=["a"], aws=aws).ringing == ()


def test_another_account_is_not_asked_further() -> None:
    aws = Aws(sts={"Account": "999999999999"})
    with pytest.raises(InputError, match="another account"):
        ask(ACCOUNT, vault=VAULT, alarms=["a"], aws=aws)
    assert len(aws.asked) == 1


def test_simulated_aws_has_neither() -> None:
    with pytest.raises(InputError, match="simulated"):
        ask(Target("simulated", "eu-west-3"), vault=VAULT, alarms=[])


def program(folder: Path, text: str) -> None:
    path = folder / "aws"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("echo 'Unable to locate credentials' >&2; exit 253", "Unable to locate credentials"),
        ("echo nonsense", "no JSON"),
        ("exit 1", "no reason given"),
    ],
)
def test_a_refusal_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str) -> None:
    program(tmp_path, text)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(InputError, match=said):
        ask(ACCOUNT, vault=VAULT, alarms=[])


def test_the_program_is_called_for_the_region_of_the_stack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, f'echo "$@" >> {tmp_path}/asked\necho \'{{"Account": "123456789012"}}\'')
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    ask(ACCOUNT, vault=VAULT, alarms=["a"])
    lines = (tmp_path / "asked").read_text().splitlines()
    assert len(lines) == 3
    assert all(line.startswith("--region eu-west-3 --output json --no-cli-pager ") for line in lines)


def test_without_the_program_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="not on the PATH"):
        ask(ACCOUNT, vault=VAULT, alarms=[])


def test_outputs_are_listed_one_a_line() -> None:
    outputs = {"endpoint": "https://a", "databases": {"records": "host"}, "extensions": {"a": {"b": 1}}}
    assert list(flat(outputs)) == [
        ("endpoint", "https://a"),
        ("databases.records", "host"),
        ("extensions.a.b", 1),
    ]
