"""IAM policy documents, parsed from JSON text, from objects and from text with references inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
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


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of a condition block: operator, key (lower case), values."""

    operator: str
    key: str
    values: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
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
        """Whether the principal is everybody: `*`, {"AWS": "*"} or a NotPrincipal that allows."""
        return bool(self.all_but_principals) or any(
            value == "*" and kind in ("*", "AWS") for kind, value in self.principals
        )

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
    raw = document.get("Statement", document.get("statements", []))
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
    principals = [*_principals(item.get("Principal")), *_principals(item.get("NotPrincipal"))]
    words = [effect, *_terms(item.get("Action")), *_terms(item.get("NotAction"))]
    return Statement(
        path=path,
        effect=effect if isinstance(effect, str) else "",
        principals=tuple(_principals(item.get("Principal"))),
        actions=_terms(item.get("Action")),
        resources=_terms(item.get("Resource")),
        all_but_principals=tuple(_principals(item.get("NotPrincipal"))),
        all_but_actions=_terms(item.get("NotAction")),
        all_but_resources=_terms(item.get("NotResource")),
        conditions=tuple(_conditions(item.get("Condition"))),
        open=holds_unknown(item)
        or any(isinstance(word, Ref | Join | Secret) for word in words)
        or any(_may_be_anyone(principal) for _, principal in principals),
    )


def _principals(value: Value) -> Iterator[tuple[str, Term]]:
    if isinstance(value, dict):
        for kind, inner in value.items():
            yield from ((kind, term) for term in _terms(inner))
    elif value == "*":
        yield "*", "*"
    elif value is not None:
        yield from (("AWS", term) for term in _terms(value))


def _conditions(value: Value) -> Iterator[Condition]:
    for operator, keys in value.items() if isinstance(value, dict) else ():
        for key, values in keys.items() if isinstance(keys, dict) else ():
            yield Condition(operator, key.lower(), _terms(values))


def _terms(value: Value) -> tuple[Term, ...]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(_term(item) for item in items)


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
    if len(parts) < 6:
        return _is_wild(parts[-1])
    service, account, name = parts[2], parts[4], parts[5]
    # `role/*`, `table/*`: the kind of resource alone; S3 has none, and begins with the bucket
    bare = name if service == "s3" else re.sub(r"^[a-z-]+[/:]", "", name)
    bare = bare.replace("/", "").replace(":", "")
    return (not account or _is_wild(account)) and _is_wild(bare)
