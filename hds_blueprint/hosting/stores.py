from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hds_blueprint.hosting.adoption import Adoptable
from hds_blueprint.hosting.data import Retention
from hds_blueprint.hosting.vocabulary import DataClass, Days, Name, Section

# "17", "17.2"; "8.4", "8.4.7"; Aurora MySQL may name its own version: "8.0.mysql_aurora.3.10.0"
DATABASE_VERSION = (
    r"^(1[4-9](\.[0-9]{1,2}){0,2}|8\.[0-9](\.[0-9]{1,2}|\.mysql_aurora\.3\.[0-9]{2}\.[0-9]{1,2})?)$"
)
# Aurora Serverless v2 takes half units
Capacity = Annotated[float, Field(ge=0.5, le=256, multiple_of=0.5)]
PosixId = Annotated[int, Field(ge=1, le=4294967295)]
Container = Annotated[str, Field(max_length=60, pattern=r"^(workloads|jobs)\.[a-z0-9-]+$")]
STORE_SECTIONS = ("databases", "buckets", "caches", "file_systems", "queues", "topics", "search")


class StoreSection(Section):
    """What is said of every data store.

    `ATTRIBUTES` is what a placeholder `${SECTION.NAME.…}` may ask for in an environment, `SECRETS`
    what a reference `SECTION.NAME.…` may ask for in a workload's secrets; the components resolve
    exactly these.
    """

    ATTRIBUTES: ClassVar[tuple[str, ...]] = ()
    SECRETS: ClassVar[tuple[str, ...]] = ()


class Database(StoreSection, Adoptable):
    """One relational database (Amazon RDS or Aurora, PostgreSQL or MySQL)."""

    ATTRIBUTES = ("address", "host", "reader", "port", "name", "username")
    SECRETS = ("username", "password")

    engine: Literal["postgresql", "mysql", "aurora-postgresql", "aurora-mysql"] = "postgresql"
    version: Annotated[str, Field(pattern=DATABASE_VERSION)] = "17"
    instance_class: Annotated[str, Field(pattern=r"^db\.([a-z0-9-]+\.[a-z0-9]+|serverless)$")] = (
        "db.t4g.medium"
    )
    storage_gb: Annotated[int, Field(ge=20, le=65536)] = 50
    max_storage_gb: Annotated[int, Field(ge=20, le=65536)] = 200
    min_capacity: Capacity = 0.5  # of db.serverless, in Aurora capacity units
    max_capacity: Capacity = 4.0
    multi_az: bool = True
    readers: Annotated[int, Field(ge=0, le=14)] = 0  # of Aurora, besides the standby
    database_name: Annotated[str, Field(max_length=63, pattern=r"^[a-z][a-z0-9_]*$")] = "application"
    # who signs in with the workload's own role instead of a password; made by the database's owner
    iam_user: Annotated[str, Field(max_length=32, pattern=r"^[a-z][a-z0-9_]*$")] | None = None
    data_class: DataClass | None = None  # the document's, where absent
    key_domain: Name = "data"
    retention: Retention | None = None  # its own period, where that of its data class does not fit
    point_in_time_days: Annotated[int, Field(ge=1, le=35)] = 35
    backup_class: Name | None = None  # a name under backup.classes

    @property
    def is_aurora(self) -> bool:
        """Whether it is a cluster of Aurora, not an instance of RDS."""
        return self.engine.startswith("aurora-")

    @property
    def major_version(self) -> str:
        """The part of the version that decides the family: `17` of PostgreSQL, `8.4` of MySQL."""
        parts = self.version.split(".")
        return ".".join(parts[:2]) if self.engine.endswith("mysql") else parts[0]

    @property
    def instances(self) -> int:
        """How many instances an Aurora cluster has: one writes, the next takes over, the others read."""
        return 1 + self.readers + (1 if self.multi_az else 0)


class Bucket(StoreSection, Adoptable):
    """One bucket (Amazon S3)."""

    ATTRIBUTES = ("name", "arn", "region")

    data_class: DataClass | None = None
    key_domain: Name = "data"
    retention: Retention | None = None  # its own period, where that of its data class does not fit
    noncurrent_days: Days = 90  # how long replaced or deleted versions are kept
    expire_days: Days | None = None
    archive_after_days: Days | None = None
    replicate: bool = False  # to the recovery region
    object_lock: Literal["none", "governance", "compliance"] = "none"
    backup_class: Name | None = None


