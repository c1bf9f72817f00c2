"""From a YAML file to requirements that hold, or to every problem of it at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from hds_blueprint.hosting.checks import run
from hds_blueprint.hosting.checks.stack_name import service_not_named_after_stack
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import DocumentError, LoadedDocument, Location, Position, path_text
from hds_blueprint.hosting.layers import Layers, read_layers
from hds_blueprint.hosting.places import positions, problem
from hds_blueprint.hosting.repair import without
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.validation import validate
from hds_blueprint.hosting.waiver_file import lay_waivers
from hds_blueprint.hosting.wording import Language
from hds_blueprint.hosting.yaml_reader import MAXIMUM_COMPLAINTS
from hds_blueprint.problem import Problem


def load(path: Path, *, as_of: date | None = None, language: Language = "en") -> LoadedDocument:
    """Load a requirements document, merged over the ones that it extends.

    Its file is named after the stack; waivers may stand in a file beside it (`prod.waivers.yaml`).
    `as_of` is the day on which waivers are judged; without it they are not judged by date.
    `language` is that of the problems. Raises DocumentError with all problems (YAML, model and
    checks across fields); warnings alone do not raise, they are the document's `notices`.
    """
    layers = read_layers(path)
    lay_waivers(layers, path)
    complaints = list(layers.complaints)
    if layers.value is None and not complaints:  # comments alone
        complaints.append(Complaint("file-empty"))
    if not layers.usable or layers.value is None:
        raise DocumentError(_problems(complaints, layers, language))
    requirements = validate(layers.value)
    if isinstance(requirements, list):
        told = {complaint.location for complaint in complaints}
        complaints += [complaint for complaint in requirements if complaint.location not in told]
        complaints += _complaints_of_the_rest(layers.value, complaints, as_of)
    else:
        complaints += run(requirements, as_of)
        if isinstance(requirements, HostingRequirements):
            complaints += service_not_named_after_stack(requirements, path.stem)
    problems = _problems(complaints, layers, language)
    if isinstance(requirements, list) or any(problem.severity == "error" for problem in problems):
        raise DocumentError(problems)
    return LoadedDocument(requirements, layers.file, positions(layers), problems)


def _complaints_of_the_rest(
    value: object, complaints: list[Complaint], as_of: date | None
) -> list[Complaint]:
    """What the checks across fields say of the document without its wrong fields.

    A check that looked at a wrong field, or at the default in its stead, is not believed.
    """
    if len(complaints) > MAXIMUM_COMPLAINTS:  # not a document that somebody wrote
        return []
    wrong: set[Location] = {complaint.location for complaint in complaints}
    repaired = without(value, wrong)
    if repaired is None:
        return []
    return [
        complaint
        for complaint in run(repaired, as_of)
        if not any(
            _overlaps(place, bad) for place in (complaint.location, *complaint.depends_on) for bad in wrong
        )
    ]


def _overlaps(one: Location, other: Location) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _problems(complaints: Iterable[Complaint], layers: Layers, language: Language) -> tuple[Problem, ...]:
    """In the order of the document, errors and warnings together, each said once."""
    problems = dict.fromkeys(problem(complaint, layers, language) for complaint in complaints)
    return tuple(
        sorted(problems, key=lambda each: (each.file != layers.file, each.line or 0, each.column or 0))
    )


__all__ = ["DocumentError", "LoadedDocument", "Position", "load", "path_text"]
