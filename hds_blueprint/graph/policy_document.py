"""The data source aws.iam.getPolicyDocument, computed as the AWS provider computes it.

Source of the form: the documentation of `aws_iam_policy_document` and its output (order of the
elements, lists of one element written as a text, lists sorted from last to first).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from hds_blueprint.graph.error import GraphError

_TOKEN = "aws:iam/getPolicyDocument:getPolicyDocument"  # noqa: S105 - a type token, not a secret
_LISTS = (("actions", "Action"), ("notActions", "NotAction"), ("resources", "Resource"))
_DEFAULT_VERSION = "2012-10-17"


def policy_document(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The result of the data source; `arguments` are its arguments in Pulumi camelCase.

    Raises:
        GraphError: a source or override document is not JSON.
    """
    document: dict[str, Any] = {"Version": arguments.get("version") or _DEFAULT_VERSION}
    if arguments.get("policyId"):
        document["Id"] = arguments["policyId"]
    sources = [*_texts(arguments.get("sourceJson")), *_texts(arguments.get("sourcePolicyDocuments"))]
    overrides = [*_texts(arguments.get("overrideJson")), *_texts(arguments.get("overridePolicyDocuments"))]
    statements = [statement for source in sources for statement in _statements(source)]
    own: list[dict[str, Any]] = [_statement(statement) for statement in arguments.get("statements") or ()]
    statements = _merged(statements, own)
    for override in overrides:
        statements = _merged(statements, _statements(override))
    document["Statement"] = statements
    echoed = {name: value for name, value in arguments.items() if value is not None}
    return {
        **echoed,
        "version": document["Version"],
        "json": json.dumps(document, indent=2, ensure_ascii=False),
        "minifiedJson": json.dumps(document, separators=(",", ":"), ensure_ascii=False),
        "id": "policy-document",
    }


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [item for item in value or () if isinstance(item, str) and item]


def _statements(source: str) -> list[dict[str, Any]]:
    try:
        document = json.loads(source)
    except ValueError:
        raise GraphError.of("a source policy document is not JSON", path=_TOKEN) from None
    statements = document.get("Statement", []) if isinstance(document, dict) else []
    return [statements] if isinstance(statements, dict) else list(statements)


def _merged(statements: list[dict[str, Any]], later: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """A later statement replaces an earlier one of the same, non-empty Sid."""
    result = list(statements)
    for statement in later:
        sid = statement.get("Sid")
        place = next((i for i, known in enumerate(result) if sid and known.get("Sid") == sid), None)
        if place is None:
            result.append(statement)
        else:
            result[place] = statement
    return result


def _compact(values: Iterable[str] | str) -> Any:
    ordered = sorted([values] if isinstance(values, str) else values, reverse=True)
    return ordered[0] if len(ordered) == 1 else ordered


def _statement(arguments: Mapping[str, Any]) -> dict[str, Any]:
    statement: dict[str, Any] = {}
    if arguments.get("sid"):
        statement["Sid"] = arguments["sid"]
    statement["Effect"] = arguments.get("effect") or "Allow"
    for name, element in (*_LISTS, ("notResources", "NotResource")):
        if arguments.get(name):
            statement[element] = _compact(arguments[name])
    for name, element in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if arguments.get(name):
            statement[element] = _principals(arguments[name])
    conditions: dict[str, dict[str, Any]] = {}
    for condition in arguments.get("conditions") or ():
        values = condition.get("values") or ()
        test = conditions.setdefault(condition["test"], {})
        test[condition["variable"]] = values[0] if len(values) == 1 else list(values)
    if conditions:
        statement["Condition"] = conditions
    return statement


def _principals(principals: Iterable[Mapping[str, Any]]) -> Any:
    element: dict[str, list[str]] = {}
    for principal in principals:
        element.setdefault(principal["type"], []).extend(principal.get("identifiers") or ())
    if element == {"*": ["*"]}:
        return "*"
    return {kind: _compact(identifiers) for kind, identifiers in sorted(element.items())}
