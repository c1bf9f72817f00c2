"""What AWS refuses of databases: engines and what fits them, copies, master passwords, windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from hds_blueprint.simulated_aws.data_files import table
from hds_blueprint.simulated_aws.errors import refusal
from hds_blueprint.simulated_aws.world import World, WorldResource

Find = Callable[[str], WorldResource | None]
Inputs = Mapping[str, Any]

INSTANCE: Final = "aws:rds/instance:Instance"
CLUSTER: Final = "aws:rds/cluster:Cluster"
MEMBER: Final = "aws:rds/clusterInstance:ClusterInstance"
GLOBAL: Final = "aws:rds/globalCluster:GlobalCluster"
PARAMETERS: Final = "aws:rds/parameterGroup:ParameterGroup"
CLUSTER_PARAMETERS: Final = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
OPTIONS: Final = "aws:rds/optionGroup:OptionGroup"
_SUBNETS: Final = "aws:rds/subnetGroup:SubnetGroup"
_PASSWORDS: Final = ("password", "passwordWo", "masterPassword", "masterPasswordWo")
# properties by which a database names what cannot go before it
_USED_BY: Final = {
    PARAMETERS: ("parameterGroupName", "dbParameterGroupName"),
    CLUSTER_PARAMETERS: ("dbClusterParameterGroupName",),
    OPTIONS: ("optionGroupName",),
    _SUBNETS: ("dbSubnetGroupName",),
}
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = 24 * 60


def check(world: World, find: Find, token: str, inputs: Inputs, *, region: str, new: bool) -> None:
    """Raise AwsError where AWS would not take the database, cluster, instance or group."""
    if token in (PARAMETERS, CLUSTER_PARAMETERS):
        _parameter_names(inputs)
    elif token == OPTIONS:
        _options(inputs)
    elif token in (INSTANCE, CLUSTER):
        _version(inputs)
        _exports(inputs)
        _groups(world, token, inputs, region)
        _password(find, inputs)
        _insights(inputs)
        _windows(inputs)
        if token == INSTANCE and new:
            _replica(find, inputs, region)
    elif token == MEMBER:
        _member(world, inputs, region)
        _insights(inputs)
    elif token == GLOBAL and new:
        _global(find, inputs)


def check_password_kept(found: WorldResource, inputs: Inputs) -> None:
    """Raise AwsError where RDS is to give the master password back and is given no other one."""
    kept = found.inputs.get("manageMasterUserPassword") is True
    given = any(inputs.get(name) is not None for name in _PASSWORDS)
    if kept and inputs.get("manageMasterUserPassword") is not True and not given:
        raise refusal("password-needed")


def check_delete(world: World, found: WorldResource) -> None:
    """Raise AwsError where a database, or what it names, cannot go yet."""
    last = found.inputs.get("skipFinalSnapshot") or found.inputs.get("finalSnapshotIdentifier")
    if found.type in (INSTANCE, CLUSTER) and not last:
        raise refusal("database-final-snapshot", name=found.id)
    if found.type == CLUSTER:
        members = [m for m in world.find(type=MEMBER) if m.inputs.get("clusterIdentifier") == found.id]
        if members:
            raise refusal("cluster-not-empty", name=found.id, other=members[0].id)
    if found.type == GLOBAL and found.inputs.get("forceDestroy") is not True:
        joined = [c for c in world.find(type=CLUSTER) if c.inputs.get("globalClusterIdentifier") == found.id]
        if joined or _exists(world, found.inputs.get("sourceDbClusterIdentifier")):
            raise refusal("global-cluster-not-empty", name=found.id)
    names = _USED_BY.get(found.type, ())
    for other in (*world.find(type=INSTANCE), *world.find(type=CLUSTER), *world.find(type=MEMBER)):
        if other.region == found.region and any(other.inputs.get(name) == found.id for name in names):
            raise refusal(
                "database-part-in-use", what=found.type.split(":")[-1], name=found.id, other=other.id
            )


def _exists(world: World, arn: Any) -> bool:
    return any(cluster.arn == arn for cluster in world.find(type=CLUSTER))


def _facts(inputs: Inputs) -> Mapping[str, Any] | None:
    """What is known of the engine; None for one that this file says nothing of."""
    return table("engine_versions.yaml")["rds"].get(str(inputs.get("engine")))


def _major(inputs: Inputs) -> str | None:
    """The offered major version that the given one begins with; None where none is given or offered."""
    facts, version = _facts(inputs), inputs.get("engineVersion")
    if facts is None or not isinstance(version, str):
        return None
    return next((each for each in facts["majors"] if version == each or version.startswith(f"{each}.")), None)


def _version(inputs: Inputs) -> None:
    facts, version = _facts(inputs), inputs.get("engineVersion")
    if facts is not None and isinstance(version, str) and _major(inputs) is None:
        raise refusal("database-version", engine=inputs.get("engine"), version=version)


def _exports(inputs: Inputs) -> None:
    facts = _facts(inputs)
    for name in inputs.get("enabledCloudwatchLogsExports") or []:
        if facts is not None and name not in facts["logs"]:
            raise refusal("database-log", engine=inputs.get("engine"), name=name)


def _groups(world: World, token: str, inputs: Inputs, region: str) -> None:
    """Parameter, option and subnet groups exist here, and fit the engine and its version."""
    parameters = ("parameterGroupName", PARAMETERS)
    if token == CLUSTER:
        parameters = ("dbClusterParameterGroupName", CLUSTER_PARAMETERS)
    group = _named(world, inputs, *parameters, region, code="DBParameterGroupNotFound")
    facts, major = _facts(inputs), _major(inputs)
    if group is not None and facts is not None and major is not None:
        expected, family = f"{facts['family']}{major}", str(group.inputs.get("family"))
        if family != expected:
            raise refusal("database-family", expected=expected, family=family)
    options = _named(world, inputs, "optionGroupName", OPTIONS, region, code="OptionGroupNotFoundFault")
    if options is not None:
        engine, version = options.inputs.get("engineName"), options.inputs.get("majorEngineVersion")
        if engine != inputs.get("engine") or (major is not None and version != major):
            raise refusal("database-options", name=options.id, engine=engine, version=version)
    _named(world, inputs, "dbSubnetGroupName", _SUBNETS, region, code="DBSubnetGroupNotFoundFault")


def _named(
    world: World, inputs: Inputs, name: str, type_: str, region: str, *, code: str
) -> WorldResource | None:
    value = inputs.get(name)
    if not isinstance(value, str) or value.startswith("default"):
        return None
    found = [each for each in world.find(type=type_, id=value) if each.region == region]
    if not found:
        raise refusal("part-missing", code=code, what=type_.split(":")[-1], name=value)
    return found[0]


def _password(find: Find, inputs: Inputs) -> None:
    """RDS keeps the master password or is given one, and keeps none in a global database."""
    managed = inputs.get("manageMasterUserPassword") is True
    if managed and any(inputs.get(name) is not None for name in _PASSWORDS):
        raise refusal("password-managed-and-given")
    if managed and inputs.get("globalClusterIdentifier"):
        raise refusal("password-managed-in-global")
    if managed and inputs.get("replicateSourceDb"):
        raise refusal("password-managed-of-replica")
    if inputs.get("masterUserSecretKmsKeyId") and not managed:
        raise refusal("secret-key-without-secret")
    source = find(str(inputs.get("replicateSourceDb") or ""))
    if source is not None and source.inputs.get("manageMasterUserPassword") is True:
        raise refusal("replica-of-managed", engine=source.inputs.get("engine"))


def _insights(inputs: Inputs) -> None:
    enabled = inputs.get("performanceInsightsEnabled") is True
    days = inputs.get("performanceInsightsRetentionPeriod")
    if inputs.get("databaseInsightsMode") == "advanced" and not (enabled and (days or 0) >= 465):
        raise refusal("insights-advanced")
    if not enabled and (days or inputs.get("performanceInsightsKmsKeyId")):
        raise refusal("insights-off")
    if inputs.get("monitoringInterval") and not inputs.get("monitoringRoleArn"):
        raise refusal("monitoring-role")


def _replica(find: Find, inputs: Inputs, region: str) -> None:
    """A replica in another region names a key of its own, of a source that is encrypted and backed up."""
    given = inputs.get("replicateSourceDb")
    if not isinstance(given, str):
        return
    source = find(given)
    if source is None:
        raise refusal("part-missing", code="DBInstanceNotFound", what="Instance", name=given)
    if not source.inputs.get("backupRetentionPeriod"):
        raise refusal("replica-without-backups", name=source.id)
    if given.startswith("arn:") and source.region != region:
        encrypted = source.inputs.get("storageEncrypted") is True
        key = find(str(inputs.get("kmsKeyId") or ""))
        if inputs.get("kmsKeyId") and not encrypted:
            raise refusal("replica-of-unencrypted", name=source.id)
        if encrypted and (key is None or key.region != region):
            raise refusal("replica-key", region=region)


def _member(world: World, inputs: Inputs, region: str) -> None:
    """An instance of a cluster has the cluster's engine, and a class that the cluster takes."""
    name, class_ = str(inputs.get("clusterIdentifier")), str(inputs.get("instanceClass"))
    cluster = next((each for each in world.find(type=CLUSTER, id=name) if each.region == region), None)
    if cluster is None:
        raise refusal("part-missing", code="DBClusterNotFoundFault", what="Cluster", name=name)
    engine = cluster.inputs.get("engine")
    if engine != inputs.get("engine"):
        raise refusal("member-engine", engine=inputs.get("engine"), cluster=engine)
    if class_ == "db.serverless" and not cluster.inputs.get("serverlessv2ScalingConfiguration"):
        raise refusal("member-serverless", name=cluster.id)
    if class_.startswith("db.t") and cluster.inputs.get("globalClusterIdentifier"):
        raise refusal("member-of-global", name=class_)


