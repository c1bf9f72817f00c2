"""The data source getPolicyDocument: an IAM policy document from its statements."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def policy_document(arguments: Mapping[str, Any]) -> dict[str, str]:
    """The JSON of a policy document, as the provider writes it: `json` and `minifiedJson`.

    `arguments` are those of aws.iam.getPolicyDocument. Statements of `sourcePolicyDocuments` come
    first, those of `overridePolicyDocuments` replace statements of the same Sid.
    Raises ValueError where a given document is not JSON.
    """
    statements: list[dict[str, Any]] = []
    for text in arguments.get("sourcePolicyDocuments") or []:
        statements += _statements_of(text)
    statements += [_statement(item) for item in arguments.get("statements") or []]
    for text in arguments.get("overridePolicyDocuments") or []:
        for override in _statements_of(text):
            sid = override.get("Sid")
            places = [index for index, item in enumerate(statements) if sid and item.get("Sid") == sid]
            if places:
                statements[places[0]] = override
            else:
                statements.append(override)
    document: dict[str, Any] = {"Version": arguments.get("version") or "2012-10-17"}
    if arguments.get("policyId"):
        document["Id"] = arguments["policyId"]
    document["Statement"] = statements
    return {
        "json": json.dumps(document, indent=2),
        "minifiedJson": json.dumps(document, separators=(",", ":")),
    }


def _statements_of(text: str) -> list[dict[str, Any]]:
    if not text:
        return []
    found = json.loads(text).get("Statement", [])
    return found if isinstance(found, list) else [found]


def _statement(given: Mapping[str, Any]) -> dict[str, Any]:
    statement: dict[str, Any] = {}
    if given.get("sid"):
        statement["Sid"] = given["sid"]
    statement["Effect"] = given.get("effect") or "Allow"
    for key, name in (
        ("principals", "Principal"),
        ("notPrincipals", "NotPrincipal"),
    ):
        if given.get(key):
            statement[name] = _principals(given[key])
    for key, name in (
        ("actions", "Action"),
        ("notActions", "NotAction"),
        ("resources", "Resource"),
        ("notResources", "NotResource"),
    ):
        if given.get(key):
            statement[name] = _one_or_many(given[key])
    if given.get("conditions"):
        conditions: dict[str, dict[str, Any]] = {}
        for condition in given["conditions"]:
            test = conditions.setdefault(condition["test"], {})
            test[condition["variable"]] = _one_or_many(condition["values"])
        statement["Condition"] = conditions
    return statement


def _principals(given: list[Mapping[str, Any]]) -> Any:
    if any(item["type"] == "*" for item in given):
        return "*"
    return {item["type"]: _one_or_many(item["identifiers"]) for item in given}


def _one_or_many(values: list[str]) -> Any:
    # The provider writes a list of one as text, and longer ones sorted.
    return values[0] if len(values) == 1 else sorted(values)
