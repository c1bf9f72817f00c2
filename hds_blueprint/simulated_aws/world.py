"""The world that simulated AWS keeps: every resource, and a journal of what was done to it.

One SQLite file, or memory. Each operation is one transaction, so a process killed at any
moment leaves either the state before it or the state after it.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from hds_blueprint.simulated_aws.fault import Fault

ACCOUNT_ID: Final = "123456789012"
"""The account of simulated AWS: AWS's own example number, which no customer holds."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS resources (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL, id TEXT NOT NULL, region TEXT NOT NULL, account TEXT NOT NULL,
    name TEXT NOT NULL, urn TEXT NOT NULL, physical_name TEXT, arn TEXT, status TEXT NOT NULL,
    generation INTEGER NOT NULL, inputs TEXT NOT NULL, outputs TEXT NOT NULL, tags TEXT NOT NULL,
    UNIQUE (type, account, region, id)
);
CREATE INDEX IF NOT EXISTS resources_by_id ON resources (id);
CREATE INDEX IF NOT EXISTS resources_by_urn ON resources (urn);
CREATE INDEX IF NOT EXISTS resources_by_arn ON resources (arn);
CREATE INDEX IF NOT EXISTS resources_by_name ON resources (physical_name, type);
CREATE TABLE IF NOT EXISTS journal (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    verb TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, urn TEXT NOT NULL,
    id TEXT NOT NULL, outcome TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS counters (key TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS faults (number INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL);
"""


class WorldError(Exception):
    """The world file cannot be used; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class WorldResource:
    """One resource as AWS would hold it.

    `name` is the logical name in the program, `physical_name` the name in AWS where the type
    has one. Secrets are never in `inputs` and `outputs`. `status` is `live`, or
    `pending-deletion` for a key in its waiting period. `generation` tells apart the resources
    that one URN had one after the other; `number` is the order of creation.
    """

    type: str
    id: str
    region: str
    account: str
    name: str
    urn: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    physical_name: str | None = None
    arn: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    status: str = "live"
    generation: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One operation: `outcome` is `started`, `done`, or the error's code."""

    number: int
    verb: str
    type: str
    name: str
    urn: str
    id: str
    outcome: str


_COLUMNS: Final = (
    "number, type, id, region, account, name, urn, physical_name, arn, status, generation,"
    " inputs, outputs, tags"
)


class World:
    """Resources, journal and counters of simulated AWS. Safe to use from several threads."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        """Open the world of a file, which is made where it is missing.

        Raises WorldError where the file is no world or cannot be opened.
        """
        self.path = str(path)
        self._lock = threading.RLock()
        self._depth = 0
        try:
            self._database = sqlite3.connect(
                self.path, check_same_thread=False, isolation_level=None, timeout=30
            )
            # Write-ahead log: others may read the world while it is served.
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=NORMAL")
            self._database.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise WorldError(f"{path}: this is no world of simulated AWS ({error})") from error

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> World:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Everything inside happens, or nothing of it; may be nested."""
        with self._lock:
            if self._depth == 0:
                self._database.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._database.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._database.execute("COMMIT")

    # Resources

    def add(self, resource: WorldResource) -> WorldResource:
        """Keep a new resource. Raises WorldError where its type has one of that id in the region."""
        try:
            with self.transaction():
                cursor = self._database.execute(
                    "INSERT INTO resources (type, id, region, account, name, urn, physical_name, arn,"
                    " status, generation, inputs, outputs, tags) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    _row(resource),
                )
        except sqlite3.IntegrityError as error:
            raise WorldError(f"{resource.type} {resource.id} exists already") from error
        return replace(resource, number=cursor.lastrowid or 0)

    def put(self, resource: WorldResource) -> None:
        """Replace what is kept of a resource, found by its `number`."""
        with self.transaction():
            self._database.execute(
                "UPDATE resources SET type=?, id=?, region=?, account=?, name=?, urn=?, physical_name=?,"
                " arn=?, status=?, generation=?, inputs=?, outputs=?, tags=? WHERE number=?",
                (*_row(resource), resource.number),
            )

    def remove(self, resource: WorldResource) -> None:
        """Forget a resource."""
        with self.transaction():
            self._database.execute("DELETE FROM resources WHERE number=?", (resource.number,))

    def get(self, type_: str, id_: str, *, region: str | None = None) -> WorldResource | None:
        """The resource of a type with this id, None where there is none."""
        found = self.find(type=type_, id=id_, region=region)
        return found[0] if found else None

    def find(
        self,
        *,
        type: str | None = None,  # noqa: A002 - names as in the record
        id: str | None = None,  # noqa: A002
        urn: str | None = None,
        name: str | None = None,
        physical_name: str | None = None,
        arn: str | None = None,
        region: str | None = None,
        account: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> list[WorldResource]:
        """The resources that match everything given, in the order of their creation.

        `name` is the logical name, `physical_name` the one in AWS; `tags` must all be there.
        """
        wanted = {
            "type": type,
            "id": id,
            "urn": urn,
            "name": name,
            "physical_name": physical_name,
            "arn": arn,
            "region": region,
            "account": account,
        }
        columns = {column: value for column, value in wanted.items() if value is not None}
        condition = " AND ".join(f"{column}=?" for column in columns) or "1"
        query = f"SELECT {_COLUMNS} FROM resources WHERE {condition} ORDER BY number"  # noqa: S608
        with self._lock:
            rows = self._database.execute(query, tuple(columns.values())).fetchall()
        found = [_resource(row) for row in rows]
        if tags:
            found = [item for item in found if tags.items() <= item.tags.items()]
        return found

    def list(self) -> list[WorldResource]:
        """Every resource in the order of creation."""
        return self.find()

    def drift(self, type_: str, id_: str, **changes: Any) -> WorldResource:
        """Change properties of a resource behind the program's back, as a hand in the console would.

        `changes` are properties by camelCase name. Raises WorldError where there is no such resource.
        """
        with self.transaction():
            resource = self.get(type_, id_)
            if resource is None:
                raise WorldError(f"no {type_} with id {id_}")
            if "tags" in changes and "tagsAll" in resource.outputs:
                inherited = resource.tags.items() - (resource.outputs.get("tags") or {}).items()
                changes.setdefault("tagsAll", {**dict(inherited), **(changes["tags"] or {})})
            changed = replace(
                resource,
                outputs={**resource.outputs, **changes},
                tags=dict(changes.get("tagsAll", resource.tags) or {}),
            )
            self.put(changed)
        return changed

    def count(self, key: str) -> int:
        """The next number of a counter: 0, 1, 2, …; kept with the world."""
        with self.transaction():
            self._database.execute(
                "INSERT INTO counters VALUES (?, 0) ON CONFLICT (key) DO UPDATE SET value = value + 1", (key,)
            )
            row = self._database.execute("SELECT value FROM counters WHERE key=?", (key,)).fetchone()
        return int(row[0])

    # Journal

    def begin(self, verb: str, type_: str, name: str, urn: str, id_: str = "") -> int:
        """Note that an operation starts; the result is its number, which counts from 1."""
        with self.transaction():
            cursor = self._database.execute(
                "INSERT INTO journal (verb, type, name, urn, id, outcome) VALUES (?,?,?,?,?,'started')",
                (verb, type_, name, urn, id_),
            )
        return cursor.lastrowid or 0

    def end(self, number: int, outcome: str, id_: str = "") -> None:
        """Note how an operation ended: `done` or the error's code."""
        with self.transaction():
            self._database.execute(
                "UPDATE journal SET outcome=?, id=CASE WHEN ?='' THEN id ELSE ? END WHERE number=?",
                (outcome, id_, id_, number),
            )

    def journal(self, *, verb: str | None = None) -> list[JournalEntry]:
        """The operations that change the world (create, update, delete), in their order."""
        query = "SELECT number, verb, type, name, urn, id, outcome FROM journal ORDER BY number"
        with self._lock:
            rows = self._database.execute(query).fetchall()
        entries = [JournalEntry(*row) for row in rows]
        return [entry for entry in entries if verb is None or entry.verb == verb]

    # Faults, kept with the world so that a running server can be told from outside

    def add_fault(self, text: str) -> None:
        """Order a fault (`fail:create:TYPE`, see fault.py) for the operations that follow.

        Raises FaultError.
        """
        Fault.parse(text)
        with self.transaction():
            self._database.execute("INSERT INTO faults (text) VALUES (?)", (text,))

    def faults(self) -> list[tuple[int, str]]:
        """The faults ordered, each with its number."""
        with self._lock:
            return self._database.execute("SELECT number, text FROM faults ORDER BY number").fetchall()

    def clear_faults(self) -> None:
        """Cancel every fault."""
        with self.transaction():
            self._database.execute("DELETE FROM faults")


def _row(resource: WorldResource) -> tuple[Any, ...]:
    return (
        resource.type,
        resource.id,
        resource.region,
        resource.account,
        resource.name,
        resource.urn,
        resource.physical_name,
        resource.arn,
        resource.status,
        resource.generation,
        json.dumps(resource.inputs, sort_keys=True),
        json.dumps(resource.outputs, sort_keys=True),
        json.dumps(resource.tags, sort_keys=True),
    )


def _resource(row: tuple[Any, ...]) -> WorldResource:
    number, type_, id_, region, account, name, urn, physical_name, arn, status, generation = row[:11]
    inputs, outputs, tags = row[11:]
    return WorldResource(
        type=type_,
        id=id_,
        region=region,
        account=account,
        name=name,
        urn=urn,
        physical_name=physical_name,
        arn=arn,
        status=status,
        generation=generation,
        inputs=json.loads(inputs),
        outputs=json.loads(outputs),
        tags=json.loads(tags),
        number=number,
    )
