"""Databases: what each engine offers, how long its versions are looked after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.facts import table
from hds_blueprint.hosting.requirements import HostingRequirements

_SOON = timedelta(days=180)
_EXTENDED = timedelta(days=3 * 365)  # Extended Support (Amazon RDS user guide), rounded down
# how the parts of a database are called after it
_PART = re.compile(r"-([0-9]+|master|monitoring|replica(-.+)?|rotation)")
_SERVERLESS = "db.serverless"
_SMALL = ("micro", "small")


def version_fits_engine(needs: HostingRequirements) -> Iterator[Complaint]:
    """A version is one of its engine, and minor versions are written as the engine writes them."""
    for name, database in needs.databases.items():
        offered = table("database_versions")[database.engine]["versions"]
        minor = database.version.removeprefix(database.major_version).strip(".")
        own_form = "mysql_aurora" in minor
        written = not minor or (own_form if database.engine == "aurora-mysql" else minor.isdigit())
        if database.major_version not in offered or not written:
            yield Complaint(
                "version-of-other-engine",
                ("databases", name, "version"),
                database.version,
                ", ".join(offered),
                arguments={"engine": database.engine},
                depends_on=(("databases", name, "engine"),),
            )


def version_supported(needs: HostingRequirements, as_of: date) -> Iterator[Complaint]:
    """The engine's maker and AWS still look after the version (ISO/IEC 27001:2022 A.8.8)."""
    for name, database in needs.databases.items():
        end = table("database_versions")[database.engine]["versions"].get(database.major_version)
        if end is None or as_of + _SOON <= end:
            continue
        location: Location = ("databases", name, "version")
        engine: tuple[Location, ...] = (("databases", name, "engine"),)
        arguments = {"engine": database.engine, "end": end.isoformat()}
        if as_of <= end:
            yield Complaint(
                "version-support-ending",
                location,
                database.version,
                severity="warning",
                arguments=arguments,
                depends_on=engine,
            )
        elif as_of <= end + _EXTENDED:
            yield Complaint(
                "version-support-ended",
                location,
                database.version,
                severity="warning",
                arguments=arguments,
                depends_on=engine,
            )
        else:
            yield Complaint(
                "version-support-over", location, database.version, arguments=arguments, depends_on=engine
            )


def class_of_engine(needs: HostingRequirements) -> Iterator[Complaint]:
    """Serverless is Aurora's, and Aurora has no micro and small instances."""
    for name, database in needs.databases.items():
        given = database.instance_class
        wrong = given.endswith(_SMALL) if database.is_aurora else given == _SERVERLESS
        if wrong:
            yield Complaint(
                "class-of-other-engine",
                ("databases", name, "instance_class"),
                given,
                arguments={"engine": database.engine},
                depends_on=(("databases", name, "engine"),),
            )


def readers_of_aurora(needs: HostingRequirements) -> Iterator[Complaint]:
    """An instance of RDS whose master password RDS keeps can have no read replica; Aurora can."""
    for name, database in needs.databases.items():
        if database.readers and not database.is_aurora:
            yield Complaint(
                "readers-need-aurora",
                ("databases", name, "readers"),
                str(database.readers),
                "0",
                arguments={"engine": database.engine},
                depends_on=(("databases", name, "engine"),),
            )


def stated_size_used(needs: HostingRequirements) -> Iterator[Complaint]:
    """Aurora's storage grows by itself, and only its serverless class has a capacity."""
    for name, database in needs.databases.items():
        unused: dict[str, str] = {}
        if database.is_aurora:
            unused |= dict.fromkeys(("storage_gb", "max_storage_gb"), "aurora-storage")
        if database.instance_class != _SERVERLESS:
            unused |= dict.fromkeys(("min_capacity", "max_capacity"), "capacity-of-serverless")
        for field, code in unused.items():
            if field in database.model_fields_set:
                yield Complaint(code, ("databases", name, field), severity="warning", at_key=True)


def capacity_ordered(needs: HostingRequirements) -> Iterator[Complaint]:
    """The smallest capacity is not above the largest."""
    for name, database in needs.databases.items():
        if database.min_capacity > database.max_capacity:
            yield Complaint(
                "capacity-order",
                ("databases", name, "min_capacity"),
                f"{database.min_capacity:g}",
                f"≤ {database.max_capacity:g}",
                depends_on=(("databases", name, "max_capacity"),),
            )


def names_not_reserved(needs: HostingRequirements) -> Iterator[Complaint]:
    """The database inside the server has no name that its engine keeps for itself."""
    for name, database in needs.databases.items():
        family = "mysql" if database.engine.endswith("mysql") else "postgresql"
        if database.database_name in table("reserved_words")[family]:
            yield Complaint(
                "database-name-reserved",
                ("databases", name, "database_name"),
                database.database_name,
                arguments={"engine": database.engine},
                depends_on=(("databases", name, "engine"),),
            )


def names_apart(needs: HostingRequirements) -> Iterator[Complaint]:
    """No database is called as a part of another one is: an instance, a copy, a rotation."""
    for name in needs.databases:
        for other in needs.databases:
            if name.startswith(other) and _PART.fullmatch(name.removeprefix(other)):
                yield Complaint(
                    "database-name-derived",
                    ("databases", name),
                    name,
                    arguments={"database": other},
                    depends_on=(("databases", other),),
                    at_key=True,
                )


CHECKS = (
    names_apart,
    version_fits_engine,
    class_of_engine,
    readers_of_aurora,
    stated_size_used,
    capacity_ordered,
    names_not_reserved,
)
DATED_CHECKS = (version_supported,)
