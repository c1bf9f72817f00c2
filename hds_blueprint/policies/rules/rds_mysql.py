"""Rules of MySQL on Amazon RDS and Aurora: audit, transport, what statements may reach and leave behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.databases import CLUSTER, INSTANCE, follows_cluster
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.rds import PARAMETER_GROUPS
from hds_blueprint.policies.values import MISSING, Found, boolean, entries, get, is_open, within

OPTION_GROUP = "aws:rds/optionGroup:OptionGroup"
PLUGIN, EVENTS = "MARIADB_AUDIT_PLUGIN", "SERVER_AUDIT_EVENTS"
# who connects and who changes rights; QUERY is all statements
AUDITED = ({"CONNECT"}, {"QUERY_DCL", "QUERY"})
OLD_TLS = ("TLSv1", "TLSv1.1")  # obsolete (RFC 8996)


def _words(value: Found) -> set[str]:
    return {word.strip() for word in value.split(",")} if isinstance(value, str) else set()


def _on(value: Found) -> bool:
    return value in ("1", 1, "ON", "on") or boolean(value) is True


def _audits(value: Found) -> bool:
    return all(events & _words(value) for events in AUDITED)


def _parameter(group: Resource, name: str, good: Callable[[Found], bool]) -> Outcome:
    """One parameter of a group; `good` is asked about MISSING where it is not written."""
    path, value = "parameters", get(group, "parameters")
    for place, entry in entries(value, "parameters"):
        if within(entry, "name") == name:
            path, value = f"{place}.value", within(entry, "value")
            break
    else:
        value = value if is_open(value) else MISSING
    if is_open(value):
        return unknown(path, holder=group.urn)
    outcome = passed if good(value) else failed
    return outcome(path, value, holder=group.urn)


def _of_family(group: Resource, name: str, good: Callable[[Found], bool]) -> Outcome:
    family = get(group, "family")
    if is_open(family):
        return unknown("family")
    if not (isinstance(family, str) and family.startswith(("mysql", "aurora-mysql"))):
        return not_applicable()
    return _parameter(group, name, good)


@rule("rds-mysql-audited", INSTANCE, CLUSTER)
def mysql_audited(database: Resource, facts: Facts) -> Iterator[Outcome]:
    engine = get(database, "engine")
    if database.type == INSTANCE and engine == "mysql":
        yield _by_option(database, facts)
    elif database.type == CLUSTER and engine == "aurora-mysql":
        path = "dbClusterParameterGroupName"
        groups = facts.target_resources(database, path, *PARAMETER_GROUPS)
        for group in groups:
            yield _parameter(group, "server_audit_logging", _on)
            yield _parameter(group, "server_audit_events", _audits)
        if not groups:
            yield failed(path) if get(database, path) is MISSING else unknown(path)
    elif is_open(engine):
        yield unknown("engine")


def _by_option(database: Resource, facts: Facts) -> Outcome:
    path = "optionGroupName"
    groups = facts.target_resources(database, path, OPTION_GROUP)
    if not groups:
        return failed(path) if get(database, path) is MISSING else unknown(path)
    options = get(groups[0], "options")
    if is_open(options):
        return unknown("options", holder=groups[0].urn)
    for place, option in entries(options, "options"):
        if within(option, "optionName") != PLUGIN:
            continue
        for setting, entry in entries(within(option, "optionSettings"), f"{place}.optionSettings"):
            if within(entry, "name") == EVENTS:
                value = within(entry, "value")
                outcome = passed if _audits(value) else failed
                return outcome(f"{setting}.value", value, holder=groups[0].urn)
        return failed(f"{place}.optionSettings", holder=groups[0].urn)
    return failed("options", holder=groups[0].urn)


@rule("rds-mysql-audit-exported", INSTANCE, CLUSTER)
def audit_exported(database: Resource, facts: Facts) -> Outcome:
    engine, path = get(database, "engine"), "enabledCloudwatchLogsExports"
    if is_open(engine):
        return unknown("engine")
    if engine not in ("mysql", "mariadb", "aurora-mysql") or follows_cluster(database):
        return not_applicable()
    exports = get(database, path)
    names = [item for _, item in entries(exports, path)]
    if "audit" in names:
        return passed(path, exports)
    return unknown(path) if any(is_open(name) for name in names) else failed(path, exports)


@rule("rds-mysql-tls-version-current", *PARAMETER_GROUPS)
def tls_version_current(group: Resource, facts: Facts) -> Outcome:
    # MySQL 8.0 of today refuses older versions where nothing is written
    return _of_family(group, "tls_version", lambda value: not _words(value) & set(OLD_TLS))


@rule("rds-mysql-statements-not-logged", *PARAMETER_GROUPS)
def statements_not_logged(group: Resource, facts: Facts) -> Outcome:
    return _of_family(group, "general_log", lambda value: not _on(value))


@rule("rds-mysql-local-files-refused", *PARAMETER_GROUPS)
def local_files_refused(group: Resource, facts: Facts) -> Outcome:
    # on where nothing is written (Amazon RDS user guide, default parameter groups)
    return _of_family(group, "local_infile", lambda value: value is not MISSING and not _on(value))
