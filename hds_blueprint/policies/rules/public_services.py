"""Rules of managed services that can have a public address, or callers whom nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_false, is_true
from hds_blueprint.policies.choices import judge_choice
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import boolean, entries, get, is_open, within

INSTANCES = (
    "aws:dms/replicationInstance:ReplicationInstance",
    "aws:mq/broker:Broker",
    "aws:timestreaminfluxdb/dbInstance:DbInstance",
    "aws:timestreaminfluxdb/dbCluster:DbCluster",
)
GRAPH = "aws:neptunegraph/graph:Graph"
CACHE = "aws:appsync/apiCache:ApiCache"
GRAPHQL = "aws:appsync/graphQLApi:GraphQLApi"
# a key is in every copy of the application: it says which application calls, not who
IDENTIFYING = ("AMAZON_COGNITO_USER_POOLS", "AWS_IAM", "AWS_LAMBDA", "OPENID_CONNECT")


@rule("managed-instance-private", *INSTANCES, GRAPH)
def instance_private(instance: Resource, facts: Facts) -> Outcome:
    # the API of AWS DMS gives a public address unless it is told not to; the provider always tells it
    return is_false(instance, "publicConnectivity" if instance.type == GRAPH else "publiclyAccessible")


@rule("appsync-callers-identified", GRAPHQL)
def callers_identified(api: Resource, facts: Facts) -> Iterator[Outcome]:
    yield judge_choice(get(api, "authenticationType"), "authenticationType", IDENTIFYING)
    further = "additionalAuthenticationProviders"
    for path, provider in entries(get(api, further), further):
        place = f"{path}.authenticationType"
        yield judge_choice(within(provider, "authenticationType"), place, IDENTIFYING)


@rule("appsync-requests-logged", GRAPHQL)
def requests_logged(api: Resource, facts: Facts) -> Outcome:
    # the content of requests and answers is data of persons
    path = "logConfig.fieldLogLevel"
    level, verbose = get(api, path), get(api, "logConfig.excludeVerboseContent")
    if is_open(level) or is_open(verbose):
        return unknown(path)
    if level not in ("ERROR", "ALL", "INFO", "DEBUG"):
        return failed(path, level)
    return (
        passed(path, level)
        if boolean(verbose) is True
        else failed("logConfig.excludeVerboseContent", verbose)
    )


@rule("appsync-cache-encrypted", CACHE)
def cache_encrypted(cache: Resource, facts: Facts) -> Iterator[Outcome]:
    yield is_true(cache, "atRestEncryptionEnabled")
    yield is_true(cache, "transitEncryptionEnabled")
