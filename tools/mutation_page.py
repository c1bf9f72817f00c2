"""The figures of a mutation run as a page, docs/mutation.md, with every survivor and its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from hds_blueprint.policies.rule import all_rules

if TYPE_CHECKING:
    from tools.mutation import Tally

PATH = "docs/mutation.md"
WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))


def page(result: Tally, second: int | None) -> str:
    """The page of a tally; `second` is how many of its mutants Checkov catches, where it was asked."""
    lines = [f"# {WORDS['title']}", "", WORDS["intro"], "", WORDS["honesty"], "", WORDS["checkov"], ""]
    lines += [f"## {WORDS['figures']}", "", *_figures(result, second), ""]
    lines += [f"## {WORDS['by_change']}", "", *_by_change(result), ""]
    lines += [f"## {WORDS['survivors']}", "", *_survivors(result)]
    return "\n".join(lines).rstrip() + "\n"


def _figures(result: Tally, second: int | None) -> Iterator[str]:
    counted = len(result.counted)
    yield "| | |"
    yield "|---|---|"
    yield f"| {WORDS['mutants']} | {counted:,} |"
    yield f"| {WORDS['caught']} | {result.caught.total():,} ({result.share:.1%}) |"
    said = WORDS["unasked"] if second is None else f"{second:,} ({second / counted:.1%})"
    yield f"| {WORDS['second']} | {said} |"
    yield f"| {WORDS['rules']} | {len(result.by_rule)} of {len(all_rules())} |"
    yield f"| {WORDS['left_out']} | {result.left_out.total():,} |"
    for kind, number in sorted(result.left_out.items()):
        yield f"| – {WORDS['kinds'][kind]} | {number:,} |"


def _by_change(result: Tally) -> Iterator[str]:
    made: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for each in result.counted:
        made[each.mutant.change] += 1
        caught[each.mutant.change] += bool(each.rules)
    yield f"| {WORDS['change']} | {WORDS['mutants']} | {WORDS['caught']} |"
    yield "|---|---|---|"
    for change, number in sorted(made.items(), key=lambda pair: (-pair[1], pair[0])):
        share = caught[change] / number
        yield f"| {WORDS['changes'][change]} | {number:,} | {caught[change]:,} ({share:.0%}) |"


def _survivors(result: Tally) -> Iterator[str]:
    from tools.mutation import reason

    survived = result.survived
    yield WORDS["survivors_intro"].format(number=survived.total(), places=len(survived))
    by_reason: dict[str, list[str]] = {}
    for place in sorted(survived):
        by_reason.setdefault(reason(place) or "?", []).append(place)
    for said, places in sorted(by_reason.items(), key=lambda pair: -sum(survived[p] for p in pair[1])):
        yield ""
        yield f"**{sum(survived[place] for place in places)}** – {said}:"
        yield ""
        yield from (f"- `{place}` {survived[place]}" for place in places)
