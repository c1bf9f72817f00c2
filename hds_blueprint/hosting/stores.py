from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hds_blueprint.hosting.vocabulary import DataClass, Days, Name, Section

STORE_SECTIONS = ("databases", "buckets", "caches", "file_systems", "queues", "topics", "search")


class StoreSection(Section):
    """What is said of every data store.

    `ATTRIBUTES` is what a placeholder `${SECTION.NAME.…}` may ask for in an environment, `SECRETS`
    what a reference `SECTION.NAME.…` may ask for in a workload's secrets; the components resolve
    exactly these.
    """

    ATTRIBUTES: ClassVar[tuple[str, ...]] = ()
    SECRETS: ClassVar[tuple[str, ...]] = ()


class Database(StoreSection):
    """One relational database (Amazon RDS, PostgreSQL)."""

    ATTRIBUTES = ("address", "host", "port", "name", "username")
    SECRETS = ("username", "password")

    engine: Literal["postgresql", "mysql", "aurora-postgresql", "aurora-mysql"] = "postgresql"
    version: Annotated[str, Field(pattern=r"^(1[4-9]|8)(\.[0-9]{1,2}){0,2}$")] = "17"
    instance_class: Annotated[str, Field(pattern=r"^db\.[a-z0-9-]+\.[a-z0-9]+$")] = "db.t4g.medium"
    storage_gb: Annotated[int, Field(ge=20, le=65536)] = 50
    max_storage_gb: Annotated[int, Field(ge=20, le=65536)] = 200
    multi_az: bool = True
    database_name: Annotated[str, Field(max_length=63, pattern=r"^[a-z][a-z0-9_]*$")] = "application"
    data_class: DataClass | None = None  # the document's, where absent
    key_domain: Name = "data"
    point_in_time_days: Annotated[int, Field(ge=1, le=35)] = 35
    backup_class: Name | None = None  # a name under backup.classes


class Bucket(StoreSection):
    """One bucket (Amazon S3)."""

    ATTRIBUTES = ("name", "arn", "region")

    data_class: DataClass | None = None
    key_domain: Name = "data"
    noncurrent_days: Days = 90  # how long replaced or deleted versions are kept
    expire_days: Days | None = None
    archive_after_days: Days | None = None
    replicate: bool = False  # to the recovery region
    object_lock: Literal["none", "governance", "compliance"] = "none"
    backup_class: Name | None = None


class Cache(StoreSection):
    """One cache in memory (Amazon ElastiCache)."""

    engine: Literal["valkey", "redis"] = "valkey"
    node_class: Annotated[str, Field(pattern=r"^cache\.[a-z0-9-]+\.[a-z0-9]+$")] = "cache.t4g.small"
    multi_az: bool = True
    data_class: DataClass | None = None
    key_domain: Name = "data"


class FileSystem(StoreSection):
    """One shared file system (Amazon EFS)."""

    data_class: DataClass | None = None
    key_domain: Name = "data"
    backed_up: bool = True
    backup_class: Name | None = None


class Queue(StoreSection):
    """One queue of messages (Amazon SQS); what cannot be processed goes to a queue of its own."""

    data_class: DataClass | None = None
    key_domain: Name = "data"
    ordered: bool = False
    retention_days: Annotated[int, Field(ge=1, le=14)] = 4
    attempts: Annotated[int, Field(ge=1, le=100)] = 5


class Topic(StoreSection):
    """One topic (Amazon SNS) and the queues that its messages go to."""

    data_class: DataClass | None = None
    key_domain: Name = "data"
    queues: tuple[Name, ...] = ()


class SearchIndex(StoreSection):
    """One search index (Amazon OpenSearch Service); it can be built again from the records."""

    instance_class: Annotated[str, Field(pattern=r"^[a-z0-9]+\.[a-z0-9]+\.search$")] = "m7g.large.search"
    nodes: Annotated[int, Field(ge=1, le=80)] = 3
    storage_gb: Annotated[int, Field(ge=10, le=16384)] = 50
    data_class: DataClass | None = None
    key_domain: Name = "data"