class Cache(StoreSection):
    """One cache in memory (Amazon ElastiCache)."""

    ATTRIBUTES = ("name", "address", "host", "reader", "port", "username")

    engine: Literal["valkey", "redis"] = "valkey"
    # the least of each engine that knows users who sign in through IAM
    version: Annotated[str, Field(pattern=r"^(7\.[0-2]|8\.[0-9]|9\.[0-9])$")] | None = None
    node_class: Annotated[str, Field(pattern=r"^cache\.[a-z0-9-]+\.[a-z0-9]+$")] = "cache.t4g.small"
    multi_az: bool = True
    nodes: Annotated[int, Field(ge=1, le=6)] | None = None  # two where spread over zones, one otherwise
    snapshot_days: Annotated[int, Field(ge=0, le=35)] = 7
    data_class: DataClass | None = None
    key_domain: Name = "data"

    @property
    def node_count(self) -> int:
        """The nodes that hold the data, each all of them."""
        return self.nodes or (2 if self.multi_az else 1)

    @property
    def engine_version(self) -> str:
        """The version as AWS takes it: major and minor."""
        return self.version or {"valkey": "8.1", "redis": "7.1"}[self.engine]


class FileSystem(StoreSection, Adoptable):
    """One shared file system (Amazon EFS)."""

    ATTRIBUTES = ("id", "path")

    # where workloads find it; /mnt/NAME where left out
    mount_path: Annotated[str, Field(max_length=200, pattern=r"^(/[A-Za-z0-9._-]+)+$")] | None = None
    user_id: PosixId = 1000  # who owns what workloads write, whatever user their container runs as
    group_id: PosixId = 1000
    infrequent_after_days: Literal[1, 7, 14, 30, 60, 90, 180, 270, 365] | None = 30
    replicate: bool = False  # to the recovery region
    data_class: DataClass | None = None
    key_domain: Name = "data"
    retention: Retention | None = None  # its own period, where that of its data class does not fit
    backed_up: bool = True
    backup_class: Name | None = None

    def path(self, name: str) -> str:
        """Where a workload finds the file system of this name."""
        return self.mount_path or f"/mnt/{name}"


class Queue(StoreSection):
    """One queue of messages (Amazon SQS); what cannot be processed goes to a queue of its own."""

    ATTRIBUTES = ("url", "arn", "name")

    data_class: DataClass | None = None
    key_domain: Name = "data"
    ordered: bool = False
    retention_days: Annotated[int, Field(ge=1, le=14)] = 4
    attempts: Annotated[int, Field(ge=1, le=100)] = 5
    visibility_timeout_seconds: Annotated[int, Field(ge=1, le=43200)] = 120
    alert_after_minutes: Annotated[int, Field(ge=1, le=20160)] = 30  # age of the oldest message


class Topic(StoreSection):
    """One topic (Amazon SNS) and the queues that its messages go to."""

    ATTRIBUTES = ("arn", "name")

    data_class: DataClass | None = None
    key_domain: Name = "data"
    ordered: bool = False
    queues: tuple[Name, ...] = ()


class SearchIndex(StoreSection):
    """One search index (Amazon OpenSearch Service); it can be built again from the records."""

    ATTRIBUTES = ("address", "host", "port", "url", "administrator")

    version: Annotated[str, Field(pattern=r"^[23]\.[0-9]{1,2}$")] = "2.19"
    instance_class: Annotated[str, Field(pattern=r"^[a-z0-9]+\.[a-z0-9]+\.search$")] = "m7g.large.search"
    nodes: Annotated[int, Field(ge=1, le=80)] = 3
    dedicated_masters: bool | None = None  # from three nodes on, where left out
    master_class: Annotated[str, Field(pattern=r"^[a-z0-9]+\.[a-z0-9]+\.search$")] = "m7g.large.search"
    storage_gb: Annotated[int, Field(ge=10, le=16384)] = 50
    # the container that makes indexes and lets the others in; people alone do where left out
    administered_by: Container | None = None
    data_class: DataClass | None = None
    key_domain: Name = "data"
    retention: Retention | None = None  # its own period, where that of its data class does not fit

    def zones(self, available: int) -> int:
        """Over how many of the network's zones its nodes are spread: as many in each, or all in one."""
        return next((count for count in (3, 2) if count <= available and self.nodes % count == 0), 1)

    @property
    def has_dedicated_masters(self) -> bool:
        """Whether nodes without data lead it."""
        return self.nodes >= 3 if self.dedicated_masters is None else self.dedicated_masters
