"""Rules of PostgreSQL's parameters on Amazon RDS: what is logged and audited, how passwords are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.rds import PARAMETER_GROUPS
from hds_blueprint.policies.values import MISSING, Found, boolean, entries, get, is_open, within

FAMILIES = ("postgres", "aurora-postgresql")
AUDITED = ("ddl", "role")
# TLS 1.0 and 1.1 are obsolete (RFC 8996)
OLD_TLS = ("TLSv1", "TLSv1.1")
VALUE_PARAMETERS = ("pgaudit.log_parameter", "log_parameter_max_length", "log_parameter_max_length_on_error")


def _parameter(group: Resource, name: str, good: Callable[[Found], bool]) -> Outcome:
    """One parameter of a group of PostgreSQL's; `good` is asked about MISSING where it is not written."""
    family, parameters = get(group, "family"), get(group, "parameters")
    if is_open(family) or is_open(parameters):
        return unknown("family" if is_open(family) else "parameters")
    if not (isinstance(family, str) and family.startswith(FAMILIES)):
        return not_applicable()
    path, value = "parameters", MISSING
    for place, entry in entries(parameters, "parameters"):
        if within(entry, "name") == name:
            path, value = f"{place}.value", within(entry, "value")
        elif is_open(entry) or is_open(within(entry, "name")):
            return unknown(place)
    if is_open(value):
        return unknown(path)
    return passed(path, value) if good(value) else failed(path, value, parameter=name)


def _words(value: Found) -> list[str]:
    return [word.strip() for word in value.split(",")] if isinstance(value, str) else []


def _on(value: Found) -> bool:
    return value in ("1", 1, "on") or boolean(value) is True


@rule("rds-connections-logged", *PARAMETER_GROUPS)
def connections_logged(group: Resource, facts: Facts) -> Iterator[Outcome]:
    for name in ("log_connections", "log_disconnections"):
        yield _parameter(group, name, lambda value: _on(value) or value == "all")


@rule("rds-statements-audited", *PARAMETER_GROUPS)
def statements_audited(group: Resource, facts: Facts) -> Iterator[Outcome]:
    def audits(value: Found) -> bool:
        return "all" in _words(value) or set(AUDITED) <= set(_words(value))

    yield _parameter(group, "shared_preload_libraries", lambda value: "pgaudit" in _words(value))
    yield _parameter(group, "pgaudit.log", audits)


@rule("rds-logs-without-values", *PARAMETER_GROUPS)
def logs_without_values(group: Resource, facts: Facts) -> Iterator[Outcome]:
    for name in VALUE_PARAMETERS:
        # PostgreSQL's defaults: the audit leaves values out, a logged statement shows them whole,
        # a statement in error does not
        by_default = name != "log_parameter_max_length"
        yield _parameter(
            group, name, lambda value, safe=by_default: safe if value is MISSING else value in ("0", 0, "off")
        )


@rule("rds-password-hash-strong", *PARAMETER_GROUPS)
def password_hash_strong(group: Resource, facts: Facts) -> Outcome:
    # RDS accepts md5 too unless it is told otherwise
    return _parameter(group, "rds.accepted_password_auth_method", lambda value: value == "scram")


@rule("rds-tls-version-current", *PARAMETER_GROUPS)
def tls_version_current(group: Resource, facts: Facts) -> Outcome:
    # TLS 1.2 is PostgreSQL's default since version 12
    return _parameter(group, "ssl_min_protocol_version", lambda value: value not in OLD_TLS)
