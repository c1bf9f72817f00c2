"""Rules of Amazon Athena and AWS Glue: results, catalogues, connections and jobs."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key, is_set, is_true, judge_boolean
from hds_blueprint.policies.choices import is_none_of, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import closed_to_strangers
from hds_blueprint.policies.values import MISSING, boolean, get, is_open
from hds_blueprint.policies.verdict import Status

DATABASE = "aws:athena/database:Database"
WORKGROUP = "aws:athena/workgroup:Workgroup"
CATALOG = "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings"
SECURITY = "aws:glue/securityConfiguration:SecurityConfiguration"
JOB = "aws:glue/job:Job"
CRAWLER = "aws:glue/crawler:Crawler"
DEVELOPMENT = "aws:glue/devEndpoint:DevEndpoint"
CONNECTION = "aws:glue/connection:Connection"
POLICY = "aws:glue/resourcePolicy:ResourcePolicy"
RESULTS = "configuration.resultConfiguration.encryptionConfiguration"
SETTINGS = "dataCatalogEncryptionSettings"
# what a security configuration encrypts, and how it is told to
SCOPES = (
    ("s3Encryption", "s3EncryptionMode", "SSE-KMS"),
    ("cloudwatchEncryption", "cloudwatchEncryptionMode", "SSE-KMS"),
    ("jobBookmarksEncryption", "jobBookmarksEncryptionMode", "CSE-KMS"),
)


@rule("athena-results-customer-key", WORKGROUP, DATABASE)
def results_key(group: Resource, facts: Facts) -> Outcome:
    base, key = ("encryptionConfiguration", "kmsKey") if group.type == DATABASE else (RESULTS, "kmsKeyArn")
    if boolean(get(group, "configuration.managedQueryResultsConfiguration.enabled")) is True:
        path = "configuration.managedQueryResultsConfiguration.encryptionConfiguration.kmsKey"
        return customer_key(group, path, facts)
    option = is_none_of(group, f"{base}.encryptionOption", "SSE_S3", default="SSE_S3")
    if option.status is not Status.PASS:
        return option
    return customer_key(group, f"{base}.{key}", facts)


@rule("athena-settings-enforced", WORKGROUP)
def settings_enforced(group: Resource, facts: Facts) -> Outcome:
    return is_true(group, "configuration.enforceWorkgroupConfiguration", default=True)


@rule("athena-bytes-bounded", WORKGROUP)
def bytes_bounded(group: Resource, facts: Facts) -> Outcome:
    return is_set(group, "configuration.bytesScannedCutoffPerQuery")


@rule("athena-results-owner-checked", WORKGROUP)
def owner_checked(group: Resource, facts: Facts) -> Outcome:
    base = "configuration.resultConfiguration"
    if get(group, f"{base}.outputLocation") is MISSING:
        return not_applicable()
    return is_set(group, f"{base}.expectedBucketOwner")


@rule("glue-catalog-customer-key", CATALOG)
def catalog_key(settings: Resource, facts: Facts) -> Outcome:
    base = f"{SETTINGS}.encryptionAtRest"
    mode = is_one_of(settings, f"{base}.catalogEncryptionMode", "SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE")
    return customer_key(settings, f"{base}.sseAwsKmsKeyId", facts) if mode.status is Status.PASS else mode


@rule("glue-connection-passwords-encrypted", CATALOG)
def connection_passwords(settings: Resource, facts: Facts) -> Outcome:
    return is_true(settings, f"{SETTINGS}.connectionPasswordEncryption.returnConnectionPasswordEncrypted")


@rule("glue-security-configuration-complete", SECURITY)
def configuration_complete(security: Resource, facts: Facts) -> Iterator[Outcome]:
    for scope, name, mode in SCOPES:
        yield is_one_of(security, f"encryptionConfiguration.{scope}.{name}", mode)


@rule("glue-security-configuration-customer-key", SECURITY)
def configuration_key(security: Resource, facts: Facts) -> Iterator[Outcome]:
    for scope, name, mode in SCOPES:
        if get(security, f"encryptionConfiguration.{scope}.{name}") == mode:
            yield customer_key(security, f"encryptionConfiguration.{scope}.kmsKeyArn", facts)


@rule("glue-job-secured", JOB, CRAWLER, DEVELOPMENT)
def job_secured(job: Resource, facts: Facts) -> Outcome:
    return is_set(job, "securityConfiguration")


@rule("glue-job-logged", JOB)
def job_logged(job: Resource, facts: Facts) -> Outcome:
    path = "defaultArguments"
    arguments = get(job, path)
    if is_open(arguments):
        return unknown(path)
    value = arguments.get("--enable-continuous-cloudwatch-log") if isinstance(arguments, dict) else None
    place = f"{path}.--enable-continuous-cloudwatch-log"
    return judge_boolean(MISSING if value is None else value, place, wanted=True, default=False)


@rule("glue-connection-tls", CONNECTION)
def connection_tls(connection: Resource, facts: Facts) -> Outcome:
    if get(connection, "connectionType") not in (MISSING, "JDBC"):
        return not_applicable()
    path = "connectionProperties"
    properties = get(connection, path)
    if is_open(properties):
        return unknown(path)
    value = properties.get("JDBC_ENFORCE_SSL") if isinstance(properties, dict) else None
    place = f"{path}.JDBC_ENFORCE_SSL"
    return judge_boolean(MISSING if value is None else value, place, wanted=True, default=False)


@rule("glue-connection-password-in-secrets-manager", CONNECTION)
def connection_password(connection: Resource, facts: Facts) -> Outcome:
    path = "connectionProperties"
    properties = get(connection, path)
    if is_open(properties):
        return unknown(path)
    held = isinstance(properties, dict) and "PASSWORD" in properties
    return failed(f"{path}.PASSWORD") if held else passed(path)


@rule("glue-policy-private", POLICY)
def policy_private(policy: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(policy, "policy", facts, absent=not_applicable())
