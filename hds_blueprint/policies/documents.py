"""IAM policy documents, parsed from JSON text, from objects and from text with references inside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from hds_blueprint.graph.model import Join, Ref, Secret, Unknown, Value
from hds_blueprint.policies.json_text import NotJsonError, decode
from hds_blueprint.policies.values import MISSING, Found, holds_unknown, is_open

Term: TypeAlias = "str | Ref | Join | Unknown | Secret"
EFFECTS = ("Allow", "Deny")
# Outputs that name one principal: an ARN, an account, an id. Any other output may hold any text.
_NAMING_OUTPUT = re.compile(r"(?:.*(?:Arn|Id|\.arn|\.id)|arn|id|name|cloudfrontAccessIdentity)")


WILDCARDS = frozenset("*?")


class Readability(StrEnum):
    ABSENT = "absent"
    UNKNOWN = "unknown"
    MALFORMED = "malformed"
    PARSED = "parsed"


# nobody changes a part of a document, but they are not frozen: a large graph has tens of thousands of them
@dataclass(slots=True)
class Condition:
    """One key of a condition block: operator, key (lower case), values."""

    operator: str
    key: str
    values: tuple[Term, ...]


@dataclass(slots=True)
class Statement:
    """One statement; `principals` pairs a kind (`AWS`, `Service`, …; `*` for anyone) with a value.

    `all_but_*` hold the NotPrincipal, NotAction and NotResource elements. `open` says that a part
    is known only after apply.
    """

    path: str
    effect: str
    principals: tuple[tuple[str, Term], ...] = ()
    actions: tuple[Term, ...] = ()
    resources: tuple[Term, ...] = ()
    all_but_principals: tuple[tuple[str, Term], ...] = ()
    all_but_actions: tuple[Term, ...] = ()
    all_but_resources: tuple[Term, ...] = ()
    conditions: tuple[Condition, ...] = ()
    open: bool = False

    @property
    def allows(self) -> bool:
        return self.effect == "Allow"

    @property
    def denies(self) -> bool:
        return self.effect == "Deny"

    @property
    def for_anyone(self) -> bool:
        """Whether the principal is everybody: `*`, {"AWS": "*"} or a NotPrincipal that allows.

        A NotPrincipal that refuses leaves out those that it names.
        """
        if self.all_but_principals:
            return self.allows
        return any(value == "*" and kind in ("*", "AWS") for kind, value in self.principals)

    def covers(self, *actions: str) -> str | None:
        """The first written action that stands for one of these, as it is written.

        IAM reads actions in any case, with `*` and `?` (IAM user guide, Action element).
        """
        return next(
            (
                written
                for written in self.actions
                if isinstance(written, str) and any(_stands_for(written, action) for action in actions)
            ),
            None,
        )

    @property
    def whole_service(self) -> str | None:
        """The first written action that stands for every action of a service, or for every action."""
        return next((a for a in self.actions if isinstance(a, str) and _is_wild(a.rpartition(":")[2])), None)

    @property
    def everything(self) -> str | None:
        """The first written action that stands for every action of every service."""
        return next((a for a in self.actions if isinstance(a, str) and _is_wild(a.replace(":", ""))), None)

    @property
    def any_resource(self) -> bool:
        """Whether it reaches resources that nobody named: `*`, every ARN of a service, or NotResource."""
        return bool(self.all_but_resources) or any(
            isinstance(resource, str) and _names_nothing(resource) for resource in self.resources
        )

    @property
    def any_of_a_kind(self) -> bool:
        """Whether it reaches all there is of a kind, be it in one account alone (`role/*`)."""
        return bool(self.all_but_resources) or any(
            isinstance(resource, str) and _is_bare(resource) for resource in self.resources
        )

    def condition(self, *keys: str) -> tuple[Condition, ...]:
        """The conditions on these keys (in lower case)."""
        return tuple(condition for condition in self.conditions if condition.key in keys)


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A policy's statements, or why there are none. Statements with open parts stay UNKNOWN to rules."""

    readability: Readability
    statements: tuple[Statement, ...] = ()
    reason: str = ""

    @property
    def parsed(self) -> bool:
        return self.readability is Readability.PARSED


def parse(value: Found) -> PolicyDocument:
    """Reads a policy property. Never raises: what cannot be read says so."""
    return _parsed_text(value) if isinstance(value, str) else _parsed(value)


# the roles of a platform are taken by the same few services: their policies are one text
@lru_cache(maxsize=256)
def _parsed_text(text: str) -> PolicyDocument:
    return _parsed(text)


