"""Verdicts on connected resources that rest on values which nobody knows yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hds_blueprint.checkov.catalogue import checks
from hds_blueprint.checkov.connections import Connections
from hds_blueprint.checkov.graph_checks import Attribute, condition, parts
from hds_blueprint.checkov.property_paths import Place, leaves
from hds_blueprint.checkov.runner import run
from hds_blueprint.checkov.table import type_table
from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, Secret, Unknown, Value
from hds_blueprint.policies.verdict import Finding, Status
from tests.checkov.comparison import graph as cases_graph
from tests.checkov.comparison import load_cases
from tests.policies.graphs import BUCKET, DATABASE, graph, resource, urn

VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
USER = "aws:iam/user:User"
PROFILE = "aws:iam/userLoginProfile:UserLoginProfile"
GROUPS = "aws:rds/parameterGroup:ParameterGroup"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
ACL = "aws:s3/bucketAcl:BucketAcl"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
VALUE = Ref(urn("aws:ssm/parameter:Parameter", "p"), "value")

BUCKETS = Ref(urn(BUCKET, "b"), "id")
EDGE = Ref(urn(BALANCER, "lb"), "arn")
REDIRECT: dict[str, Value] = {
    "type": "redirect",
    "redirect": {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"},
}


def versioning(status: Value, bucket: Value = BUCKETS, name: str = "v") -> Resource:
    return resource(VERSIONING, name, {"bucket": bucket, "versioningConfiguration": {"status": status}})


def listener(name: str, action: Value, protocol: Value = "HTTP") -> Resource:
    inputs = {"loadBalancerArn": EDGE, "port": 80, "protocol": protocol, "defaultActions": [action]}
    return resource(LISTENER, name, inputs)


def database(**inputs: Value) -> Resource:
    named = Ref(urn(GROUPS, "g"), "name")
    return resource(DATABASE, "d", {"engine": "postgres", "parameterGroupName": named, **inputs})


def parameters(*given: Value) -> Resource:
    return resource(GROUPS, "g", {"family": "postgres16", "parameters": list(given)})


BUCKET_ITSELF = resource(BUCKET, "b")
STATUS = "v versioningConfiguration.status"


@pytest.mark.parametrize(
    ("versions", "passed", "place"),
    [
        ([versioning("Enabled")], True, None),
        ([versioning("Suspended")], False, None),
        ([versioning(Unknown())], False, STATUS),
        ([versioning(VALUE)], False, STATUS),
        ([versioning(Secret())], False, STATUS),
        ([versioning(Join(("En", VALUE)))], False, STATUS),
        # which bucket it belongs to is what nobody knows
        ([versioning("Enabled", Unknown())], False, "v bucket"),
        # another one's: it has no bearing
        ([versioning(Unknown(), "elsewhere")], False, None),
        ([versioning("Enabled"), versioning(Unknown(), "elsewhere", "w")], True, None),
        # a known failure beside an unknown value
        ([versioning("Suspended"), versioning(Unknown(), name="w")], False, None),
    ],
)
def test_versions_of_a_bucket(
    environment: Path, versions: list[Resource], passed: bool, place: str | None
) -> None:
    assert unsettled("CKV_AWS_21", passed, BUCKET_ITSELF, *versions) == place


@pytest.mark.parametrize(
    ("listeners", "passed", "settled"),
    [
        ([listener("a", REDIRECT)], True, True),
        ([listener("a", {**REDIRECT, "type": Unknown()})], False, False),
        ([listener("a", REDIRECT, Unknown())], False, False),
        # without the block it does not redirect, whatever its type
        ([listener("a", {"type": Unknown()})], False, True),
        # one listener fails whatever the other one does
        ([listener("a", {"type": "forward"}), listener("b", {**REDIRECT, "type": Unknown()})], False, True),
        ([listener("a", REDIRECT), listener("b", {**REDIRECT, "type": Unknown()})], False, False),
    ],
)
def test_listeners_of_a_load_balancer(
    environment: Path, listeners: list[Resource], passed: bool, settled: bool
) -> None:
    balancer = resource(BALANCER, "lb", {"loadBalancerType": "application", "internal": False})
    assert (unsettled("CKV2_AWS_20", passed, balancer, *listeners) is None) is settled


def test_a_connection_that_nobody_knows(environment: Path) -> None:
    user = resource(USER, "u")
    assert unsettled("CKV2_AWS_22", True, user) is None
    assert unsettled("CKV2_AWS_22", True, user, resource(PROFILE, "p", {"user": "other"})) is None
    assert unsettled("CKV2_AWS_22", True, user, resource(PROFILE, "p", {"user": Unknown()})) == "p user"
    own = Ref(user.urn, "name")
    assert unsettled("CKV2_AWS_22", False, user, resource(PROFILE, "p", {"user": own})) is None


def test_a_block_that_nobody_knows_may_attach_a_group(environment: Path) -> None:
    group, service = resource(SECURITY_GROUP, "s", {"description": "s"}), "aws:ecs/service:Service"
    hidden = resource(service, "e", {"networkConfiguration": Unknown()})
    assert unsettled("CKV2_AWS_5", False, group, resource(service, "e", {"name": "e"})) is None
    assert unsettled("CKV2_AWS_5", False, group, hidden) == "e networkConfiguration"
    assert unsettled("CKV2_AWS_5", False, group, resource(service, "e", {"desiredCount": Unknown()})) is None


def test_parameters_of_a_database(environment: Path) -> None:
    forced: dict[str, Value] = {"name": "rds.force_ssl", "value": "1"}
    assert unsettled("CKV2_AWS_69", True, database(), parameters(forced)) is None
    assert unsettled("CKV2_AWS_69", False, database(), parameters({**forced, "value": Unknown()}))
    assert unsettled("CKV2_AWS_69", False, database(), parameters(Unknown()))
    assert unsettled("CKV2_AWS_69", True, database(password=Secret()), parameters(forced)) is None


def test_checks_that_reach_others_by_code(environment: Path) -> None:
    acl = resource(ACL, "a", {"bucket": BUCKETS, "acl": "public-read"})
    block = resource(BLOCK, "k", {"bucket": BUCKETS, "blockPublicAcls": Unknown()})
    assert unsettled("CKV_AWS_379", False, acl, BUCKET_ITSELF, block) == "k blockPublicAcls"
    assert unsettled("CKV_AWS_379", False, acl, BUCKET_ITSELF) is None


def test_conditions_of_own_checks_are_read(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "metadata: {id: CKV2_ACME_1, name: Versions are kept, category: GENERAL_SECURITY}\n"
        "definition:\n"
        "  and:\n"
        "    - {cond_type: filter, attribute: resource_type, operator: within, value: [aws_s3_bucket]}\n"
        "    - {cond_type: connection, operator: exists, resource_types: [aws_s3_bucket],\n"
        "       connected_resource_types: [aws_s3_bucket_versioning]}\n"
        "    - {cond_type: attribute, resource_types: [aws_s3_bucket_versioning],\n"
        "       attribute: versioning_configuration.status, operator: equals, value: Enabled}\n"
    )
    buckets = [resource(BUCKET, name) for name in ("b", "c")]
    versions = [versioning("Suspended"), versioning(Unknown(), Ref(buckets[1].urn, "id"), "w")]
    found = {
        each.urn: each
        for each in run(graph(*buckets, *versions), external_checks=[tmp_path]).findings
        if each.rule == "CKV2_ACME_1"
    }
    assert [found[bucket.urn].status for bucket in buckets] == ["FAIL", "UNKNOWN"]
    assert found[buckets[1].urn].holder == versions[1].urn
    assert found[buckets[1].urn].path == "versioningConfiguration.status"


def test_every_graph_check_is_understood(environment: Path) -> None:
    known = {check: condition(check) for check in checks()}
    judged = {check for check, asked in known.items() if asked is not None}
    assert {check for check in checks() if check.startswith("CKV2_")} - judged == set()
    assert len(judged) >= 82


def test_no_certain_verdict_changes_with_a_value_that_nobody_knows(environment: Path) -> None:
    """Each value that a graph check reads in the cases, taken away in a copy of its case: Checkov's verdict
    on the copy is that on the case, or it is unknown."""
    copies = [copy for case in load_cases() for copy in without_one_value(cases_graph([case]))]
    marked = [
        Resource(f"{each.urn}~{number}", each.type, f"{each.name}~{number}", moved(dict(each.inputs), number))
        for number, copy in enumerate(copies)
        for each in copy
    ]
    before = {(each.urn, each.rule): each.status for each in run(cases_graph(load_cases())).findings}
    connections = Connections(ResourceGraph("cases", "test", "program", tuple(marked)))
    after = run(ResourceGraph("cases", "test", "program", tuple(marked))).findings
    judged = [each for each in after if connections.judges(each.rule)]
    changed = [each for each in judged if each.status not in (Status.UNKNOWN, before.get(original(each)))]
    assert [(each.rule, each.urn, each.status) for each in changed] == []
    assert len(copies) > 150
    assert sum(each.status is Status.UNKNOWN for each in judged) > 100
    assert sum(each.status is not Status.UNKNOWN for each in judged) > 1000


def original(finding: Finding) -> tuple[str, str]:
    return finding.urn.rpartition("~")[0], finding.rule


def without_one_value(case: ResourceGraph) -> Iterator[list[Resource]]:
    read = {
        (type_, part.path)
        for check in checks()
        if (asked := condition(check)) is not None
        for part in parts(asked)
        if isinstance(part, Attribute)
        for type_ in part.types
    }
    for each in case.resources:
        found = type_table().find(each.type)
        assert found is not None
        places = {place.path for type_, path in read if type_ == found.name for place in leaves(each, path)}
        for path in sorted(places | {re.split(r"[.\[]", path)[0] for path in places}):
            hidden = put(dict(each.inputs), re.findall(r"\w+", path))
            assert isinstance(hidden, dict)
            yield [
                Resource(other.urn, other.type, other.name, hidden if other is each else other.inputs)
                for other in case.resources
            ]


def put(value: Value, path: list[str]) -> Value:
    """The value with nobody knowing what is at the path."""
    if not path:
        return Unknown()
    if isinstance(value, list):
        return [put(item, path[1:]) if str(index) == path[0] else item for index, item in enumerate(value)]
    assert isinstance(value, dict)
    return {**value, path[0]: put(value.get(path[0]), path[1:])}


def moved(value: Value, number: int) -> dict[str, Value]:
    """The same inputs with references within the copy."""

    def of(item: Value) -> Value:
        match item:
            case Ref():
                return Ref(f"{item.urn}~{number}", item.property)
            case Join():
                return Join(tuple(of(part) if isinstance(part, Ref) else part for part in item.parts))  # pyright: ignore
            case dict():
                return {key: of(each) for key, each in item.items()}
            case list():
                return [of(each) for each in item]
            case _:
                return item

    found = of(value)
    assert isinstance(found, dict)
    return found


def unsettled(check: str, passed: bool, judged: Resource, *others: Resource) -> str | None:
    """The path that the verdict on the first resource rests on, after the name of its holder."""
    found = Connections(graph(judged, *others)).unsettled(check, judged, passed=passed)
    if found is None:
        return None
    return found.place.path if found.resource is judged else f"{found.resource.name} {found.place.path}"


def test_leaves_of_blocks_and_lists() -> None:
    balancer = listener("a", REDIRECT)
    assert leaves(balancer, ("default_action", "redirect", "*", "port")) == (
        Place("defaultActions[0].redirect.port", "443"),
    )
    assert leaves(balancer, ("default_action", "fixed_response", "status_code")) == ()
    assert leaves(resource(LISTENER, "l", {"defaultActions": Unknown()}), ("default_action", "type")) == (
        Place("defaultActions", Unknown()),
    )
    assert leaves(resource("random:index/randomId:RandomId", "r"), ("a",)) == ()
