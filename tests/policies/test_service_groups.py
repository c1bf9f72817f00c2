"""Depth: every group of services that the components use has rules of its own, of which none is a repetition.

That a mutant fails each of them and no other is what test_rules_alone.py proves.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hds_blueprint.data_files import read_data
from hds_blueprint.policies.rule import EVERY_AWS_TYPE, all_rules

GROUPS: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("service_groups.yaml").read_text("utf-8")
)
MINIMUM = 8


def group_of(type_: str) -> str | None:
    return next((name for name, starts in GROUPS.items() if type_.startswith(tuple(starts))), None)


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_has_rules_of_its_own(group: str) -> None:
    rules = [
        rule.id
        for rule in all_rules().values()
        if any(group_of(type_) == group for type_ in rule.types if type_ != EVERY_AWS_TYPE)
    ]
    assert len(rules) >= MINIMUM, rules


def test_every_type_of_the_components_is_in_a_group() -> None:
    types = read_data("hds_blueprint.dossier", "resource_types.yaml")["types"]
    aws = [type_ for type_ in types if type_.startswith("aws:")]
    assert [type_ for type_ in aws if group_of(type_) is None] == []
