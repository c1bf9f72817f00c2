"""Rules of AWS Systems Manager: parameters, documents and what they leave elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Join, Resource
from hds_blueprint.policies.checks import AWS_MANAGED_ALIAS, customer_key
from hds_blueprint.policies.choices import judge_choice
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.json_text import NotJsonError, decode
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, Found, boolean, get, is_open, number, within

PARAMETER = "aws:ssm/parameter:Parameter"
DOCUMENT = "aws:ssm/document:Document"
SYNC = "aws:ssm/resourceDataSync:ResourceDataSync"
SETTING = "aws:ssm/serviceSetting:ServiceSetting"
_SHARING = "/ssm/documents/console/public-sharing-permission"


@rule("ssm-parameter-customer-key", PARAMETER)
def parameter_key(parameter: Resource, facts: Facts) -> Outcome:
    kind = get(parameter, "type")
    if is_open(kind):
        return unknown("type")
    return customer_key(parameter, "keyId", facts) if kind == "SecureString" else not_applicable()


@rule("ssm-document-private", DOCUMENT)
def document_private(document: Resource, facts: Facts) -> Outcome:
    permissions = get(document, "permissions")
    if is_open(permissions):
        return unknown("permissions")
    accounts = within(permissions, "account_ids")
    if accounts is MISSING:
        accounts = within(permissions, "accountIds")
    if is_open(accounts):
        return unknown("permissions")
    everyone = isinstance(accounts, str) and "all" in accounts.lower().split(",")
    return failed("permissions.account_ids", accounts) if everyone else passed("permissions")


@rule("ssm-sessions-encrypted", DOCUMENT)
def sessions_encrypted(document: Resource, facts: Facts) -> Iterator[Outcome]:
    yield from _session(document, ("kmsKeyId",), "content.inputs.kmsKeyId")


@rule("ssm-sessions-recorded", DOCUMENT)
def sessions_recorded(document: Resource, facts: Facts) -> Iterator[Outcome]:
    yield from _session(
        document, ("cloudWatchLogGroupName", "s3BucketName"), "content.inputs.cloudWatchLogGroupName"
    )


@rule("ssm-session-records-encrypted", DOCUMENT)
def records_encrypted(document: Resource, facts: Facts) -> Iterator[Outcome]:
    inputs, unreadable = _inputs(document)
    if unreadable is not None:
        yield unreadable
    for target, switch in (
        ("cloudWatchLogGroupName", "cloudWatchEncryptionEnabled"),
        ("s3BucketName", "s3EncryptionEnabled"),
    ):
        if within(inputs, target) in (MISSING, ""):
            continue
        value, path = within(inputs, switch), f"content.inputs.{switch}"
        if is_open(value):
            yield unknown(path)
        else:
            yield passed(path, value) if boolean(value) is not False else failed(path, value)


@rule("ssm-sessions-end", DOCUMENT)
def sessions_end(
    document: Resource, facts: Facts, *, maximum_idle_minutes: int, maximum_minutes: int
) -> Iterator[Outcome]:
    inputs, unreadable = _inputs(document)
    if unreadable is not None:
        yield unreadable
    elif inputs is not MISSING:
        # 20 minutes of silence and no end are what Session Manager takes where nothing is said
        for name, most, default in (
            ("idleSessionTimeout", maximum_idle_minutes, 20),
            ("maxSessionDuration", maximum_minutes, MISSING),
        ):
            value, path = within(inputs, name), f"content.inputs.{name}"
            if is_open(value):
                yield unknown(path)
                continue
            minutes = number(default if value in (MISSING, "") else value)
            short = minutes is not None and minutes <= most
            yield passed(path, value) if short else failed(path, value)


@rule("ssm-documents-sharing-blocked", SETTING)
def sharing_blocked(setting: Resource, facts: Facts) -> Outcome:
    name = get(setting, "settingId")
    if not isinstance(name, str):
        return unknown("settingId") if is_open(name) else not_applicable()
    if not name.endswith(_SHARING):
        return not_applicable()
    return judge_choice(get(setting, "settingValue"), "settingValue", ("Disable",))


@rule("ssm-inventory-customer-key", SYNC)
def inventory_key(sync: Resource, facts: Facts) -> Outcome:
    return customer_key(sync, "s3Destination.kmsKeyArn", facts)


def _session(document: Resource, names: tuple[str, ...], path: str) -> Iterator[Outcome]:
    """An outcome of a document that sets up sessions: one of these inputs is set; none for others."""
    inputs, unreadable = _inputs(document)
    if unreadable is not None:
        yield unreadable
    elif inputs is not MISSING:
        named = next((within(inputs, n) for n in names if within(inputs, n) not in (MISSING, "")), MISSING)
        bad = named is MISSING or (isinstance(named, str) and AWS_MANAGED_ALIAS in named)
        yield failed(path, named) if bad else passed(path, named)


def _inputs(document: Resource) -> tuple[Found, Outcome | None]:
    """The inputs of a session document; MISSING for other kinds; with why they cannot be read."""
    kind = get(document, "documentType")
    if is_open(kind):
        return MISSING, unknown("documentType")
    if kind != "Session":
        return MISSING, None
    try:
        content = decode(text) if isinstance(text := get(document, "content"), str | Join) else text
    except NotJsonError:
        # YAML is allowed too, and is not read here
        return MISSING, unknown("content")
    inputs = within(content, "inputs")
    return (MISSING, unknown("content")) if is_open(inputs) else ({} if inputs is MISSING else inputs, None)
