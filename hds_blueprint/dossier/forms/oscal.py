"""OSCAL 1.2.1: a component definition and assessment results, from catalogue, graph and verdict.

Identifiers are UUIDs of version 5 of the digest of the inputs, times are the day of the judgement: the same
inputs give the same bytes. A control counts as satisfied only where configuration evidences all of it and
nothing is left for people; OSCAL knows no third state.
Reference: https://pages.nist.gov/OSCAL-Reference/models/v1.2.1/
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from hds_blueprint.dossier import components
from hds_blueprint.dossier.anchors import slug
from hds_blueprint.dossier.matrices import HDS_FRAMEWORKS, OTHER_FRAMEWORKS
from hds_blueprint.dossier.source import Source
from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.catalogue import Framework, Requirement, framework
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Finding, Status

OSCAL_VERSION = "1.2.1"  # what compliance-trestle 5.2.0 reads
NAMESPACE = uuid5(NAMESPACE_URL, "urn:hds-blueprint:oscal")
PROPERTIES = "urn:hds-blueprint:properties"


@dataclass(frozen=True, slots=True)
class Writer:
    """What both documents share."""

    source: Source
    digest: str

    @classmethod
    def of(cls, source: Source) -> Writer:
        """A writer for these inputs."""
        return cls(source, source.digest)

    def uuid(self, *parts: str) -> str:
        """The identifier of a part of the file."""
        return str(uuid5(NAMESPACE, "\0".join((self.digest, *parts))))

    @property
    def time(self) -> str:
        """The day of the judgement as OSCAL writes a time."""
        return f"{self.source.day.isoformat()}T00:00:00Z"

    def metadata(self, title: str) -> dict[str, Any]:
        """Title, time and version of a document."""
        return {
            "title": title,
            "last-modified": self.time,
            "version": self.digest[:16],
            "oscal-version": OSCAL_VERSION,
            "props": [_property("inputs-sha256", self.digest), _property("stack", self.source.graph.stack)],
            "remarks": self.source.translate(
                "This file documents a technical configuration. It is no legal advice, no certificate and no "
                "opinion on an organisation."
            ),
        }

    @property
    def frameworks(self) -> tuple[Framework, ...]:
        """The frameworks that concern this stack."""
        chosen = (*HDS_FRAMEWORKS, *OTHER_FRAMEWORKS) if self.source.graph.health_data else OTHER_FRAMEWORKS
        return tuple(framework(name) for name in chosen)


def files(source: Source) -> dict[str, str]:
    """Both documents: file name to JSON text."""
    writer = Writer.of(source)
    return {
        "component-definition.json": _dump({"component-definition": component_definition(writer)}),
        "assessment-results.json": _dump({"assessment-results": assessment_results(writer)}),
    }


def component_definition(writer: Writer) -> dict[str, Any]:
    """The platform's components, each with the requirements that it helps to meet."""
    source = writer.source
    components = source.translate("Components")
    title = f"{source.subject.title} – {components}"
    return {
        "uuid": writer.uuid("component-definition"),
        "metadata": writer.metadata(title),
        "components": [*_components(writer), _provider(writer)],
    }


def _components(writer: Writer) -> Iterator[dict[str, Any]]:
    source = writer.source
    built: dict[str, list[Resource]] = {}
    for resource in source.graph.resources:
        if components.is_component(resource):
            built.setdefault(components.kind(resource), []).append(resource)
    for kind, instances in built.items():
        own = components.named_by_catalogue(kind)
        implementations = [
            implementation
            for each in writer.frameworks
            if (implementation := _implementation(writer, each, kind, own)) is not None
        ]
        title = components.titles(kind, source.language)
        yield {
            "uuid": writer.uuid("component", kind),
            "type": "software",
            "title": title,
            "description": f"{title}: {', '.join(each.name for each in instances)}",
            "props": [_property("module", kind)],
            **({"control-implementations": implementations} if implementations else {}),
        }


def _implementation(
    writer: Writer, each: Framework, kind: str, own: tuple[str, ...]
) -> dict[str, Any] | None:
    concerned = [row for row in each.requirements if set(own) & set(row.components)]
    if not concerned:
        return None
    return {
        "uuid": writer.uuid("implementation", kind, each.id),
        "source": each.source,
        "description": writer.source.tell(each.title),
        "implemented-requirements": [
            {
                "uuid": writer.uuid("implemented", kind, row.reference),
                "control-id": control_id(row),
                "description": _said(writer, row),
                "props": [_property("evidence", row.evidence)],
                **({"remarks": writer.source.tell(row.remaining)} if row.remaining else {}),
            }
            for row in concerned
        ],
    }


def _provider(writer: Writer) -> dict[str, Any]:
    """What AWS ensures, as a component of its own."""
    implementations = [
        {
            "uuid": writer.uuid("implementation", "aws", each.id),
            "source": each.source,
            "description": writer.source.tell(each.title),
            "implemented-requirements": [
                {
                    "uuid": writer.uuid("implemented", "aws", row.reference),
                    "control-id": control_id(row),
                    "description": writer.source.tell(row.inherited),
                }
                for row in each.requirements
                if row.inherited is not None
            ],
        }
        for each in writer.frameworks
        if any(row.inherited is not None for row in each.requirements)
    ]
    return {
        "uuid": writer.uuid("component", "aws"),
        "type": "service",
        "title": "Amazon Web Services",
        "description": writer.source.translate("infrastructure and managed services"),
        "control-implementations": implementations,
    }


