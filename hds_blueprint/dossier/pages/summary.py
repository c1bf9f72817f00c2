"""The first page: what the service is, how its configuration stands, what this file does not cover."""

from __future__ import annotations

from hds_blueprint.dossier import content, summary, texts
from hds_blueprint.dossier.inline import code, line, link, row
from hds_blueprint.dossier.model import Block, Counts, Facts, Page, Paragraph, Run, Section, Steps, Table
from hds_blueprint.dossier.pages.second_opinion import ID as SECOND_OPINION
from hds_blueprint.dossier.source import Source
from hds_blueprint.hosting import scope_report
from hds_blueprint.hosting.account import AccountBaseline
from hds_blueprint.hosting.built import unbuilt
from hds_blueprint.hosting.document import path_text
from hds_blueprint.hosting.organisation import Activities


def page(source: Source) -> Page:
    """The summary."""
    _ = source.translate
    sections = [
        Section(
            "summary",
            _("The service") if source.of_service else _("The account"),
            _service(source) if source.of_service else _account(source),
        ),
        Section("posture", _("Posture of the configuration"), _posture(source)),
    ]
    if source.health_data and source.of_service:
        sections.insert(1, Section("activities", _("Activities and scope"), _activities(source)))
    sections.append(Section("not-covered", _("What this file does not cover"), _not_covered(source)))
    return Page("index", _("Summary"), _("Overview"), tuple(sections))


def _service(source: Source) -> tuple[Block, ...]:
    requirements = source.requirements
    notices = summary.notices(source.translate, requirements.service.profile, requirements.data.data_class)
    facts = summary.facts(source.translate, requirements, source.language)
    blocks: list[Block] = [Paragraph(line(notice), "notice") for notice in notices]
    for text in (requirements.service.description, requirements.data.description):
        if text:
            blocks.append(Paragraph(line(text)))
    return (*blocks, Facts(tuple((fact.label, line(fact.value)) for fact in facts)))


def _account(source: Source) -> tuple[Block, ...]:
    _ = source.translate
    content = source.content
    if not isinstance(content, AccountBaseline):
        raise TypeError("the document is no baseline")
    said = _(
        "What the account has once, whatever services run in it: guards, detection, records, roles of people "
        "and of pipelines. Each service has a file of its own."
    )
    notices = summary.notices(_, content.account.profile)
    blocks: list[Block] = [Paragraph(line(notice), "notice") for notice in notices]
    if content.account.description:
        blocks.append(Paragraph(line(content.account.description)))
    facts = summary.account_facts(_, content)
    return (*blocks, Paragraph(line(said)), Facts(tuple((fact.label, line(fact.value)) for fact in facts)))


def _activities(source: Source) -> tuple[Block, ...]:
    _ = source.translate
    confidences = texts.confidences(_)
    decision = scope_report.as_data(source.requirements, source.language)
    blocks: list[Block] = []
    if decision is not None:
        blocks.append(Paragraph(line(Run(_sentence(source.own(decision["conclusion"])), "strong"))))
        blocks.append(
            Table(
                title=_("Scope of health-data hosting, question by question"),
                columns=(
                    _("Question"),
                    _("Answer of the document"),
                    _("Text"),
                    _("Read on"),
                    _("Confidence"),
                ),
                rows=tuple(
                    row(
                        source.own(step["question"]),
                        source.own(step["answer"]),
                        link(source.own(step["rule"]), step["source"]),
                        texts.day(str(step["date"]), source.language, style="short"),
                        confidences[step["confidence"].replace(" ", "-")],
                    )
                    for step in decision["steps"]
                ),
                widths=(32, 24, 22, 11, 11),
            )
        )
    names = texts.activities(_)
    done = source.requirements.service.hds_activities
    blocks.append(
        Paragraph(line(_("Activities of R.1111-9 that the document declares for this organisation:")))
    )
    numbered = tuple(Activities.NUMBERS.values())
    said = _("Activity %(number)d: %(name)s")
    declared = [said % {"number": each, "name": names[each]} for each in numbered if each in done]
    blocks.append(Steps(tuple(line(text) for text in declared)))
    return tuple(blocks)


def _sentence(text: str) -> str:
    """A conclusion as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:]}."


def _posture(source: Source) -> tuple[Block, ...]:
    _ = source.translate
    found = content.posture(source.verdict)
    statuses = texts.statuses(_)
    counts = found.counts
    said = _(
        "Verdicts of %(rules)d rules on the resources of this stack, before deployment. A verdict describes "
        "a configuration; it is no opinion on an organisation."
    ) % {"rules": found.rules}
    blocks: list[Block] = [
        Paragraph(line(said), "muted"),
        Counts(
            (
                (statuses["PASS"], counts["PASS"], "good"),
                (statuses["FAIL"], counts["FAIL"], "bad"),
                (statuses["UNKNOWN"], counts["UNKNOWN"], "unsure"),
                (statuses["NOT_APPLICABLE"], counts["NOT_APPLICABLE"], "none"),
                (statuses["WAIVED"], len(found.waived), "none"),
            )
        ),
    ]
    if "checkov" in source.verdict.tools:
        apart = (
            _("Counted apart, as a second opinion: Checkov."),
            " ",
            link(_("Second opinion"), f"#{SECOND_OPINION}"),
        )
        blocks.append(Paragraph(line(*apart), "muted"))
    return tuple(blocks)


def _not_covered(source: Source) -> tuple[Block, ...]:
    _ = source.translate
    items = [
        _("The organisation: management system, people, contracts, premises, workstations."),
        _("The application itself: its code, its users, its own traces and rights."),
        _("What happens after deployment: this file describes what is to be deployed, not what runs."),
        _("AWS’s own part, which AWS’s certificates and reports speak of."),
    ]
    blocks: list[Block] = [Steps(tuple(line(item) for item in items))]
    stated = unbuilt(source.requirements) if source.of_service else ()
    if stated:
        blocks.append(Paragraph(line(_("Stated in the document, and built by no component yet:"))))
        blocks.append(Steps(tuple(line(code(path_text(place))) for place in stated)))
    return tuple(blocks)
