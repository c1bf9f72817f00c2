"""The share of weakened platforms that the rules notice: `python -m tools.mutation [--checkov]`.

Each mutant of a production graph differs from it in one place. It is caught where a rule fails that did not
fail before. mutation.yaml says which changes weaken nothing, and for each survivor why it survives. A change
that a rule catches anywhere counts everywhere, whatever that file says of it.

Exits with 1 where a survivor has no reason there, or where a line of that file has become needless.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.rule import all_rules
from tools.failing import Failing
from tools.mutants import Mutant, mutants

REPOSITORY = Path(__file__).parents[1]
SCOPE = Path(__file__).with_name("mutation.yaml")
DAY = date(2026, 11, 24)
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutant with the rules that fail on it and did not fail before."""

    mutant: Mutant
    rules: frozenset[str]


@dataclass
class Tally:
    """What became of the mutants of some graphs.

    `left_out` are mutants that weaken nothing, by the kind of reason; `caught` and `survived` count by
    place, `by_rule` by the rules that catch; `idle` are lines of mutation.yaml that no mutant needs.
    """

    counted: list[Judged] = field(default_factory=list[Judged])
    left_out: Counter[str] = field(default_factory=Counter[str])
    caught: Counter[str] = field(default_factory=Counter[str])
    survived: Counter[str] = field(default_factory=Counter[str])
    by_rule: Counter[str] = field(default_factory=Counter[str])
    idle: list[str] = field(default_factory=list[str])

    @property
    def share(self) -> float:
        """The part of the mutants counted that is caught."""
        return self.caught.total() / len(self.counted) if self.counted else 0.0


@cache
def scope() -> dict[str, Any]:
    """mutation.yaml."""
    return yaml.safe_load(SCOPE.read_text("utf-8"))


def graphs() -> Iterator[ResourceGraph]:
    """The production graphs: of the account, of the production stack, of every example."""
    names = (
        "stacks/baseline.yaml",
        "stacks/prod.yaml",
        *sorted((REPOSITORY / "stacks/examples").glob("*.yaml")),
    )
    for name in names:
        path = REPOSITORY / name
        graph = program.build(load(path, as_of=DAY), stack=path.stem)
        if graph.profile == "production":
            yield graph


def judged(graph: ResourceGraph) -> Iterator[Judged]:
    """Every mutant of a graph with the rules that catch it: those of the resource itself, else any.

    Where mutation.yaml says that a place weakens nothing, its first mutant is judged, and the others only
    where that one is caught; none of what AWS refuses.
    """
    failing = Failing(graph)
    harmless: set[str] = set()
    for mutant in mutants(graph, scope()["weaker"]):
        place = mutant.place
        known = _matching("weakens_nothing", place)
        if place in harmless or (known and known["kind"] == REFUSED):
            yield Judged(mutant, frozenset())
            continue
        rules = _catching(mutant, failing)
        if known and not rules:
            harmless.add(place)
        yield Judged(mutant, rules)


def _catching(mutant: Mutant, failing: Failing) -> frozenset[str]:
    graph, changed = mutant.graph, mutant.changed
    if changed is not None:
        own = frozenset(failing.of(changed, Facts(graph))) - failing.before
        if own:
            return frozenset(rule for rule, _, _ in own)
    return frozenset(rule for rule, _, _ in frozenset(failing.anywhere(graph)) - failing.before)


def tally(found: Sequence[Judged]) -> Tally:
    """The counts: a place that a rule catches anywhere counts everywhere, unless AWS refuses it."""
    relevant = {each.mutant.place for each in found if each.rules}
    result = Tally()
    used: set[str] = set()
    for each in found:
        place = each.mutant.place
        harmless = _matching("weakens_nothing", place)
        if harmless and (place not in relevant or harmless["kind"] == REFUSED):
            result.left_out[harmless["kind"]] += 1
            used.add(harmless["place"])
            continue
        result.counted.append(each)
        (result.caught if each.rules else result.survived)[place] += 1
        result.by_rule.update(each.rules)
    used.update(
        reason["place"] for place in result.survived if (reason := _matching("survivors", place)) is not None
    )
    known = [entry["place"] for part in ("weakens_nothing", "survivors") for entry in scope()[part]]
    result.idle = [place for place in known if place not in used]
    return result


def reason(place: str) -> str | None:
    """Why the mutants of a place survive; None where nobody has said."""
    found = _matching("survivors", place)
    return found["reason"] if found else None


@cache
def _matching(part: str, place: str) -> Mapping[str, str] | None:
    return next((entry for entry in scope()[part] if _pattern(entry["place"]).fullmatch(place)), None)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """A place as a regular expression, in which `\\[\\]` stands for any item of a list."""
    return re.compile(text.replace(r"\[\]", r"\[[^\]]*\]"))


def main() -> int:
    """Print the shares; 1 where reasons and survivors do not match."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures and survivors to this file")
    parser.add_argument("--page", type=Path, help="write the figures and survivors as a page")
    parser.add_argument("--checkov", action="store_true", help="count what Checkov catches of them too")
    arguments = parser.parse_args()
    found: list[Judged] = []
    for graph in graphs():
        found += judged(graph)
        print(f"{graph.stack}: {len(found)} mutants so far", file=sys.stderr, flush=True)
    result = tally(found)
    second = _checkov(result) if arguments.checkov else None
    bare = sorted(place for place in result.survived if reason(place) is None)
    _print(result, second, len(found))
    for place in bare:
        print(f"survivor without a reason: {place} ({result.survived[place]})")
    for place in result.idle:
        print(f"needless in mutation.yaml: {place}")
    if arguments.json:
        write_atomically(arguments.json, json.dumps(_figures(result, second), indent=2) + "\n")
    if arguments.page:
        from tools.mutation_page import page

        write_atomically(arguments.page, page(result, second))
    return 1 if bare or result.idle else 0


def _checkov(result: Tally) -> int | None:
    if not is_current():
        print("Checkov is not installed: `hds checkov --install`", file=sys.stderr)
        return None
    from tools.mutation_checkov import caught

    by_graph: dict[int, list[Mutant]] = defaultdict(list)
    for each in result.counted:
        by_graph[id(each.mutant.base)].append(each.mutant)
    return sum(caught(group) for group in by_graph.values())


def _print(result: Tally, second: int | None, made: int) -> None:
    counted = len(result.counted)
    print(f"{made} mutants, of which {result.left_out.total()} weaken nothing: {dict(result.left_out)}")
    print(f"caught by the rules: {result.caught.total()} of {counted} ({result.share:.1%})")
    if second is not None:
        print(f"caught by Checkov: {second} of {counted} ({second / counted:.1%})")
    print(f"rules that catch a mutant: {len(result.by_rule)} of {len(all_rules())}")


def _figures(result: Tally, second: int | None) -> dict[str, Any]:
    return {
        "mutants": len(result.counted),
        "caught": result.caught.total(),
        "share": round(result.share, 4),
        "checkov": second,
        "left_out": dict(sorted(result.left_out.items())),
        "survivors": dict(sorted(result.survived.items())),
        "rules": dict(sorted(result.by_rule.items())),
    }


if __name__ == "__main__":
    sys.exit(main())
