"""References inside the document: every name that is used is defined."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from hds_blueprint.hosting.checks.containers import containers
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.stores import STORE_SECTIONS
from hds_blueprint.hosting.workloads import Job, Workload, stores_used

_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")
_UNCLOSED = re.compile(r"\$\{[^}]*$")
_STORE_SECRET = re.compile(r"([a-z_]+)\.([^.]*)\.([^.]*)")
_SECRET_NAME = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")  # AWS Secrets Manager, CreateSecret, Name


def workload_databases_defined(needs: HostingRequirements) -> Iterator[Complaint]:
    """The databases that a workload uses are in the document."""
    for section, name, workload in containers(needs):
        yield from _defined((section, name, "databases"), workload.databases, needs.databases, "databases")


def workload_buckets_defined(needs: HostingRequirements) -> Iterator[Complaint]:
    """The buckets that a workload uses are in the document."""
    for section, name, workload in containers(needs):
        yield from _defined((section, name, "buckets"), workload.buckets, needs.buckets, "buckets")


def _defined(
    location: Location, used: Iterable[str], defined: Iterable[str], section: str, *, at_list: bool = True
) -> Iterator[Complaint]:
    known = tuple(defined)
    for index, name in enumerate(used):
        if name not in known:
            arguments = {"section": section, **_near(name, known)}
            bound = ", ".join(known) or "-"
            yield Complaint(
                "reference-undefined",
                (*location, index) if at_list else location,
                name,
                bound,
                arguments=arguments,
                depends_on=((section,),),
            )


def uses_defined(needs: HostingRequirements) -> Iterator[Complaint]:
    """The other stores that a workload or a job uses are in the document."""
    for section, name, workload in containers(needs):
        for index, use in enumerate(workload.uses):
            kind, _, store = use.partition(":")[0].partition(".")
            location: Location = (section, name, "uses", index)
            yield from _defined(location, (store,), getattr(needs, kind), kind, at_list=False)


def topic_queues_defined(needs: HostingRequirements) -> Iterator[Complaint]:
    """The queues that a topic's messages go to are in the document."""
    for name, topic in needs.topics.items():
        yield from _defined(("topics", name, "queues"), topic.queues, needs.queues, "queues")


def placeholders_resolve(needs: HostingRequirements) -> Iterator[Complaint]:
    """Each `${…}` of an environment names something of a store that the workload lists."""
    for section, name, workload in containers(needs):
        resolvable = _offered(needs, workload, "ATTRIBUTES")
        for variable, text in workload.environment.items():
            location: Location = (section, name, "environment", variable)
            for placeholder in _PLACEHOLDER.findall(text):
                if placeholder not in resolvable:
                    shown = f"${{{placeholder[:60]}}}"
                    arguments = _near(placeholder, resolvable)
                    yield Complaint(
                        "placeholder-unresolved",
                        location,
                        shown if shown.isprintable() else None,
                        ", ".join(resolvable) or "-",
                        arguments=arguments,
                        depends_on=_lists(section, name),
                    )
            if _UNCLOSED.search(text):
                yield Complaint("placeholder-unclosed", location)


def _offered(
    needs: HostingRequirements, workload: Workload | Job, kind: Literal["ATTRIBUTES", "SECRETS"]
) -> tuple[str, ...]:
    """What the stores that a workload uses offer: `databases.records.address`."""
    stores = ((path, *path.split(".", 1)) for path in stores_used(workload))
    return tuple(
        f"{path}.{part}"
        for path, section, name in stores
        # a store that the document lacks is complained about elsewhere
        if (store := needs.stores[section].get(name)) is not None
        for part in getattr(store, kind)
    )


def _lists(section: str, name: str) -> tuple[Location, ...]:
    """What decides whether a reference of a container resolves: what it lists, and the stores themselves."""
    listed = tuple((section, name, each) for each in ("databases", "buckets", "uses"))
    return (*listed, *((each,) for each in STORE_SECTIONS))


def secret_references_resolve(needs: HostingRequirements) -> Iterator[Complaint]:
    """Each secret is one that a store offers, or can be the name of one in Secrets Manager."""
    for section, name, workload in containers(needs):
        known = _offered(needs, workload, "SECRETS")
        for variable, reference in workload.secrets.items():
            location: Location = (section, name, "secrets", variable)
            match = _STORE_SECRET.fullmatch(reference)
            of_store = match is not None and match[1] in STORE_SECTIONS
            if of_store or reference.startswith("databases."):
                if reference not in known:
                    # the reference is shown only in this form, in which it cannot be a secret's value
                    shown = reference if of_store and len(reference) < 80 else None
                    yield Complaint(
                        "secret-reference-unresolved",
                        location,
                        shown,
                        ", ".join(known) or "-",
                        arguments=_near(reference, known),
                        depends_on=_lists(section, name),
                    )
            elif _SECRET_NAME.fullmatch(reference) is None:
                yield Complaint("secret-name", location)


def hostnames_distinct(needs: HostingRequirements) -> Iterator[Complaint]:
    """Two workloads do not answer to the same hostname."""
    seen: dict[str, str] = {}
    for name, workload in needs.workloads.items():
        if workload.hostname is None:
            continue
        if workload.hostname in seen:
            first = seen[workload.hostname]
            yield Complaint(
                "hostname-shared",
                ("workloads", name, "hostname"),
                workload.hostname,
                arguments={"other": f"workloads.{first}"},
                depends_on=(("workloads", first, "hostname"),),
            )
        seen.setdefault(workload.hostname, name)


def _near(word: str, known: Iterable[str]) -> dict[str, str]:
    match = difflib.get_close_matches(word[:120], tuple(known), 1, 0.6)
    return {"match": match[0]} if match else {}


CHECKS = (
    workload_databases_defined,
    workload_buckets_defined,
    uses_defined,
    topic_queues_defined,
    placeholders_resolve,
    secret_references_resolve,
    hostnames_distinct,
)
