"""What becomes of interrupted creations, decided without an engine; tests/e2e kills a real one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from hds_blueprint.deployment import recovery
from hds_blueprint.deployment.locks import Lock
from hds_blueprint.deployment.lookup import Wanted
from hds_blueprint.deployment.recovery import Settlement, clear_locks, settle_creations, unlocked
from hds_blueprint.deployment.report import Report
from hds_blueprint.deployment.session import LockedError
from hds_blueprint.deployment.target import Target
from hds_blueprint.problem import InputError

from .states import base, creating, resource, state, urn

BUCKET, VPC, SELECTION = "aws:s3/bucket:Bucket", "aws:ec2/vpc:Vpc", "aws:backup/selection:Selection"
VPC_ARN = "arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-0a1b"
TAGGED: dict[str, Any] = {"tags": {"hds:resource": "p/s/vpc"}}
QUIET = Report(quiet=True)


class Account:
    """An account in which the lookup finds what it is told of; it remembers what it was asked."""

    def __init__(self, **found: tuple[str, ...]) -> None:
        self.found = found
        self.asked: list[Wanted] = []
        self.cancelled = 0
        self.target = Target("account", "eu-west-3", "123456789012")
        self.stack = SimpleNamespace(cancel=self._cancel)

    def _cancel(self) -> None:
        self.cancelled += 1

    def find(self, _session: object, wanted: Iterable[Wanted]) -> Mapping[Wanted, tuple[str, ...]]:
        self.asked = list(wanted)
        return {item: self.found.get(item.tag.rpartition("/")[2], ()) for item in self.asked}


@pytest.fixture
def settle(monkeypatch: pytest.MonkeyPatch) -> Any:
    def decide(account: Account, *arguments: Any, **resolutions: str) -> Settlement:
        monkeypatch.setattr(recovery, "find_by_tag", account.find)
        answers = {urn(*key.split("@")): value for key, value in resolutions.items()}
        return settle_creations(account, *arguments, answers)  # type: ignore[arg-type]

    return decide


def test_a_name_gives_the_id_without_asking_anybody(settle: Any) -> None:
    account = Account()
    decided = settle(account, state(base(), creating(BUCKET, "docs", inputs={"bucket": "docs-1"})))
    assert decided.adopt == {urn(BUCKET, "docs"): "docs-1"}
    assert account.asked == []


def test_what_aws_names_is_looked_up_by_tag_in_its_region(settle: Any) -> None:
    account = Account(vpc=(VPC_ARN,))
    decided = settle(account, state(base(), creating(VPC, "vpc", inputs=TAGGED)))
    assert account.asked == [Wanted("p/s/vpc", "eu-central-1")]
    assert decided.adopt == {urn(VPC, "vpc"): "vpc-0a1b"}


def test_what_is_not_found_is_created_again(settle: Any) -> None:
    decided = settle(Account(), state(base(), creating(VPC, "vpc", inputs=TAGGED)))
    assert (decided.adopt, decided.again, decided.questions) == ({}, [urn(VPC, "vpc")], {})


def test_two_of_one_tag_are_a_question(settle: Any) -> None:
    account = Account(vpc=(VPC_ARN, VPC_ARN + "2"))
    decided = settle(account, state(base(), creating(VPC, "vpc", inputs=TAGGED)))
    assert VPC_ARN in decided.questions[urn(VPC, "vpc")]


def test_the_old_resource_of_a_replacement_is_not_taken_for_the_new_one(settle: Any) -> None:
    old = resource(VPC, "vpc", outputs={"arn": VPC_ARN})
    decided = settle(Account(vpc=(VPC_ARN,)), state([*base(), old], creating(VPC, "vpc", inputs=TAGGED)))
    assert decided.again == [urn(VPC, "vpc")]


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        ("aws:nothing/thing:Thing", TAGGED),
        (VPC, {}),  # no tag
        (BUCKET, {}),  # no name
        (SELECTION, {"planId": "plan-1"}),
    ],
)
def test_what_nobody_can_tell_is_a_question(settle: Any, type_: str, inputs: dict[str, Any]) -> None:
    decided = settle(Account(), state(base(), creating(type_, "x", inputs=inputs)))
    assert list(decided.questions) == [urn(type_, "x")]
    assert (decided.adopt, decided.again) == ({}, [])


def test_a_question_says_where_to_look(settle: Any) -> None:
    decided = settle(Account(), state(base(), creating(SELECTION, "x", inputs={"planId": "plan-1"})))
    assert "--backup-plan-id plan-1" in decided.questions[urn(SELECTION, "x")]


def test_the_users_answer_comes_first(settle: Any) -> None:
    interrupted = state(base(), creating(SELECTION, "x"), creating(SELECTION, "y"))
    decided = settle(Account(), interrupted, **{f"{SELECTION}@x": "plan|1", f"{SELECTION}@y": "none"})
    assert decided.adopt == {urn(SELECTION, "x"): "plan|1"}
    assert decided.again == [urn(SELECTION, "y")]
    assert decided.questions == {}


def test_components_and_providers_exist_in_the_state_only(settle: Any) -> None:
    decided = settle(
        Account(),
        state(base(), creating("hds:keys:Keys", "keys", custom=False), creating("pulumi:providers:aws", "x")),
    )
    assert len(decided.again) == 2


def test_updates_and_deletions_need_no_decision(settle: Any) -> None:
    vpc = resource(VPC, "vpc")
    assert settle(Account(), state([*base(), vpc], ("updating", vpc), ("deleting", vpc))) == Settlement()


@pytest.mark.parametrize(
    ("who", "unlock", "cleared"),
    [("gone", False, True), ("running", True, False), ("unknown", False, False), ("unknown", True, True)],
)
def test_a_lock_is_cleared_only_when_nobody_holds_it(
    monkeypatch: pytest.MonkeyPatch, who: str, unlock: bool, cleared: bool
) -> None:
    account = Account()
    monkeypatch.setattr(recovery, "holder", lambda lock: who)
    locks = [Lock(12, "h", "u", "t")]
    if cleared:
        clear_locks(account, locks, QUIET, unlock=unlock)  # type: ignore[arg-type]
    else:
        with pytest.raises(InputError):
            clear_locks(account, locks, QUIET, unlock=unlock)  # type: ignore[arg-type]
    assert account.cancelled == int(cleared)


def test_one_lock_that_is_held_protects_all(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account()
    monkeypatch.setattr(recovery, "holder", lambda lock: "running" if lock.pid == 2 else "gone")
    with pytest.raises(InputError):
        clear_locks(account, [Lock(1, "h", "u", "t"), Lock(2, "h", "u", "t")], QUIET)  # type: ignore[arg-type]
    assert account.cancelled == 0


def test_a_lock_that_shows_only_in_an_error_is_cleared_and_the_work_done_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account, tries = Account(), []
    monkeypatch.setattr(recovery, "holder", lambda lock: "gone")

    def work() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise LockedError([Lock(1, "h", "u", "t")])
        return "done"

    assert unlocked(account, QUIET, work) == "done"  # type: ignore[arg-type]
    assert (account.cancelled, len(tries)) == (1, 2)
