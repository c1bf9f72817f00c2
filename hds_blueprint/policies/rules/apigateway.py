"""Rules of Amazon API Gateway: who may call an API, and how (REST, HTTP and WebSocket)."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_false, is_true
from hds_blueprint.policies.choices import is_none_of, lists_none
from hds_blueprint.policies.documents import Readability
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.elb import WEB_ACL_ASSOCIATION
from hds_blueprint.policies.statements import is_public
from hds_blueprint.policies.values import MISSING, entries, get, is_open

REST_API = "aws:apigateway/restApi:RestApi"
REST_POLICY = "aws:apigateway/restApiPolicy:RestApiPolicy"
REST_STAGE = "aws:apigateway/stage:Stage"
REST_DOMAIN = "aws:apigateway/domainName:DomainName"
METHOD = "aws:apigateway/method:Method"
# the inputs of an integration that say what it calls
INTEGRATIONS = {
    "aws:apigateway/integration:Integration": ("type", "uri"),
    "aws:apigatewayv2/integration:Integration": ("integrationType", "integrationUri"),
}
HTTP_API = "aws:apigatewayv2/api:Api"
HTTP_DOMAIN = "aws:apigatewayv2/domainName:DomainName"
ROUTE = "aws:apigatewayv2/route:Route"
MAPPINGS = {
    REST_API: ("aws:apigateway/basePathMapping:BasePathMapping", "restApi"),
    HTTP_API: ("aws:apigatewayv2/apiMapping:ApiMapping", "apiId"),
}
# security policies that refuse TLS below 1.2 (API Gateway developer guide, security policies)
OLD_POLICIES = ("TLS_1_0",)


def kinds(api: Resource) -> list[str]:
    """The kinds of endpoint that a REST API has, as far as they are known: EDGE where nothing is said."""
    types = [item for _, item in entries(get(api, "endpointConfiguration.types"), "types")]
    return [item for item in types if isinstance(item, str)] if types else ["EDGE"]


@rule("api-gateway-endpoint-regional", REST_API, REST_DOMAIN)
def endpoint_regional(api: Resource, facts: Facts) -> Outcome:
    path = "endpointConfiguration.types"
    value = get(api, path)
    if is_open(value) or any(is_open(item) for _, item in entries(value, path)):
        return unknown(path)
    return failed(path, value) if "EDGE" in kinds(api) else passed(path, value)


@rule("api-gateway-domain-tls-current", REST_DOMAIN, HTTP_DOMAIN)
def domain_tls(domain: Resource, facts: Facts) -> Outcome:
    path = "securityPolicy" if domain.type == REST_DOMAIN else "domainNameConfiguration.securityPolicy"
    value = get(domain, path)
    if value is MISSING:
        return failed(path)
    return is_none_of(domain, path, *OLD_POLICIES)


@rule("api-gateway-methods-authorized", METHOD, ROUTE, HTTP_API)
def methods_authorized(method: Resource, facts: Facts) -> Outcome:
    if method.type == HTTP_API:
        # with a target AWS makes the route itself, for anybody
        target = get(method, "target")
        return not_applicable() if target is MISSING else failed("target", target)
    if method.type == METHOD:
        # browsers ask with OPTIONS before they send credentials
        if get(method, "httpMethod") == "OPTIONS":
            return not_applicable()
        return is_none_of(method, "authorization", "NONE", default="NONE")
    key = get(method, "routeKey")
    if isinstance(key, str) and key.startswith("OPTIONS "):
        return not_applicable()
    if isinstance(key, str) and " " not in key and key not in ("$connect", "$default"):
        # a message of a WebSocket that was authorised when it was opened
        return not_applicable()
    return is_none_of(method, "authorizationType", "NONE", default="NONE")


@rule("api-gateway-stage-behind-firewall", REST_STAGE)
def behind_firewall(stage: Resource, facts: Facts) -> Outcome:
    apis = facts.target_resources(stage, "restApi", REST_API)
    if apis and "PRIVATE" in kinds(apis[0]):
        return not_applicable()
    attached = facts.attached(stage, "resourceArn", WEB_ACL_ASSOCIATION)
    if attached.resources:
        return passed("webAclAssociation", holder=attached.resources[0].urn)
    return unknown("webAclAssociation") if attached.uncertain else failed("webAclAssociation")


@rule("api-gateway-private-policy-bounded", REST_API)
def private_policy(api: Resource, facts: Facts) -> Iterator[Outcome]:
    if "PRIVATE" not in kinds(api):
        return
    attached = facts.attached(api, "restApiId", REST_POLICY)
    holders = [*attached.resources, *([api] if get(api, "policy") is not MISSING else [])]
    if not holders:
        yield unknown("policy") if attached.uncertain else failed("policy")
    for holder in holders:
        document = facts.document(holder, "policy")
        if document.readability is not Readability.PARSED:
            yield unknown("policy", holder=holder.urn)
            continue
        # a refusal by network turns an open allowance into a bounded one
        bounded = any(
            s.denies and s.condition("aws:sourcevpc", "aws:sourcevpce") for s in document.statements
        )
        public = next((s for s in document.statements if is_public(s)), None)
        if public is not None and not bounded:
            yield failed(f"policy.{public.path}", "Principal: *", holder=holder.urn)
        elif any(s.open for s in document.statements):
            yield unknown("policy", holder=holder.urn)
        else:
            yield passed("policy", holder=holder.urn)


@rule("api-gateway-default-address-closed", REST_API, HTTP_API)
def default_address_closed(api: Resource, facts: Facts) -> Outcome:
    type_, path = MAPPINGS[api.type]
    mapped = facts.attached(api, path, type_)
    if not mapped.resources:
        # without a name of its own the API has no other address
        return unknown("disableExecuteApiEndpoint") if mapped.uncertain else not_applicable()
    return is_true(api, "disableExecuteApiEndpoint")


@rule("api-gateway-backend-tls", *INTEGRATIONS)
def backend_tls(integration: Resource, facts: Facts) -> Iterator[Outcome]:
    kind_path, path = INTEGRATIONS[integration.type]
    kind, address = get(integration, kind_path), get(integration, path)
    if kind not in ("HTTP", "HTTP_PROXY") or get(integration, "connectionType") == "VPC_LINK":
        return
    start = address if isinstance(address, str) else getattr(address, "parts", ("",))[0]
    if not isinstance(start, str) or not start:
        yield unknown(path)
    else:
        yield failed(path, start) if start.startswith("http://") else passed(path)
    yield is_false(integration, "tlsConfig.insecureSkipVerification")


@rule("api-gateway-origins-named", HTTP_API)
def origins_named(api: Resource, facts: Facts) -> Outcome:
    if get(api, "corsConfiguration") is MISSING:
        return not_applicable()
    return lists_none(api, "corsConfiguration.allowOrigins", "*")
