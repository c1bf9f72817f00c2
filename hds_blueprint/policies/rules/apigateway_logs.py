"""Rules of what Amazon API Gateway logs, and of what it must not keep of requests."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least, is_false, is_set, is_true, judge_boolean
from hds_blueprint.policies.choices import is_one_of, only_where
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.apigateway import REST_STAGE
from hds_blueprint.policies.values import entries, get, is_open, within

HTTP_STAGE = "aws:apigatewayv2/stage:Stage"
SETTINGS = "aws:apigateway/methodSettings:MethodSettings"


@rule("api-gateway-access-logged", REST_STAGE, HTTP_STAGE)
def access_logged(stage: Resource, facts: Facts) -> Outcome:
    return is_set(stage, "accessLogSettings.destinationArn")


@rule("api-gateway-requests-unrecorded", SETTINGS, HTTP_STAGE)
def requests_unrecorded(settings: Resource, facts: Facts) -> Iterator[Outcome]:
    if settings.type == SETTINGS:
        yield is_false(settings, "settings.dataTraceEnabled")
        return
    yield is_false(settings, "defaultRouteSettings.dataTraceEnabled")
    routes = get(settings, "routeSettings")
    if is_open(routes):
        yield unknown("routeSettings")
        return
    for path, route in entries(routes, "routeSettings"):
        place, value = f"{path}.dataTraceEnabled", within(route, "dataTraceEnabled")
        yield judge_boolean(value, place, wanted=False, default=False)


@rule("api-gateway-errors-logged", SETTINGS)
def errors_logged(settings: Resource, facts: Facts) -> Outcome:
    return is_one_of(settings, "settings.loggingLevel", "ERROR", "INFO")


@rule("api-gateway-cache-encrypted", SETTINGS)
def cache_encrypted(settings: Resource, facts: Facts) -> Outcome:
    return only_where(settings, "settings.cachingEnabled", is_true(settings, "settings.cacheDataEncrypted"))


@rule("api-gateway-cache-clearing-authorized", SETTINGS)
def cache_clearing(settings: Resource, facts: Facts) -> Outcome:
    authorized = is_true(settings, "settings.requireAuthorizationForCacheControl")
    return only_where(settings, "settings.cachingEnabled", authorized)


@rule("api-gateway-requests-limited", SETTINGS, HTTP_STAGE)
def requests_limited(settings: Resource, facts: Facts) -> Outcome:
    base = "settings" if settings.type == SETTINGS else "defaultRouteSettings"
    path = f"{base}.throttlingRateLimit"
    # -1 stands for no limit of its own
    return at_least(settings, path, 0, default=-1)


@rule("api-gateway-stage-traced", REST_STAGE)
def traced(stage: Resource, facts: Facts) -> Outcome:
    return is_true(stage, "xrayTracingEnabled")
