"""What the engines of Amazon RDS and Aurora are called and offer (database_engines.yaml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hds_blueprint.components.data_files import table
from hds_blueprint.hosting.stores import Database


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine as a database of the document uses it.

    `aws_name` is the engine of the API, `family` that of its parameter groups, `exports` the logs that
    go to CloudWatch, `parameters` rows with `name`, `value` and, for static ones, `apply`; `rotation`
    is the name of the application that changes its master password.
    """

    aws_name: str
    family: str
    port: int
    exports: Sequence[str]
    parameters: Sequence[Mapping[str, Any]]
    insights: bool
    rotation: str


def engine_of(database: Database) -> Engine:
    """The engine of a database, in its major version and for its instance class."""
    facts: dict[str, Any] = table("database_engines")["engines"][database.engine]
    size = database.instance_class.rpartition(".")[2]
    return Engine(
        aws_name=facts["aws"],
        family=f"{facts['family']}{database.major_version}",
        port=facts["port"],
        exports=facts["exports"],
        parameters=table(facts["parameters"])["parameters"],
        insights=size not in facts.get("without_insights", ()),
        rotation=facts["rotation"],
    )
