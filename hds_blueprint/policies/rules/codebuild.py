"""Rules of AWS CodeBuild."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key, is_false, judge_boolean
from hds_blueprint.policies.choices import has_entries, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, entries, get, is_open, within

PROJECT = "aws:codebuild/project:Project"
CREDENTIAL = "aws:codebuild/sourceCredential:SourceCredential"


@rule("codebuild-customer-key", PROJECT)
def own_key(project: Resource, facts: Facts) -> Outcome:
    return customer_key(project, "encryptionKey", facts)


@rule("codebuild-artifacts-encrypted", PROJECT)
def artifacts_encrypted(project: Resource, facts: Facts) -> Iterator[Outcome]:
    yield is_false(project, "artifacts.encryptionDisabled")
    for path, artifact in entries(get(project, "secondaryArtifacts"), "secondaryArtifacts"):
        value = within(artifact, "encryptionDisabled")
        yield judge_boolean(value, f"{path}.encryptionDisabled", wanted=False, default=False)


@rule("codebuild-logs-encrypted", PROJECT)
def logs_encrypted(project: Resource, facts: Facts) -> Outcome:
    return is_false(project, "logsConfig.s3Logs.encryptionDisabled")


@rule("codebuild-logged", PROJECT)
def logged(project: Resource, facts: Facts) -> Outcome:
    groups, bucket = (
        get(project, "logsConfig.cloudwatchLogs.status"),
        get(project, "logsConfig.s3Logs.status"),
    )
    if is_open(groups):
        return unknown("logsConfig.cloudwatchLogs.status")
    # CloudWatch takes logs unless it is told not to
    on = groups in (MISSING, "ENABLED") or bucket == "ENABLED"
    return passed("logsConfig") if on else failed("logsConfig.cloudwatchLogs.status", groups)


@rule("codebuild-unprivileged", PROJECT)
def unprivileged(project: Resource, facts: Facts) -> Outcome:
    return is_false(project, "environment.privilegedMode")


@rule("codebuild-private", PROJECT)
def private(project: Resource, facts: Facts) -> Outcome:
    return is_one_of(project, "projectVisibility", "PRIVATE", default="PRIVATE")


@rule("codebuild-source-checked", PROJECT)
def source_checked(project: Resource, facts: Facts) -> Iterator[Outcome]:
    yield is_false(project, "source.insecureSsl")
    for path, source in entries(get(project, "secondarySources"), "secondarySources"):
        yield judge_boolean(within(source, "insecureSsl"), f"{path}.insecureSsl", wanted=False, default=False)


@rule("codebuild-within-network", PROJECT)
def within_network(project: Resource, facts: Facts) -> Outcome:
    return has_entries(project, "vpcConfig.subnets")


@rule("codebuild-sources-by-connection", CREDENTIAL)
def by_connection(credential: Resource, facts: Facts) -> Outcome:
    # a personal token or password outlives the person; a connection is granted to the project
    return is_one_of(credential, "authType", "CODECONNECTIONS", "SECRETS_MANAGER")
