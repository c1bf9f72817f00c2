"""Rules of who and what reaches a database on Amazon RDS, and of the versions that are looked after."""

from __future__ import annotations

import re

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_true
from hds_blueprint.policies.databases import CLUSTER, CLUSTER_INSTANCE, INSTANCE, follows_cluster
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get, is_open

PROXY = "aws:rds/proxy:Proxy"
# the names that AWS's console and examples propose
WELL_KNOWN_USERS = ("admin", "administrator", "awsuser", "master", "mysql", "postgres", "root", "user")
# certificate authorities that have expired (Amazon RDS user guide, "Certificate authorities")
OLD_AUTHORITIES = ("rds-ca-2010", "rds-ca-2015", "rds-ca-2019")
_VERSION = re.compile(r"\d+(?:\.\d+)?")


@rule("rds-master-user-not-well-known", INSTANCE, CLUSTER)
def master_user_own(database: Resource, facts: Facts) -> Outcome:
    path = "username" if database.type == INSTANCE else "masterUsername"
    name = get(database, path)
    if follows_cluster(database) or name is MISSING:
        return not_applicable()
    if is_open(name):
        return unknown(path)
    known = str(name).lower() in WELL_KNOWN_USERS
    return failed(path, name) if known else passed(path, name)


@rule("rds-certificate-authority-current", INSTANCE, CLUSTER_INSTANCE)
def authority_current(database: Resource, facts: Facts) -> Outcome:
    # without a value AWS takes the one of the region, which is current
    path = "caCertIdentifier"
    authority = get(database, path)
    if is_open(authority):
        return unknown(path)
    return failed(path, authority) if authority in OLD_AUTHORITIES else passed(path, authority)


@rule("rds-engine-version-supported", INSTANCE, CLUSTER)
def version_supported(database: Resource, facts: Facts) -> Outcome:
    from hds_blueprint.hosting.facts import table

    engine, version = get(database, "engine"), get(database, "engineVersion")
    if is_open(engine) or is_open(version):
        return unknown("engine" if is_open(engine) else "engineVersion")
    name = {"postgres": "postgresql"}.get(str(engine), str(engine))
    known = table("database_versions")
    match = _VERSION.match(str(version)) if isinstance(version, str | int | float) else None
    if name not in known or match is None or follows_cluster(database):
        return not_applicable()
    least = min(_number(each) for each in known[name]["versions"])
    older = _number(match[0]) < least
    return failed("engineVersion", version, engine=str(engine)) if older else passed("engineVersion", version)


def _number(version: str) -> tuple[int, ...]:
    major, _, minor = version.partition(".")
    return (int(major), int(minor or 0))


@rule("rds-proxy-tls-required", PROXY)
def proxy_tls(proxy: Resource, facts: Facts) -> Outcome:
    return is_true(proxy, "requireTls")
