"""Figures of register rows held against the resource that the row is about, not against the whole graph.

A retention of 545 days stands somewhere in the graph; it is an invention all the same in the row of a log
group that keeps 180. A row is about the resources of its first cell with links, and about the settings that
refer to them; a rule of a backup plan about that rule alone; a flow about the rules between its two ends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.model import Cell, Dossier, Row, Table
from hds_blueprint.dossier.registers.backups import LOCK, PLAN, TEST_SELECTION
from hds_blueprint.dossier.registers.logs import LIFECYCLE
from hds_blueprint.dossier.registers.logs import LOCK as OBJECT_LOCK
from hds_blueprint.dossier.registers.secrets import ROTATION
from hds_blueprint.graph.model import Join, Resource, ResourceGraph, Value, references
from tests.dossier.conftest import Stack
from tests.dossier.inventions import NUMBER, leaves, normal, our_texts

REGISTERS = (
    "register-flows",
    "register-keys",
    "register-secrets",
    "register-logs",
    "register-backups",
    "register-restore-tests",
)
GROUP = "aws:ec2/securityGroup:SecurityGroup"
# The classes of traces in words.
CLASSES = {
    "security": "security",
    "sécurité": "security",
    "application": "application",
    "access": "access",
    "accès": "access",
}
# A name with figures in it (a policy of TLS, an image) and a range of addresses are names, not figures.
_NAMES = re.compile(r"\S*[A-Za-z]\S*\d\S*|\S*\d\S*[A-Za-z]\S*|\d+\.\d+\.\d+\.\d+(?:/\d+)?")
_ADDRESSES = re.compile(r"\d+\.\d+\.\d+\.\d+/\d+")


def strangers(stack: Stack, dossier: Dossier) -> list[tuple[str, str, str]]:
    """Register, first words of the row, and each figure that is not of what its cell is about."""
    found: list[tuple[str, str, str]] = []
    for _, table in dossier.tables():
        if table.name in REGISTERS:
            for row in table.rows:
                own = figures_of(stack, table, row)
                found += [
                    (table.name, " / ".join(cell.text for cell in row.cells[:3]), figure)
                    for column, figure in shown(row, dossier.language)
                    if figure not in own[column]
                ]
    return found


def shown(row: Row, language: Language) -> Iterator[tuple[int, str]]:
    """Column and figure of what a row shows; those of our own sentences and of its number are left out."""
    for column, cell in enumerate(row.cells):
        for line in cell.lines:
            for run in line:
                # names are held against the graph elsewhere
                named = run.target or run.look in (
                    "code",
                    "blank",
                )
                if not named and our_texts(language).filled_in(run.text) != ():
                    for each in NUMBER.findall(_NAMES.sub("", run.text)):
                        yield column, normal(each, language)


def figures_of(stack: Stack, table: Table, row: Row) -> list[frozenset[str]]:
    """The figures of what each cell of a row is about."""
    graph = stack.graph
    urns = {anchor(each.urn): each for each in graph.resources}
    linked = [_linked(cell, urns) for cell in row.cells]
    subjects = next((each for each in linked if each), [])
    accounts = [_account(graph, each) for cell in linked for each in cell]
    if table.name == "register-flows":
        data = list(_rules(graph, linked, " ".join(cell.text for cell in row.cells)))
    elif table.name == "register-restore-tests":
        data = [_inputs(plan) for plan in linked[1]]
        data += [_inputs(each) for store in subjects for each in graph.referrers(store.urn, TEST_SELECTION)]
    elif table.name == "register-secrets":
        data = [_inputs(each) for secret in subjects for each in graph.referrers(secret.urn, ROTATION)]
    elif table.name == "register-backups" and subjects[0].type == PLAN:
        columns = _of_rule(graph, subjects[0], row.cells[0].lines[-1][0].text, linked)
        return [frozenset(_numbers([columns.get(place), *accounts])) for place in range(len(row.cells))]
    else:
        settings = [each for store in subjects for each in graph.referrers(store.urn, LIFECYCLE, OBJECT_LOCK)]
        data = [*map(_inputs, (*subjects, *settings)), *(days for each in settings for days in _kept(each))]
    if table.name == "register-logs":
        logging = stack.document.content.model_dump(mode="json")["logging"]
        data += [logging[CLASSES[word]] for word in row.cells[2].text.split("\n")]
    return [frozenset(_numbers([*data, *accounts]))] * len(row.cells)


def _of_rule(
    graph: ResourceGraph, plan: Resource, name: str, linked: list[list[Resource]]
) -> dict[int, object]:
    """What frequency, retention, lock and copies of a rule of a plan are about, by their columns."""
    (rule,) = (each for each in _inputs(plan)["rules"] if each["ruleName"] == name)
    locks = [_inputs(lock) for vault in linked[4] for lock in _locks(graph, vault)]
    return {2: rule["schedule"], 3: rule["lifecycle"], 5: locks, 6: rule.get("copyActions")}


def _linked(cell: Cell, urns: dict[str, Resource]) -> list[Resource]:
    runs = [run for line in cell.lines for run in line]
    return [urns[run.target[1:]] for run in runs if run.target[1:] in urns]


def _locks(graph: ResourceGraph, vault: Resource) -> list[Resource]:
    name = vault.inputs.get("name")
    return [
        lock
        for lock in graph.of_type(LOCK)
        if vault.urn in {each.urn for each in references(dict(lock.inputs))}
        or lock.inputs.get("backupVaultName") == name
    ]


def _rules(graph: ResourceGraph, linked: list[list[Resource]], text: str) -> Iterator[object]:
    """The rules between the ends of a flow: those that name each of its groups and ranges of addresses."""
    ends = {each.urn for cell in linked for each in cell if each.type == GROUP}
    ranges = _ADDRESSES.findall(text)
    for rule in graph.resources:
        if "securityGroup" in rule.type:
            named = {each.urn for each in references(dict(rule.inputs))}
            said = json.dumps(_inputs(rule))
            if ends <= named | {rule.urn} and all(each in said for each in ranges):
                yield _inputs(rule)


def _inputs(resource: Resource) -> Any:
    return _plain(dict(resource.inputs))


def _account(graph: ResourceGraph, resource: Resource) -> Any:
    provider = graph.by_urn.get(resource.provider or "")
    return provider.inputs.get("allowedAccountIds") if provider else None


def _kept(setting: Resource) -> Iterator[int]:
    """Days until a record of a bucket is gone: until it expires, and then as an earlier version."""
    if setting.type == LIFECYCLE:
        for rule in _inputs(setting)["rules"]:
            after = rule.get("noncurrentVersionExpiration", {}).get("noncurrentDays", 0)
            yield rule.get("expiration", {}).get("days", 0) + after


def _plain(value: Value) -> Any:
    """A value without references: a URN has figures that are nobody's."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Join):
        return " ".join(part for part in value.parts if isinstance(part, str))
    return value if isinstance(value, str | int | float) else None


def _numbers(data: Iterable[object]) -> Iterator[str]:
    for leaf in leaves(list(data)):
        if isinstance(leaf, str):
            yield from (str(int(each)) for each in re.findall(r"(?<![A-Za-z\d])\d{1,12}(?![\d])", leaf))
        else:
            yield normal(str(leaf))