def _parsed(value: Found) -> PolicyDocument:
    if isinstance(value, str | Join):
        try:
            value = decode(value)
        except NotJsonError as error:
            readability = Readability.UNKNOWN if error.open else Readability.MALFORMED
            return PolicyDocument(readability, reason=str(error))
    elif value is MISSING or value is None:
        return PolicyDocument(Readability.ABSENT)
    if isinstance(value, Unknown | Ref | Secret | Join):
        return PolicyDocument(Readability.UNKNOWN)
    if not isinstance(value, dict):
        return PolicyDocument(Readability.MALFORMED, reason="a policy is a JSON object")
    return _document(value)


def _document(document: dict[str, Value]) -> PolicyDocument:
    if "Statement" not in document:
        return PolicyDocument(Readability.MALFORMED, reason="a policy has a Statement")
    raw = document["Statement"]
    statements: list[Statement] = []
    for index, item in enumerate(raw if isinstance(raw, list) else [raw]):
        path = f"Statement[{index}]"
        if isinstance(item, Unknown | Ref | Join | Secret):
            statements.append(Statement(path, "", open=True))
        elif isinstance(item, dict):
            if item.get("Effect") not in EFFECTS and not is_open(item.get("Effect")):
                return PolicyDocument(Readability.MALFORMED, reason="Effect is neither Allow nor Deny")
            statements.append(_statement(item, path))
        else:
            return PolicyDocument(Readability.MALFORMED, reason="a statement is a JSON object")
    return PolicyDocument(Readability.PARSED, tuple(statements))


def _statement(item: dict[str, Value], path: str) -> Statement:
    effect = item.get("Effect")
    statement = Statement(
        path,
        effect if isinstance(effect, str) else "",
        principals=_principals(item.get("Principal")),
        actions=_terms(item.get("Action")),
        resources=_terms(item.get("Resource")),
        all_but_principals=_principals(item.get("NotPrincipal")),
        all_but_actions=_terms(item.get("NotAction")),
        all_but_resources=_terms(item.get("NotResource")),
        conditions=_conditions(item.get("Condition")),
    )
    principals = (*statement.principals, *statement.all_but_principals)
    statement.open = (
        holds_unknown(item)
        or any(is_open(word) for word in (effect, *statement.actions, *statement.all_but_actions))
        or any(_may_be_anyone(principal) for _, principal in principals)
    )
    return statement


def _principals(value: Value) -> tuple[tuple[str, Term], ...]:
    if value is None:
        return ()
    if isinstance(value, dict):
        return tuple((kind, term) for kind, inner in value.items() for term in _terms(inner))
    kind = "*" if value == "*" else "AWS"
    return tuple((kind, term) for term in _terms(value))


def _conditions(value: Value) -> tuple[Condition, ...]:
    if not isinstance(value, dict):
        return ()
    return tuple(
        Condition(operator, key.lower(), _terms(values))
        for operator, keys in value.items()
        if isinstance(keys, dict)
        for key, values in keys.items()
    )


def _terms(value: Value) -> tuple[Term, ...]:
    if isinstance(value, str):
        return (value,)
    if value is None:
        return ()
    return tuple([_term(item) for item in value]) if isinstance(value, list) else (_term(value),)


def _term(item: Value) -> Term:
    if isinstance(item, str | Ref | Join | Unknown | Secret):
        return item
    return str(item).lower() if isinstance(item, bool) else str(item)


def _may_be_anyone(principal: Term) -> bool:
    if isinstance(principal, Ref):
        return _NAMING_OUTPUT.fullmatch(principal.property) is None
    return isinstance(principal, Secret)


@lru_cache(maxsize=8192)
def _stands_for(written: str, action: str) -> bool:
    pattern = re.escape(re.sub(r"\*+", "*", written.lower())).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(pattern, action.lower()) is not None


def _is_wild(text: str) -> bool:
    return "*" in text and WILDCARDS.issuperset(text)


def _names_nothing(resource: str) -> bool:
    """Whether a resource is `*`, or an ARN of no account and no name (`arn:aws:s3:::*`)."""
    parts = resource.split(":", 5)
    account = parts[4] if len(parts) == 6 else ""
    return (not account or _is_wild(account)) and _is_bare(resource)


def _is_bare(resource: str) -> bool:
    """Whether a resource is `*`, or an ARN without a name (`arn:aws:iam::123456789012:role/*`)."""
    parts = resource.split(":", 5)
    if len(parts) < 6:
        return _is_wild(parts[-1])
    service, name = parts[2], parts[5]
    # `role/*`, `table/*`: the kind of resource alone; S3 has none, and begins with the bucket
    bare = name if service == "s3" else re.sub(r"^[a-z-]+[/:]", "", name)
    return _is_wild(bare.replace("/", "").replace(":", ""))