def _said(writer: Writer, row: Requirement) -> str:
    return writer.source.tell(row.summary or row.title)


def assessment_results(writer: Writer) -> dict[str, Any]:
    """The verdict: an observation for each rule and status, a finding for each requirement with rules."""
    source = writer.source
    observed = _observations(writer)
    findings = [
        finding
        for each in writer.frameworks
        for row in each.requirements
        if (finding := _finding(writer, row, observed)) is not None
    ]
    assessment = source.translate("Assessment")
    title = f"{source.subject.title} – {assessment}"
    reviewed = [{"control-id": finding["target"]["target-id"]} for finding in findings]
    selection: dict[str, Any] = {"include-controls": reviewed} if reviewed else {"include-all": {}}
    plan = writer.uuid("assessment-plan")
    result: dict[str, Any] = {
        "uuid": writer.uuid("result"),
        "title": title,
        "description": source.translate(
            "Verdicts of rules on a configuration before its deployment; no opinion on an organisation."
        ),
        "start": writer.time,
        "end": writer.time,
        "local-definitions": {"inventory-items": list(_inventory(writer))},
        "reviewed-controls": {"control-selections": [selection]},
    }
    if observed:
        result["observations"] = [each["observation"] for each in observed.values()]
    if findings:
        result["findings"] = findings
    if not result["local-definitions"]["inventory-items"]:
        del result["local-definitions"]
    return {
        "uuid": writer.uuid("assessment-results"),
        "metadata": writer.metadata(title),
        "import-ap": {"href": f"#{plan}"},
        "results": [result],
        "back-matter": {
            "resources": [
                {
                    "uuid": plan,
                    "title": source.translate("Rules of the catalogue"),
                    "description": source.translate(
                        "There is no assessment plan of its own: all rules of the catalogue are applied to "
                        "all resources of the stack."
                    ),
                }
            ]
        },
    }


def _inventory(writer: Writer) -> Iterator[dict[str, Any]]:
    for group in writer.source.inventory[:-1]:
        for row in group.rows:
            props = [_property("type", row.type), _property("row", row.anchor)]
            props += [_property("region", row.region)] if row.region.strip() else []
            props += [_property("data-class", row.data_class)] if row.data_class.strip() else []
            yield {
                "uuid": writer.uuid("resource", row.urn),
                "description": f"{row.label}: {row.name}",
                "props": props,
            }


def _observations(writer: Writer) -> dict[tuple[str, str], dict[str, Any]]:
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for finding in writer.source.verdict.findings:
        if finding.status is not Status.NOT_APPLICABLE:
            status = "WAIVED" if finding.waiver else finding.status.value
            grouped.setdefault((finding.rule, status), []).append(finding)
    return {
        (rule, status): {
            "status": status,
            "observation": _observation(writer, rule, status, grouped[rule, status]),
        }
        for rule, status in sorted(grouped)
    }


def _observation(writer: Writer, rule: str, status: str, findings: list[Finding]) -> dict[str, Any]:
    source = writer.source
    known = all_rules().get(rule)
    title = source.tell(known.metadata.title) if known is not None else findings[0].message
    listed = {row.urn for group in source.inventory[:-1] for row in group.rows}
    subjects = [
        {"subject-uuid": writer.uuid("resource", urn), "type": "inventory-item"}
        for urn in dict.fromkeys(finding.urn for finding in findings)
        if urn in listed
    ]
    messages = list(
        dict.fromkeys(f.message for f in findings if status in ("FAIL", "UNKNOWN", "WAIVED") and f.message)
    )
    return {
        "uuid": writer.uuid("observation", rule, status),
        "title": _one_line(title),
        "description": "\n\n".join([title, *messages]),
        "methods": ["TEST"],
        "props": [
            _property("rule", rule),
            _property("tool", findings[0].tool),
            _property("verdict", status),
            _property("severity", findings[0].severity.value),
        ],
        **({"subjects": subjects} if subjects else {}),
        "collected": writer.time,
    }


def _finding(
    writer: Writer, row: Requirement, observed: dict[tuple[str, str], dict[str, Any]]
) -> dict[str, Any] | None:
    source = writer.source
    related = [each for (rule, _), each in observed.items() if rule in row.rules]
    if not related:
        return None
    statuses = {each["status"] for each in related}
    whole = row.evidence == "full" and row.remaining is None and statuses == {"PASS"}
    remains = source.tell(row.remaining) if row.remaining else ""
    state: dict[str, Any] = {"state": "satisfied" if whole else "not-satisfied"}
    if not whole:
        state["reason"] = "fail" if "FAIL" in statuses else "other"
        state["remarks"] = remains or source.translate("Known only after deployment")
    return {
        "uuid": writer.uuid("finding", row.reference),
        "title": _one_line(f"{row.id} {source.tell(row.title)}"),
        "description": _said(writer, row),
        "target": {
            "type": "objective-id",
            "target-id": control_id(row),
            "status": state,
        },
        "related-observations": [{"observation-uuid": each["observation"]["uuid"]} for each in related],
    }


def control_id(row: Requirement) -> str:
    """The id of a requirement as an OSCAL token; the same as its anchor on the pages."""
    return f"{slug(row.framework)}-{slug(row.id)}"


def _property(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": PROPERTIES, "value": _one_line(value) or "-"}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _dump(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
