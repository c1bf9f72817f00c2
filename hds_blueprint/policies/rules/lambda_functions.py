"""Rules of AWS Lambda functions: keys, network, code, what remains of failures."""

from __future__ import annotations

from functools import cache

from hds_blueprint.data_files import read_data
from hds_blueprint.graph.model import Join, Ref, Resource
from hds_blueprint.policies.checks import at_least, customer_key, is_set
from hds_blueprint.policies.choices import counts_at_least, has_entries, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get, is_open

FUNCTION = "aws:lambda/function:Function"
INVOCATION = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
SOURCE = "aws:lambda/eventSourceMapping:EventSourceMapping"
SIGNING = "aws:lambda/codeSigningConfig:CodeSigningConfig"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
# queues keep what fails themselves, by their redrive policy
STREAMS = (":kinesis:", ":dynamodb:")


@cache
def _ended_runtimes() -> frozenset[str]:
    return frozenset(read_data("hds_blueprint.policies", "lambda_runtimes.yaml")["ended"])


@rule("lambda-environment-customer-key", FUNCTION)
def environment_key(function: Resource, facts: Facts) -> Outcome:
    variables = get(function, "environment.variables")
    return not_applicable() if variables in (MISSING, {}) else customer_key(function, "kmsKeyArn", facts)


@rule("lambda-within-network", FUNCTION)
def within_network(function: Resource, facts: Facts) -> Outcome:
    return has_entries(function, "vpcConfig.subnetIds")


@rule("lambda-zones-redundant", FUNCTION)
def zones_redundant(function: Resource, facts: Facts) -> Outcome:
    if get(function, "vpcConfig") is MISSING:
        return not_applicable()
    return counts_at_least(function, "vpcConfig.subnetIds", 2)


@rule("lambda-runtime-supported", FUNCTION)
def runtime_supported(function: Resource, facts: Facts) -> Outcome:
    runtime = get(function, "runtime")
    if runtime is MISSING:
        # an image brings its own
        return not_applicable()
    if not isinstance(runtime, str):
        return unknown("runtime")
    return failed("runtime", runtime) if runtime in _ended_runtimes() else passed("runtime", runtime)


@rule("lambda-failures-kept", FUNCTION)
def failures_kept(function: Resource, facts: Facts) -> Outcome:
    if get(function, "deadLetterConfig.targetArn") is not MISSING:
        return is_set(function, "deadLetterConfig.targetArn")
    attached = facts.attached(function, "functionName", INVOCATION)
    for configuration in attached.resources:
        target = get(configuration, "destinationConfig.onFailure.destination")
        if target is not MISSING:
            return passed("destinationConfig.onFailure.destination", target, holder=configuration.urn)
    path = "deadLetterConfig.targetArn"
    return unknown(path) if attached.uncertain else failed(path)


@rule("lambda-source-failures-kept", SOURCE)
def source_failures_kept(mapping: Resource, facts: Facts) -> Outcome:
    source = get(mapping, "eventSourceArn")
    if isinstance(source, Ref):
        stream = any(word in source.urn for word in ("aws:kinesis/", "aws:dynamodb/"))
    elif isinstance(source, str | Join):
        start = source if isinstance(source, str) else str(source.parts[0])
        stream = any(word in start for word in STREAMS)
    else:
        return not_applicable() if source is MISSING else unknown("eventSourceArn")
    return is_set(mapping, "destinationConfig.onFailure.destinationArn") if stream else not_applicable()


@rule("lambda-traced", FUNCTION)
def traced(function: Resource, facts: Facts) -> Outcome:
    return is_one_of(function, "tracingConfig.mode", "Active")


@rule("lambda-concurrency-bounded", FUNCTION)
def concurrency_bounded(function: Resource, facts: Facts) -> Outcome:
    # -1 and no value: the function may take all that the account has
    return at_least(function, "reservedConcurrentExecutions", 0, default=-1)


@rule("lambda-code-signed", FUNCTION)
def code_signed(function: Resource, facts: Facts) -> Outcome:
    if get(function, "packageType") == "Image":
        return not_applicable()
    return is_set(function, "codeSigningConfigArn")


@rule("lambda-unsigned-code-refused", SIGNING)
def unsigned_refused(signing: Resource, facts: Facts) -> Outcome:
    return is_one_of(signing, "policies.untrustedArtifactOnDeployment", "Enforce")


@rule("lambda-package-customer-key", FUNCTION)
def package_key(function: Resource, facts: Facts) -> Outcome:
    if get(function, "packageType") == "Image":
        return not_applicable()
    return customer_key(function, "sourceKmsKeyArn", facts)


@rule("lambda-log-group-described", FUNCTION)
def log_group_described(function: Resource, facts: Facts) -> Outcome:
    path = "loggingConfig.logGroup"
    named = get(function, path)
    if named is not MISSING:
        return passed(path, named) if isinstance(named, str | Ref | Join) else unknown(path)
    name = get(function, "name")
    if is_open(name) or not facts.complete:
        return unknown("name")
    wanted = f"/aws/lambda/{name}" if isinstance(name, str) else None
    for group in facts.graph.of_type(LOG_GROUP):
        called = get(group, "name")
        own = called == wanted or (isinstance(called, Join) and _names(called, function.urn))
        if own:
            return passed(path, called, holder=group.urn)
    return failed(path)


def _names(text: Join, urn: str) -> bool:
    """Whether a name is made of `/aws/lambda/` and the function's own name."""
    return text.parts[0] == "/aws/lambda/" and Ref(urn, "name") in text.parts
