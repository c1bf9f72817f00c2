"""Rules of Amazon RDS databases: encryption, secrets, transport, exposure."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key, is_false, is_true
from hds_blueprint.policies.databases import CLUSTER, CLUSTER_INSTANCE, INSTANCE, follows_cluster, is_copy
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open, number, within

PARAMETER_GROUPS = (
    "aws:rds/parameterGroup:ParameterGroup",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
)
# the parameter that refuses connections without TLS, by the start of the engine's name
TLS_PARAMETERS = {
    "postgres": "rds.force_ssl",
    "aurora-postgresql": "rds.force_ssl",
    "sqlserver": "rds.force_ssl",
    "mysql": "require_secure_transport",
    "aurora-mysql": "require_secure_transport",
    "mariadb": "require_secure_transport",
}
# the first version whose default group has it on (RDS and Aurora user guides, "Requiring an SSL connection")
TLS_BY_DEFAULT = {"postgres": 15, "aurora-postgresql": 17}
# the write-only forms are written once, and never read again
PASSWORDS = ("password", "masterPassword", "passwordWo", "masterPasswordWo")
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type, not a password
SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion"  # noqa: S105
SECRET_VALUES = ("secretString", "secretStringWo")
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
ENGINES_WITH_IAM = ("postgres", "mysql", "mariadb", "aurora-postgresql", "aurora-mysql")


@rule("rds-storage-encrypted", INSTANCE, CLUSTER)
def storage_encrypted(database: Resource, facts: Facts) -> Outcome:
    return not_applicable() if follows_cluster(database) else is_true(database, "storageEncrypted")


@rule("rds-customer-key", INSTANCE, CLUSTER)
def own_key(database: Resource, facts: Facts) -> Outcome:
    return not_applicable() if follows_cluster(database) else customer_key(database, "kmsKeyId", facts)


@rule("rds-instance-private", INSTANCE, CLUSTER_INSTANCE)
def private(database: Resource, facts: Facts) -> Outcome:
    return is_false(database, "publiclyAccessible")


@rule("rds-tls-forced", INSTANCE, CLUSTER)
def tls_forced(database: Resource, facts: Facts) -> Outcome:
    engine = get(database, "engine")
    parameter = _tls_parameter(engine)
    if is_open(engine):
        return unknown("engine")
    if parameter is None or follows_cluster(database):
        return not_applicable()
    path = "parameterGroupName" if database.type == INSTANCE else "dbClusterParameterGroupName"
    if get(database, path) is MISSING:
        return _by_default(database, str(engine), path, parameter)
    groups = facts.target_resources(database, path, *PARAMETER_GROUPS)
    if not groups:
        return unknown(path)
    return _judge_parameter(groups[0], parameter)


def _by_default(database: Resource, engine: str, path: str, parameter: str) -> Outcome:
    """What AWS's default group of the engine's version does; where none is named, AWS chooses one."""
    version, first = get(database, "engineVersion"), TLS_BY_DEFAULT.get(engine)
    if first is None:
        return failed(path, parameter=parameter)
    if is_open(version) or version is MISSING:
        return unknown("engineVersion")
    major = number(str(version).split(".", maxsplit=1)[0])
    return passed(path) if (major or 0) >= first else failed(path, parameter=parameter)


def _tls_parameter(engine: object) -> str | None:
    name = engine if isinstance(engine, str) else ""
    starts = [start for start in TLS_PARAMETERS if name.startswith(start)]
    return TLS_PARAMETERS[max(starts, key=len)] if starts else None


def _judge_parameter(group: Resource, parameter: str) -> Outcome:
    parameters = get(group, "parameters")
    if is_open(parameters):
        return unknown("parameters", holder=group.urn)
    for path, entry in entries(parameters, "parameters"):
        if within(entry, "name") != parameter:
            continue
        value = within(entry, "value")
        if is_open(value):
            return unknown(f"{path}.value", holder=group.urn)
        on = value in ("1", 1, "ON", "on") or boolean(value) is True
        place = f"{path}.value"
        if on:
            return passed(place, value, holder=group.urn)
        return failed(place, value, holder=group.urn, parameter=parameter)
    return failed("parameters", holder=group.urn, parameter=parameter)


@rule("rds-iam-authentication-enabled", INSTANCE, CLUSTER)
def iam_authentication(database: Resource, facts: Facts) -> Outcome:
    engine = get(database, "engine")
    if follows_cluster(database) or (isinstance(engine, str) and engine not in ENGINES_WITH_IAM):
        return not_applicable()
    return is_true(database, "iamDatabaseAuthenticationEnabled")


@rule("rds-password-managed", INSTANCE, CLUSTER)
def password_managed(database: Resource, facts: Facts) -> Outcome:
    if follows_cluster(database) or is_copy(database):
        return not_applicable()
    for password in PASSWORDS:
        if get(database, password) is MISSING:
            continue
        # RDS keeps none where the database has a copy: a first one, written once and void after the first
        # rotation, is as good. The value itself is never repeated.
        if password.endswith("Wo") and _is_first_of_rotated(database, facts):
            return passed(password)
        return failed(password) if facts.complete or not password.endswith("Wo") else unknown(password)
    return is_true(database, "manageMasterUserPassword")


def _is_first_of_rotated(database: Resource, facts: Facts) -> bool:
    """Whether a secret that was written from this database is rotated."""
    for version in facts.graph.of_type(SECRET_VERSION):
        if not any(database.urn in facts.targets(version, name) for name in SECRET_VALUES):
            continue
        for secret in facts.target_resources(version, "secretId", SECRET):
            if facts.attached(secret, "secretId", ROTATION).resources:
                return True
    return False


@rule("rds-master-secret-customer-key", INSTANCE, CLUSTER)
def secret_key(database: Resource, facts: Facts) -> Outcome:
    managed = get(database, "manageMasterUserPassword")
    if is_open(managed):
        return unknown("manageMasterUserPassword")
    if boolean(managed) is not True:
        return not_applicable()
    return customer_key(database, "masterUserSecretKmsKeyId", facts)