def _global(find: Find, inputs: Inputs) -> None:
    given = inputs.get("sourceDbClusterIdentifier")
    if not isinstance(given, str):
        return
    source = find(given)
    if source is None or source.type != CLUSTER:
        raise refusal("part-missing", code="DBClusterNotFoundFault", what="Cluster", name=given)
    if source.inputs.get("manageMasterUserPassword") is True:
        raise refusal("password-managed-in-global")


def _parameter_names(inputs: Inputs) -> None:
    """Parameters that are known to be another engine's."""
    family = str(inputs.get("family"))
    for start, names in table("engine_versions.yaml")["foreign_parameters"].items():
        for entry in inputs.get("parameters") or []:
            name = entry.get("name") if isinstance(entry, Mapping) else None
            if family.startswith(start) and name in names:
                raise refusal("database-parameter", name=name, family=family)


def _options(inputs: Inputs) -> None:
    offered = table("engine_versions.yaml")["options"].get(str(inputs.get("engineName")))
    for entry in inputs.get("options") or []:
        name = entry.get("optionName") if isinstance(entry, Mapping) else None
        if offered is not None and name not in offered:
            raise refusal("database-option", name=name, engine=inputs.get("engineName"))


def _windows(inputs: Inputs) -> None:
    """The daily backup and the weekly maintenance do not overlap."""
    backup = inputs.get("backupWindow") or inputs.get("preferredBackupWindow")
    maintenance = inputs.get("maintenanceWindow") or inputs.get("preferredMaintenanceWindow")
    if not (isinstance(backup, str) and isinstance(maintenance, str)):
        return
    first, _, last = backup.partition("-")
    daily = (_minutes(first), _minutes(last) + (_DAY if _minutes(last) < _minutes(first) else 0))
    for start, end in _spans(maintenance.lower()):
        if any(start < day * _DAY + daily[1] and day * _DAY + daily[0] < end for day in range(-1, 9)):
            raise refusal("database-windows", backup=backup, maintenance=maintenance)


def _spans(window: str) -> Iterator[tuple[int, int]]:
    """Minutes since Monday, midnight: `sun:02:30-sun:03:30`."""
    start, _, end = window.partition("-")
    points = [_DAYS.index(each[:3]) * _DAY + _minutes(each[4:]) for each in (start, end)]
    yield points[0], points[1] + (7 * _DAY if points[1] < points[0] else 0)


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)
