"""What a change touches and mends, as lines that the reports for people share."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import name_of, type_of
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Verdict
from hds_blueprint.reports.texts import texts


def sections(verdict: Verdict, language: Language) -> Iterator[tuple[str, list[str]]]:
    """Heading and lines of each part that is not empty; nothing where no change was judged."""
    words = texts(language)["change"]
    for heading, weaker in (("loses", True), ("gains", False)):
        lines = [
            words["shift"].format(place=shift.place, before=shift.before, after=shift.after)
            for shift in verdict.shifts
            if shift.weaker is weaker
        ]
        if lines:
            yield words[heading], lines
    if verdict.changes:
        yield (
            words["changes"],
            [
                words["touched"].format(
                    kind=words["kinds"][change.kind],
                    resource=f"{type_of(change.urn)} {name_of(change.urn)}"
                    + (f" ({', '.join(change.properties)})" if change.properties else ""),
                )
                for change in verdict.changes
            ],
        )
    if verdict.mended:
        yield words["mended"], [f"{f.rule} {name_of(f.urn)}: {f.message}" for f in verdict.mended]
