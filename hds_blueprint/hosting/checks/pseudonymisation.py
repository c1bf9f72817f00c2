"""Pseudonyms: what leads back to persons is kept apart from what they stand for.

GDPR art. 4, 5: the additional information is kept separately and under measures of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.hosting.checks.containers import containers
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.vocabulary import DataClass
from hds_blueprint.hosting.workloads import Job, Workload, directions, stores_used

TABLE: DataClass = "correspondence"
PSEUDONYMS: DataClass = "pseudonymised-health"


def correspondence_key_own(needs: HostingRequirements) -> Iterator[Complaint]:
    """The key domain of a correspondence table holds nothing of another class."""
    placed = list(_stores(needs))
    for path, domain, held in placed:
        if held != TABLE:
            continue
        others = [other for other, same, kind in placed if same == domain and kind != TABLE]
        # what belongs to no store (backup vault, temporary storage) is under the domain `data`
        if others or domain == "data":
            section, _, name = path.partition(".")
            yield Complaint(
                "correspondence-key-shared",
                (section, name, "key_domain"),
                domain,
                arguments={"others": ", ".join(others) or "backup, workloads"},
                depends_on=tuple((each.partition(".")[0],) for each in others),
            )


def correspondence_read_apart(needs: HostingRequirements) -> Iterator[Complaint]:
    """No workload or job reads both a correspondence table and pseudonymised data.

    Sending to a queue is not reading: what assigns pseudonyms sends its results to another container.
    """
    held = {path: kind for path, _, kind in _stores(needs)}
    for section, name, container in containers(needs):
        read = _read(container)
        tables = [path for path in read if held.get(path) == TABLE]
        pseudonyms = [path for path in read if held.get(path) == PSEUDONYMS]
        if tables and pseudonyms:
            lists: tuple[Location, ...] = tuple(
                (section, name, each) for each in ("databases", "buckets", "uses")
            )
            yield Complaint(
                "correspondence-read-together",
                (section, name),
                arguments={"table": tables[0], "pseudonyms": pseudonyms[0]},
                depends_on=lists,
                at_key=True,
            )


def _stores(needs: HostingRequirements) -> Iterator[tuple[str, str, DataClass]]:
    """Path, key domain and class of every store."""
    own = needs.data.data_class
    for section, stores in needs.stores.items():
        for name, store in stores.items():
            yield f"{section}.{name}", store.key_domain, store.data_class or own


def _read(container: Workload | Job) -> list[str]:
    known = directions(container)
    # a topic is published to, never read
    return [
        path
        for path in stores_used(container)
        if not path.startswith("topics.") and ("receive" in known[path] if path in known else True)
    ]


CHECKS = (correspondence_key_own, correspondence_read_apart)
