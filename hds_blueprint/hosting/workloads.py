from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from hds_blueprint.hosting.vocabulary import Hostname, Name, Section, Setting, Text

Cpu = Literal[256, 512, 1024, 2048, 4096, 8192, 16384]  # Fargate CPU units
EnvironmentName = Annotated[str, Field(max_length=128, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
_HOST = r"([A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?/)?"
_REPOSITORY = r"[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
_VERSION = r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?"
# As container registries write it, and ECS takes at most 255 characters: no scheme and no credentials.
Image = Annotated[str, Field(max_length=255, pattern=f"^{_HOST}{_REPOSITORY}{_VERSION}$")]
Port = Annotated[int, Field(ge=1, le=65535)]
# minute, hour, day of the month, month, day of the week, as cron writes them
CronExpression = Annotated[str, Field(max_length=80, pattern=r"^([0-9*,/-]+ ){4}[0-9*,/-]+$")]
# a queue may be used in one direction only: "queues.measures:send"
_USE = r"^((caches|file_systems|topics|search)\.[a-z0-9-]+|queues\.[a-z0-9-]+(:(send|receive))?)$"
Use = Annotated[str, Field(max_length=60, pattern=_USE)]
Direction = Literal["send", "receive"]
Replicas = Annotated[int, Field(ge=1, le=100)]


class HealthCheck(Section):
    """The path the load balancer asks, and how patient it is."""

    path: Annotated[str, Field(max_length=1024, pattern=r"^/[!-~]*$")] = "/"
    interval_seconds: Annotated[int, Field(ge=5, le=300)] = 30
    grace_seconds: Annotated[int, Field(ge=0, le=3600)] = 120
    port: Port | None = None  # the workload's own, where left out


class Scaling(Section):
    minimum: Replicas = 2
    maximum: Replicas = 6
    target_cpu_percent: Annotated[int, Field(ge=10, le=90)] = 60
    # waiting messages for each task of a worker that reads one queue; left out, CPU alone decides
    messages_per_task: Annotated[int, Field(ge=1, le=100000)] | None = None


class Workload(Section):
    """One container service (ECS Fargate); without a hostname, a worker that nothing outside reaches."""

    image: Image
    port: Port = 8080
    # http goes through the application load balancer and its firewall, the rest through a network one
    protocol: Literal["http", "tls", "tcp", "udp"] = "http"
    hostname: Hostname | None = None
    cpu: Cpu = 512
    memory: Annotated[int, Field(ge=512, le=122880)] = 1024  # MiB
    scaling: Scaling = Scaling.of_defaults()
    health_check: HealthCheck = HealthCheck.of_defaults()
    command: tuple[Setting, ...] = ()
    # plain settings; "${databases.NAME.host}" and the like are resolved by the platform
    environment: dict[EnvironmentName, Setting] = Field(default_factory=dict[str, str])
    # secrets by reference: "databases.NAME.username", "databases.NAME.password" or the name of a secret
    secrets: dict[EnvironmentName, Text] = Field(default_factory=dict[str, str])
    databases: tuple[Name, ...] = ()
    buckets: tuple[Name, ...] = ()
    writable_paths: tuple[Annotated[str, Field(max_length=512, pattern=r"^/[!-~]+$")], ...] = ()
    uses: tuple[Use, ...] = ()  # other stores: "caches.sessions", "queues.measures"


class Job(Section):
    """One container that runs at set times and ends."""

    image: Image
    schedule: CronExpression  # in UTC
    cpu: Cpu = 512
    memory: Annotated[int, Field(ge=512, le=122880)] = 1024  # MiB
    timeout_minutes: Annotated[int, Field(ge=1, le=1440)] = 60
    command: tuple[Setting, ...] = ()
    environment: dict[EnvironmentName, Setting] = Field(default_factory=dict[str, str])
    secrets: dict[EnvironmentName, Text] = Field(default_factory=dict[str, str])
    databases: tuple[Name, ...] = ()
    buckets: tuple[Name, ...] = ()
    uses: tuple[Use, ...] = ()


def stores_used(container: Workload | Job) -> tuple[str, ...]:
    """The paths of the stores that a container uses (`databases.records`), each once, in its own order."""
    databases = (f"databases.{name}" for name in container.databases)
    buckets = (f"buckets.{name}" for name in container.buckets)
    others = (use.partition(":")[0] for use in container.uses)
    return tuple(dict.fromkeys((*databases, *buckets, *others)))


def directions(container: Workload | Job) -> dict[str, frozenset[Direction]]:
    """What a container does with each queue that it uses, by the queue's path; both where it says neither."""
    found: dict[str, frozenset[Direction]] = {}
    for use in container.uses:
        path, _, direction = use.partition(":")
        if path.startswith("queues."):
            said = tuple(each for each in get_args(Direction) if direction in ("", each))
            found[path] = found.get(path, frozenset[Direction]()).union(said)
    return found
