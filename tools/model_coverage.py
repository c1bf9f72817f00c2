"""How much of what the examples send simulated AWS checks against the models of AWS's API.

    python -m tools.model_coverage

Prints the share, and every argument of the examples that was found in no model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hds_blueprint.data_files import read_data
from hds_blueprint.graph import program
from hds_blueprint.graph.model import ResourceGraph, Value
from hds_blueprint.hosting.loader import load
from hds_blueprint.simulated_aws.data_files import table

ROOT = Path(__file__).parents[1]
DAY = date(2026, 11, 24)
# On every resource, checked for every resource: tags by the provider, the region by simulated AWS itself.
_COMMON = frozenset({"tags", "region"})


@dataclass(frozen=True, slots=True)
class Coverage:
    """Arguments by type and path (`aws:rds/instance:Instance.engine`): those in a model, and the others."""

    known: frozenset[str]
    others: frozenset[str]

    @property
    def share(self) -> float:
        """The part that is known, between 0 and 1."""
        return len(self.known) / (len(self.known) + len(self.others))


def examples() -> Iterator[ResourceGraph]:
    """The graph of every example, in the order of their names."""
    for path in sorted((ROOT / "stacks/examples").glob("*.yaml")):
        yield program.build(load(path, as_of=DAY), stack=path.stem)


def known_arguments() -> dict[str, list[str]]:
    """By type, the arguments that a model has (known_arguments.json, from tools/limit_table.py)."""
    return read_data("tools", "known_arguments.json")["known"]


def coverage(graphs: Iterable[ResourceGraph]) -> Coverage:
    """What the graphs send to AWS, told apart by whether a model has it."""
    models, operations = known_arguments(), table("operations.yaml")
    known: set[str] = set()
    others: set[str] = set()
    for resource in (each for graph in graphs for each in graph.resources):
        if not resource.type.startswith("aws:"):
            continue
        modelled = models.get(resource.type, ())
        provider = operations.get(resource.type, {}).get("provider", ())
        for name, value in resource.inputs.items():
            if name in _COMMON or name in provider:
                continue
            for place in _places(value, name, modelled):
                (known if place in modelled else others).add(f"{resource.type}.{place}")
    return Coverage(frozenset(known), frozenset(others))


def _places(value: Value, place: str, modelled: Iterable[str]) -> Iterator[str]:
    """The paths of what is sent, without indexes; the keys of a map are content, not arguments."""
    if isinstance(value, dict) and value:
        inner = [path for path in modelled if path.startswith(f"{place}.")]
        if not inner and place in modelled:
            yield place
            return
        for key, item in value.items():
            yield from _places(item, f"{place}.{key}", modelled)
    elif isinstance(value, list) and value:
        for item in value:
            yield from _places(item, place, modelled)
    else:
        yield place


def main() -> None:
    """Print the share and the rest."""
    found = coverage(examples())
    print(f"{len(found.known)} of {len(found.known) + len(found.others)} arguments: {found.share:.1%}")
    print("In no model:")
    for place in sorted(found.others):
        print(f"  {place}")


if __name__ == "__main__":
    main()
