"""The risk scenarios of EXI 05 with the measures in place, from the requirements that treat each of them."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hds_blueprint.dossier import components
from hds_blueprint.dossier.inline import cell, code, line, row
from hds_blueprint.dossier.model import Cell, Line, Page, Paragraph, Row, Section, Table
from hds_blueprint.dossier.pages.inventory import counted
from hds_blueprint.dossier.rules import rule_anchor
from hds_blueprint.dossier.source import Source
from hds_blueprint.dossier.wording import Data, cited, data
from hds_blueprint.policies.catalogue import requirement

SCENARIOS = "hds-2.0:EXI 05"


class _Risks(Data):
    """The file risks.yaml: requirements of the catalogue by the scenario that they treat."""

    source: str
    date: date
    confidence: str
    scenarios: dict[str, tuple[str, ...]]


def page(source: Source) -> Page:
    """The scenarios A to H."""
    _ = source.translate
    said = _(
        "EXI 05 asks that a risk assessment study at least these eight families of events; it prescribes no "
        "measure. Which measures treat which event is our own reading; severity, likelihood and acceptance "
        "are for the organisation to judge."
    )
    table = Table(
        title=_("Risk scenarios"),
        columns=(_("Scenario"), _("Measures in place"), _("Verdicts"), _("Severity, likelihood, decision")),
        rows=tuple(
            _row(source, letter, source.tell(text))
            for letter, text in requirement(SCENARIOS).scenarios.items()
        ),
        widths=(26, 40, 14, 20),
        name="risk-scenarios",
    )
    section = Section(
        "risks",
        _("Scenarios A to H of EXI 05"),
        (Paragraph(line(said), "muted"), cited(source, SCENARIOS), table),
    )
    return Page("risks", _("Risk scenarios"), _("Assessment"), (section,))


def _row(source: Source, letter: str, text: str) -> Row:
    treated = [
        requirement(reference) for reference in data(source, "risks", _Risks).scenarios.get(letter, ())
    ]
    rules = dict.fromkeys(rule for each in treated for rule in each.rules)
    counts: Counter[str] = Counter()
    found: dict[str, None] = {}
    for finding in source.verdict.findings:
        if finding.tool == "hds" and finding.rule in rules and finding.status.value != "NOT_APPLICABLE":
            counts["WAIVED" if finding.waiver else finding.status.value] += 1
            found[finding.rule] = None
    built = components.built(source.graph)
    parts = dict.fromkeys(
        components.titles(name, source.language)
        for each in treated
        for name in each.components
        if name in built
    )
    inherited = dict.fromkeys(source.tell(each.inherited) for each in treated if each.inherited)
    measures: list[Line] = []
    if parts:
        said = source.translate("Components: %(names)s.") % {"names": ", ".join(parts)}
        measures.append(line(said))
    measures += [line(text) for text in inherited]
    shown = tuple(line(code(rule, f"#{rule_anchor(rule)}")) for rule in found)
    ngettext = source.plural
    summary = ngettext("%(num)d rule", "%(num)d rules", len(shown))
    return row(
        f"{letter}. {text}",
        Cell(tuple(measures), shown, summary, on_paper=False),
        counted(source, counts),
        cell(source.blank(source.translate("judgement of the organisation"))),
        identifier=f"scenario-{letter}",
    )
