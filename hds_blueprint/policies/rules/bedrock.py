"""Rules of Amazon Bedrock: where models answer, who keeps what they are asked, and with which key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hds_blueprint.graph.model import Join, Ref, Resource
from hds_blueprint.policies import places
from hds_blueprint.policies.checks import customer_key
from hds_blueprint.policies.choices import has_entries
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.inference import leads_outside
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import graph_rule, rule
from hds_blueprint.policies.rules.iam import POLICIES
from hds_blueprint.policies.statements import each_permission
from hds_blueprint.policies.values import MISSING, Found, entries, get, is_open, number, within

AGENT = "aws:bedrock/agentAgent:AgentAgent"
PROMPT = "aws:bedrock/agentPrompt:AgentPrompt"
PROFILE = "aws:bedrock/inferenceProfile:InferenceProfile"
GUARDRAIL = "aws:bedrock/guardrail:Guardrail"
KNOWLEDGE = "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase"
SOURCE = "aws:bedrock/agentDataSource:AgentDataSource"
CUSTOM_MODEL = "aws:bedrock/customModel:CustomModel"
LOGGING = "aws:bedrockmodel/invocationLoggingConfiguration:InvocationLoggingConfiguration"
FLOW = "aws:bedrock/agentFlow:AgentFlow"
# by type, the inputs that name a model or a profile of regions
MODELS = {
    AGENT: "foundationModel",
    PROFILE: "modelSource.copyFrom",
    GUARDRAIL: "crossRegionConfig.guardrailProfileIdentifier",
    KNOWLEDGE: "knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration.embeddingModelArn",
    CUSTOM_MODEL: "baseModelIdentifier",
    PROMPT: "variants[].modelId",
}
# conditions that say where requests may go
_REGION_KEYS = ("aws:requestedregion", "bedrock:inferenceprofilearn")
# every model or profile, wherever it answers
_ANY_PROFILE = re.compile(r"\*|arn:aws[a-z-]*:bedrock:(?:\*:.*|[^:]*:[^:]*:(?:inference-profile/)?\*)")


@rule("bedrock-inference-within-eea", *MODELS)
def inference_within_eea(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    for path, model in _models(holder):
        outside = leads_outside(model, facts)
        if outside is not None:
            yield failed(path, model, region=outside)
        elif isinstance(model, str | Join | Ref):
            # a profile of the same run is judged itself
            yield passed(path, model)
        elif model is not MISSING:
            yield unknown(path)


def _models(holder: Resource) -> Iterator[tuple[str, Found]]:
    """The models and profiles that a resource names, with their paths."""
    listing, _, inner = MODELS[holder.type].partition("[].")
    if not inner:
        yield listing, get(holder, listing)
        return
    for path, entry in entries(get(holder, listing), listing):
        yield f"{path}.{inner}", within(entry, inner)


@rule("bedrock-permissions-within-eea", *POLICIES)
def permissions_within_eea(holder: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows or statement.covers("bedrock:InvokeModel") is None:
            return None
        models = [t for t in statement.resources if isinstance(t, str)]
        outside = next((m for m in models if "inference-profile/" in m and leads_outside(m, facts)), None)
        if outside is not None or statement.condition(*_REGION_KEYS):
            return outside
        # every model of every region, or every profile of one account
        return next((m for m in models if _ANY_PROFILE.fullmatch(m)), None)

    return each_permission(holder, facts, broken)


@rule("bedrock-agent-customer-key", AGENT)
def agent_key(agent: Resource, facts: Facts) -> Outcome:
    return customer_key(agent, "customerEncryptionKeyArn", facts)


@rule("bedrock-agent-guarded", AGENT)
def agent_guarded(agent: Resource, facts: Facts) -> Outcome:
    return has_entries(agent, "guardrailConfigurations")


@rule("bedrock-agent-sessions-short", AGENT)
def sessions_short(agent: Resource, facts: Facts, *, maximum_seconds: int) -> Outcome:
    path, value = "idleSessionTtlInSeconds", get(agent, "idleSessionTtlInSeconds")
    if is_open(value):
        return unknown(path)
    seconds = number(value)
    short = seconds is None or seconds <= maximum_seconds
    return passed(path, value) if short else failed(path, value)


@rule("bedrock-guardrail-customer-key", GUARDRAIL)
def guardrail_key(guardrail: Resource, facts: Facts) -> Outcome:
    return customer_key(guardrail, "kmsKeyArn", facts)


@rule("bedrock-guardrail-personal-data-masked", GUARDRAIL)
def personal_data_masked(guardrail: Resource, facts: Facts) -> Outcome:
    base = "sensitiveInformationPolicyConfig"
    if is_open(get(guardrail, base)):
        return unknown(base)
    listed = [get(guardrail, f"{base}.{name}") for name in ("piiEntitiesConfigs", "regexesConfigs")]
    if any(is_open(items) for items in listed):
        return unknown(base)
    return passed(base) if any(items not in (MISSING, []) for items in listed) else failed(base)


@rule("bedrock-custom-model-customer-key", CUSTOM_MODEL)
def custom_model_key(model: Resource, facts: Facts) -> Outcome:
    return customer_key(model, "customModelKmsKeyId", facts)


@rule("bedrock-custom-model-within-network", CUSTOM_MODEL)
def custom_model_network(model: Resource, facts: Facts) -> Outcome:
    return has_entries(model, "vpcConfig.subnetIds")


@rule("bedrock-knowledge-customer-key", SOURCE)
def knowledge_key(source: Resource, facts: Facts) -> Outcome:
    return customer_key(source, "serverSideEncryptionConfiguration.kmsKeyArn", facts)


@rule("bedrock-invocations-delivered", LOGGING)
def invocations_delivered(logging: Resource, facts: Facts) -> Outcome:
    base = "loggingConfig"
    values = [
        get(logging, f"{base}.{path}") for path in ("cloudwatchConfig.logGroupName", "s3Config.bucketName")
    ]
    if any(value not in (MISSING, "") and (not is_open(value) or isinstance(value, Ref)) for value in values):
        return passed(base)
    return unknown(base) if any(is_open(value) for value in values) else failed(base)


@graph_rule("bedrock-invocations-logged")
def invocations_logged(facts: Facts) -> Iterator[tuple[str, Outcome]]:
    """Each agent and flow stands in a program that also logs what models are asked."""
    users = facts.graph.of_type(AGENT, FLOW)
    if not users:
        yield "", not_applicable()
    logged = facts.graph.of_type(LOGGING)
    for user in users:
        region = places.region_of(user, facts)
        beside = [each for each in logged if places.region_of(each, facts) == region]
        if beside:
            yield user.urn, passed("invocationLoggingConfiguration", holder=beside[0].urn)
        else:
            yield user.urn, failed("invocationLoggingConfiguration")
