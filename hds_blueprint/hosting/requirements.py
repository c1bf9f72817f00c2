"""The requirements document as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from hds_blueprint.hosting.access import Access
from hds_blueprint.hosting.alerts import Alerts
from hds_blueprint.hosting.backup import Backup
from hds_blueprint.hosting.continuity import Continuity
from hds_blueprint.hosting.data import Data, Retention
from hds_blueprint.hosting.images import ImageRepository
from hds_blueprint.hosting.location import Location
from hds_blueprint.hosting.logging import Logging
from hds_blueprint.hosting.network import Network
from hds_blueprint.hosting.organisation import Organisation
from hds_blueprint.hosting.service import Service
from hds_blueprint.hosting.stores import Bucket, Cache, Database, FileSystem, Queue, SearchIndex, Topic
from hds_blueprint.hosting.vocabulary import Environment, ExtensionName, Name, Section
from hds_blueprint.hosting.waivers import Waiver
from hds_blueprint.hosting.workloads import Job, Workload, stores_used

Store = Database | Bucket | Cache | FileSystem | Queue | Topic | SearchIndex


class HostingRequirements(Section):
    """What a health-data service needs, in the words of French regulation."""

    # The loader merges and drops it; requirements never carry it on.
    extends: str | None = Field(default=None, min_length=1, max_length=255, exclude=True)
    kind: Literal["service", "baseline"] = "service"  # a baseline is read by account.py
    baseline: Name | None = None  # of the account that the service runs in; none: it stands alone
    service: Service
    organisation: Organisation | None = None  # left out: the scope of HDS is not decided
    data: Data
    location: Location = Location.of_defaults()
    continuity: Continuity = Continuity.of_defaults()
    network: Network = Network.of_defaults()
    images: dict[Name, ImageRepository] = Field(default_factory=dict[str, ImageRepository])
    workloads: dict[Name, Workload] = Field(default_factory=dict[str, Workload])
    jobs: dict[Name, Job] = Field(default_factory=dict[str, Job])
    databases: dict[Name, Database] = Field(default_factory=dict[str, Database])
    buckets: dict[Name, Bucket] = Field(default_factory=dict[str, Bucket])
    caches: dict[Name, Cache] = Field(default_factory=dict[str, Cache])
    file_systems: dict[Name, FileSystem] = Field(default_factory=dict[str, FileSystem])
    queues: dict[Name, Queue] = Field(default_factory=dict[str, Queue])
    topics: dict[Name, Topic] = Field(default_factory=dict[str, Topic])
    search: dict[Name, SearchIndex] = Field(default_factory=dict[str, SearchIndex])
    logging: Logging = Logging.of_defaults()
    backup: Backup = Backup.of_defaults()
    access: Access = Access.of_defaults()
    alerts: Alerts
    waivers: tuple[Waiver, ...] = ()
    extensions: tuple[ExtensionName, ...] = ()

    @property
    def environment(self) -> Environment:
        """The life cycle by which rules and the state's place are judged."""
        return self.service.environment

    @property
    def region(self) -> str:
        """The main region."""
        return self.location.region

    @property
    def stores(self) -> dict[str, Mapping[str, Store]]:
        """Every section of stores by its name; each store has a data class and a key domain."""
        return {
            "databases": self.databases,
            "buckets": self.buckets,
            "caches": self.caches,
            "file_systems": self.file_systems,
            "queues": self.queues,
            "topics": self.topics,
            "search": self.search,
        }

    def retention_of(self, store: Store) -> Retention | None:
        """How long the data of a store are kept: its own period, else that of its data class."""
        own: Retention | None = getattr(store, "retention", None)
        return own or self.data.retention_of(store.data_class or self.data.data_class)

    def users_of(self, store: str) -> tuple[str, ...]:
        """The containers that use a store (`caches.sessions`), by their paths (`workloads.web`)."""
        containers = {
            **{f"workloads.{name}": stores_used(workload) for name, workload in self.workloads.items()},
            **{f"jobs.{name}": stores_used(job) for name, job in self.jobs.items()},
        }
        return tuple(path for path, stores in containers.items() if store in stores)
