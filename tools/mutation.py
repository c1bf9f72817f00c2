"""The share of weakened graphs that the rules notice: `python -m tools.mutation [--checkov] [--json FILE]`.

Each mutant of the production graphs differs from them in one place. It is caught where a rule fails
that did not fail before. mutation.yaml says which changes have no bearing on security (not counted
where no rule catches them), and for each survivor why it survives. Exits with 1 where a survivor has
no reason there, or where a reason has become needless.
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hds_blueprint.checkov.install import is_current
from hds_blueprint.files import write_atomically
from hds_blueprint.graph import program
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.hosting.loader import load
from hds_blueprint.policies.engine import judge
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Status
from tools.mutants import Mutant, mutants

REPOSITORY = Path(__file__).parents[1]
DOCUMENTS = ("stacks/examples/hapi-fhir.yaml", "stacks/prod.yaml")
SCOPE = Path(__file__).with_name("mutation.yaml")
DAY = date(2026, 1, 1)


@dataclass
class Tally:
    """The counts of one run.

    `survivors` by place; `sole` the mutants that one rule alone catches; `second` those that Checkov
    catches, where it was asked.
    """

    skipped: int = 0
    caught: int = 0
    second: int | None = None
    survivors: Counter[str] = field(default_factory=Counter[str])
    sole: Counter[str] = field(default_factory=Counter[str])
    by_rule: Counter[str] = field(default_factory=Counter[str])

    @property
    def counted(self) -> int:
        return self.caught + self.survivors.total()


@cache
def scope() -> dict[str, Any]:
    """mutation.yaml."""
    return yaml.safe_load(SCOPE.read_text("utf-8"))


@cache
def required(token: str) -> frozenset[str]:
    """The inputs without which pulumi_aws does not make a resource of this type."""
    import pulumi_aws

    module, _, name = token.removeprefix("aws:").partition(":")
    arguments = getattr(getattr(pulumi_aws, module.partition("/")[0], None), f"{name}Args", None)
    if arguments is None:
        return frozenset()
    parameters = inspect.signature(arguments.__init__).parameters.values()
    needed = [p.name for p in parameters if p.name != "__self__" and p.default is inspect.Parameter.empty]
    return frozenset(re.sub(r"_([a-z0-9])", lambda m: m[1].upper(), name) for name in needed)


def failures(graph: ResourceGraph) -> set[tuple[str, str, str | None]]:
    """Rule, resource and property of each failure."""
    found = judge(Facts(graph), all_rules(), "en")
    return {(f.rule, f.urn, f.path) for f in found if f.status is Status.FAIL}


def run(graph: ResourceGraph, tally: Tally, *, checkov: bool = False) -> None:
    """Judges every mutant of a graph; those that count by Checkov too where it is asked."""
    counted: list[Mutant] = []
    before = failures(graph)
    unimportant = re.compile("|".join(f"(?:{entry['place']})" for entry in scope()["without_bearing"]))
    for mutant in mutants(graph, scope()["weaker"]):
        new = {rule for rule, _, _ in failures(mutant.graph) - before}
        if not new:
            refused = mutant.change == "drop" and mutant.path in required(mutant.type)
            if refused or unimportant.fullmatch(mutant.place):
                tally.skipped += 1
            else:
                tally.survivors[mutant.place] += 1
                counted.append(mutant)
            continue
        counted.append(mutant)
        tally.caught += 1
        tally.by_rule.update(new)
        if len(new) == 1:
            tally.sole.update(new)
    if checkov:
        from tools.mutation_checkov import caught

        tally.second = (tally.second or 0) + caught(graph, counted)


def graphs() -> Iterator[ResourceGraph]:
    """The production graphs of the examples."""
    for name in DOCUMENTS:
        path = REPOSITORY / name
        yield program.build(load(path, as_of=DAY), stack=path.stem)


def explained(tally: Tally) -> tuple[list[str], list[str]]:
    """The survivors without a reason, and the reasons that no survivor needs."""
    reasons = [(entry["place"], re.compile(entry["place"])) for entry in scope()["survivors"]]
    bare = [p for p in sorted(tally.survivors) if not any(r.fullmatch(p) for _, r in reasons)]
    idle = [text for text, reason in reasons if not any(reason.fullmatch(p) for p in tally.survivors)]
    return bare, idle


def main() -> int:
    """Print the shares; 1 where reasons and survivors do not match."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures and survivors to this file")
    parser.add_argument("--checkov", action="store_true", help="count what Checkov catches of them too")
    arguments = parser.parse_args()
    tally = Tally()
    checkov = arguments.checkov and is_current()
    if arguments.checkov and not checkov:
        print("Checkov is not installed: `hds checkov --install`", file=sys.stderr)
    for graph in graphs():
        run(graph, tally, checkov=checkov)
    bare, idle = explained(tally)
    share = tally.caught / tally.counted if tally.counted else 0.0
    print(f"{tally.counted} mutants ({tally.skipped} without bearing on security left out)")
    print(f"caught by the rules: {tally.caught} ({share:.1%}); survivors: {tally.survivors.total()}")
    if tally.second is not None:
        print(f"caught by Checkov: {tally.second} ({tally.second / tally.counted:.1%})")
    print(f"rules that catch a mutant: {len(tally.by_rule)} of {len(all_rules())}; ", end="")
    print(f"alone: {len(tally.sole)}")
    for place in bare:
        print(f"survivor without a reason: {place} ({tally.survivors[place]})")
    for place in idle:
        print(f"reason without a survivor: {place}")
    if arguments.json:
        figures = {
            "mutants": tally.counted,
            "caught": tally.caught,
            "checkov": tally.second,
            "share": round(share, 4),
            "survivors": dict(sorted(tally.survivors.items())),
            "rules": dict(sorted(tally.by_rule.items())),
            "alone": dict(sorted(tally.sole.items())),
        }
        write_atomically(arguments.json, json.dumps(figures, indent=2) + "\n")
    return 1 if bare or idle else 0


if __name__ == "__main__":
    sys.exit(main())
