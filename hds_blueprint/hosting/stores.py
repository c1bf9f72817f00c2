from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hds_blueprint.hosting.vocabulary import DataClass, Days, Name, Section


class Database(Section):
    """One PostgreSQL database (Amazon RDS)."""

    engine: Literal["postgresql"] = "postgresql"
    version: Annotated[str, Field(pattern=r"^1[4-9](\.[0-9]{1,2})?$")] = "17"
    instance_class: Annotated[str, Field(pattern=r"^db\.[a-z0-9-]+\.[a-z0-9]+$")] = "db.t4g.medium"
    storage_gb: Annotated[int, Field(ge=20, le=65536)] = 50
    max_storage_gb: Annotated[int, Field(ge=20, le=65536)] = 200
    multi_az: bool = True
    database_name: Annotated[str, Field(max_length=63, pattern=r"^[a-z][a-z0-9_]*$")] = "application"
    data_class: DataClass | None = None  # the document's, where absent
    key_domain: Name = "data"
    point_in_time_days: Annotated[int, Field(ge=1, le=35)] = 35


class Bucket(Section):
    """One bucket (Amazon S3)."""

    data_class: DataClass | None = None
    key_domain: Name = "data"
    noncurrent_days: Days = 90  # how long replaced or deleted versions are kept
    expire_days: Days | None = None
    archive_after_days: Days | None = None
    replicate: bool = False  # to the recovery region
    object_lock: Literal["none", "governance", "compliance"] = "none"
