"""A plan as the text that Checkov is handed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, cast


def plan_text(plan: Mapping[str, Any]) -> str:
    """What Checkov reads of a plan, as JSON that it can read.

    It reads JSON as YAML, which has no pairs of surrogates and takes no raw control character. What is
    outside of Unicode's first plane becomes U+FFFD.
    """
    text = json.dumps(_what_checkov_reads(plan), ensure_ascii=False)
    text = re.sub("[\ud800-\udfff\U00010000-\U0010ffff]", "\ufffd", text)
    return re.sub(r"[^\x00-\x7e]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _what_checkov_reads(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A plan without what Checkov passes over, which takes it long to parse.

    It takes values from `planned_values` alone, from `resource_changes` what is done to which address, and
    from the configuration of resources what they are called and refer to (its plan_parser.py).
    """
    configuration = plan["configuration"]
    return {
        **plan,
        "resource_changes": [
            {"address": each["address"], "change": {**each["change"], "after": None, "after_unknown": {}}}
            for each in plan["resource_changes"]
        ],
        "configuration": {
            **configuration,
            "root_module": {
                "resources": [
                    {
                        "type": each["type"],
                        "name": each["name"],
                        "expressions": _references(each["expressions"]),
                    }
                    for each in configuration["root_module"]["resources"]
                ]
            },
        },
    }


def _references(expressions: Mapping[str, Any]) -> dict[str, Any]:
    """The expressions that refer to something; repeated blocks keep their places."""
    found: dict[str, Any] = {}
    for name, said in expressions.items():
        if isinstance(said, dict) and "references" in said:
            found[name] = said
        elif isinstance(said, list):
            blocks = [_references(block) for block in cast("list[dict[str, Any]]", said)]
            if any(blocks):
                found[name] = blocks
    return found
