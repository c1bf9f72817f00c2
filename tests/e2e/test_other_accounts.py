"""A service with people, routes, a budget and copies in two other accounts, on the real engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from .workshop import Workshop

pytestmark = [pytest.mark.engine]

STACK = "prod"
ARCHIVE, BACKUPS = "210987654321", "310987654321"
DOCUMENT: dict[str, Any] = {
    "service": {"name": "carnet", "title": "Carnet de santé", "owner": "platform@example.org"},
    "data": {"data_class": "health"},
    "network": {"zones": 2, "nat": "none"},
    "buckets": {"documents": {}},
    "access": {
        "auditors": [f"arn:aws:iam::{ARCHIVE}:role/audit"],
        "administrators": {"break_glass": {"holders": ["rssi", "cto"]}},
    },
    "logging": {"readers": ["arn:aws:iam::123456789012:user/soc"], "separate_account": ARCHIVE},
    "backup": {"second_account": BACKUPS},
    "alerts": {
        "incident_contact": "incidents@example.org",
        "routes": {"critical": ["on-call@example.org"], "warning": ["platform@example.org"]},
        "budget": {"monthly": 3000},
    },
}


def test_copies_stand_in_their_own_accounts(workshop: Callable[..., Workshop]) -> None:
    made = workshop()
    text = yaml.safe_dump(DOCUMENT, allow_unicode=True)
    (made.documents() / f"{STACK}.yaml").write_text(text, encoding="utf-8")
    made.up(STACK)
    with made.world(STACK) as world:
        elsewhere = {
            account: {item.type for item in world.list() if item.account == account}
            for account in (ARCHIVE, BACKUPS)
        }
        roles = {item.physical_name for item in world.find(type="aws:iam/role:Role")}
        topics = {item.physical_name for item in world.find(type="aws:sns/topic:Topic")}
    assert {"aws:s3/bucket:Bucket", "aws:kms/key:Key"} <= elsewhere[ARCHIVE]
    assert {"aws:backup/vault:Vault", "aws:kms/key:Key"} <= elsewhere[BACKUPS]
    wanted = ("service-auditor", "trace-reader", "service-operator", "service-break-glass")
    assert {f"carnet-prod-{role}" for role in wanted} <= roles
    assert topics == {"carnet-prod-alarms", "carnet-prod-alarms-warning", "carnet-prod-alarms-information"}
    assert "no change" in made.up(STACK).stdout
