"""The verdict on a graph: the rules and Checkov side by side."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

from hds_blueprint.checkov.catalogue import checks
from hds_blueprint.checkov.own_checks import refuse_unusable
from hds_blueprint.checkov.runner import CheckovResult, run
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Enforcement, Verdict
from hds_blueprint.policies.waivers import WaiverLike, apply
from hds_blueprint.problem import InputError


def check_graph(
    graph: ResourceGraph,
    *,
    waivers: Sequence[WaiverLike],
    as_of: date,
    language: Language,
    checkov: bool,
    base: ResourceGraph | None = None,
) -> Verdict:
    """Rules and, where asked, Checkov over a graph, at the same time.

    A waiver belongs to whichever of the two its rule is of; where Checkov is not asked, its waivers rest.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        second = pool.submit(run, graph, language=language) if checkov else None
        verdict = evaluate(graph, waivers=waivers, as_of=as_of, language=language, base=base)
        return _merged(verdict, second.result(), waivers, as_of, language) if second else verdict


def second_opinion(
    graph: ResourceGraph,
    *,
    as_of: date,
    language: Language,
    external_checks: Sequence[Path] = (),
    waivers: Sequence[WaiverLike] = (),
) -> Verdict:
    """Checkov alone on a graph, with the user's own checks from folders.

    Waivers of our rules rest; those of checks, a user's own too, are judged on the day.

    Raises:
        InputError: a folder is not there, Checkov is not installed, or it ends with an error.
    """
    refuse_unusable(external_checks)
    found = run(graph, language=language, external_checks=external_checks)
    if not found.version:
        raise InputError.of(" ".join(found.notices), code="checkov-missing")
    # Checkov is all that is asked here: its failures are failures, not a second opinion
    findings = tuple(replace(each, enforcement=Enforcement.MANDATORY) for each in found.findings)
    known = frozenset({*checks(), *(each.rule for each in findings)})
    waived = apply(findings, waivers, known_rules=known, as_of=as_of, language=language)
    return Verdict(
        graph.stack,
        graph.profile,
        waived.findings,
        {"checkov": found.version},
        (*graph.notices, *found.notices),
        waived.problems,
    )


def _merged(
    verdict: Verdict,
    second: CheckovResult,
    waivers: Sequence[WaiverLike],
    as_of: date,
    language: Language,
) -> Verdict:
    if not second.version:
        return replace(verdict, notices=(*verdict.notices, *second.notices))
    known = frozenset(checks())
    waived = apply(second.findings, waivers, known_rules=known, as_of=as_of, language=language)
    ordered = sorted(
        (*verdict.findings, *waived.findings), key=lambda f: (f.urn, f.tool, f.rule, f.path or "")
    )
    return replace(
        verdict,
        findings=tuple(ordered),
        tools={**verdict.tools, "checkov": second.version},
        notices=(*verdict.notices, *second.notices),
        problems=(*verdict.problems, *waived.problems),
    )
