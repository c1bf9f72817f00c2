"""One Pulumi input as Terraform shows it in a plan: planned value, what is unknown, what it refers to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hds_blueprint.checkov.table import LIST, MAP, SINGLE, Argument, Arguments, TypeTable, argument
from hds_blueprint.graph.model import Join, Ref, Secret, Unknown, Value

# Absent stands for a value that is not in the plan because it is known only after apply.
ABSENT: Any = object()

# Stands for a secret: that it is set is known, and Checkov asks for that. Terraform prints the same words.
SENSITIVE = "(sensitive value)"


@dataclass(frozen=True, slots=True)
class Expression:
    """`planned` is ABSENT where unknown; `unknown` and `references` are shaped as Terraform writes them."""

    planned: Any
    unknown: Any = False
    configuration: Any = None


class Translator:
    """Translates inputs; `address` gives a resource's Terraform address by URN, `stand_in` a text for a
    reference inside a longer string, such as a plausible ARN in a policy document."""

    def __init__(
        self,
        table: TypeTable,
        address: Callable[[str], str | None],
        stand_in: Callable[[Ref], str],
        report: Callable[[str], None],
    ) -> None:
        self._table = table
        self._address = address
        self._stand_in = stand_in
        self._report = report

    def block(
        self,
        values: Mapping[str, Value],
        arguments: Arguments,
        *,
        place: str = "",
        dependencies: Mapping[str, Sequence[str]] | None = None,
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Planned values, unknown values and configuration of a resource or of a block in it.

        `dependencies` are the URNs that a property is computed from; a known value keeps them as references.
        """
        planned: dict[str, Any] = {}
        unknown: dict[str, Any] = {}
        configuration: dict[str, Any] = {}
        for name, value in values.items():
            found = argument(arguments, name)
            path = f"{place}.{name}" if place else name
            if found is None:
                if not name.startswith("__"):
                    self._report(path)
                continue
            expression = self._argument(value, found, path)
            if expression.planned is not ABSENT:
                planned[found.name] = expression.planned
            if expression.unknown:
                unknown[found.name] = expression.unknown
            said = expression.configuration
            urns = (dependencies or {}).get(name, ())
            if urns and not _refers(said):
                said = {"references": self._references(urns)} if not isinstance(said, list) else said
            configuration[found.name] = said if said is not None else {"constant_value": expression.planned}
        return planned, unknown, configuration

    def _argument(self, value: Value, found: Argument, path: str) -> Expression:
        if found.block is not None and _is_block(value):
            return self._blocks(value, found, path)
        if isinstance(value, dict) and found.shape == SINGLE and found.block is None:
            return self._text(value)
        expression = self._plain(value)
        wanted = found.shape == LIST and not isinstance(value, list) and expression.planned is not ABSENT
        if wanted and expression.planned is not None:  # one value where Terraform has a list of at most one
            return Expression([expression.planned], expression.unknown, expression.configuration)
        return expression

    def _blocks(self, value: Value, found: Argument, path: str) -> Expression:
        items = value if isinstance(value, list) else [value]
        fields = self._table.fields(found.block) if found.block is not None else {}
        if found.shape == MAP and isinstance(value, dict):
            return self._plain(value)
        planned: list[Any] = []
        unknown: list[Any] = []
        configuration: list[Any] = []
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                return self._plain(value)
            inner = f"{path}[{index}]" if isinstance(value, list) else path
            known, missing, said = self.block(item, fields, place=inner)
            planned.append(known)
            unknown.append(missing)
            configuration.append(said)
        return Expression(planned, unknown if any(unknown) else False, configuration)

    def _text(self, value: dict[str, Value]) -> Expression:
        """An object where Terraform takes JSON text, such as a policy document."""
        expression = self._plain(value, whole=False)
        text = json.dumps(expression.planned, sort_keys=True)
        return Expression(text, False, expression.configuration)

    def _plain(self, value: Value, *, whole: bool = True) -> Expression:
        """A value without blocks; `whole` is false inside text, where a reference gets a stand-in."""
        match value:
            case Ref():
                said = {"references": self._references([value])}
                return (
                    Expression(ABSENT, True, said)
                    if whole
                    else Expression(self._stand_in(value), False, said)
                )
            case Unknown():
                said = {"references": self._references(value.depends_on)}
                return Expression(ABSENT if whole else "unknown", True, said)
            case Secret():
                said = {"references": self._references([value.reference] if value.reference else [])}
                return Expression(SENSITIVE, False, said)
            case Join():
                text = "".join(
                    part if isinstance(part, str) else self._stand_in(part) for part in value.parts
                )
                refs = [part for part in value.parts if isinstance(part, Ref)]
                return Expression(text, False, {"references": self._references(refs)})
            case dict():
                return _collected({key: self._plain(item, whole=whole) for key, item in value.items()})
            case list():
                items = [self._plain(item, whole=whole) for item in value]
                planned = [None if item.planned is ABSENT else item.planned for item in items]
                unknown = [item.unknown for item in items]
                return Expression(planned, unknown if any(unknown) else False, _merged(items))
            case _:
                return Expression(value)

    def _references(self, targets: Iterable[Ref | str]) -> list[str]:
        """`aws_kms_key.data.arn` and `aws_kms_key.data`, as Terraform lists what an expression names."""
        found: dict[str, None] = {}
        for target in targets:
            urn = target.urn if isinstance(target, Ref) else target
            address = self._address(urn)
            if address is None:
                continue
            if isinstance(target, Ref):
                found[f"{address}.{snake(target.property)}"] = None
            found[address] = None
        return list(found)


def snake(name: str) -> str:
    """A Pulumi output's name in Terraform's spelling."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _is_block(value: Value) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
    )


def _refers(configuration: Any) -> bool:
    return isinstance(configuration, dict) and bool(configuration.get("references"))


def _collected(items: dict[str, Expression]) -> Expression:
    planned = {key: item.planned for key, item in items.items() if item.planned is not ABSENT}
    unknown = {key: item.unknown for key, item in items.items() if item.unknown}
    return Expression(planned, unknown or False, _merged(list(items.values())))


def _merged(items: list[Expression]) -> dict[str, Any] | None:
    found: dict[str, None] = {}
    for item in items:
        if isinstance(item.configuration, dict):
            found.update(dict.fromkeys(item.configuration.get("references", ())))
    return {"references": list(found)} if found else None
