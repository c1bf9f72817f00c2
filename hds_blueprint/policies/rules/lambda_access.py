"""Rules of who may call a Lambda function: addresses, resource policies, layers."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Join, Resource, Unknown
from hds_blueprint.policies.choices import is_one_of, lists_none
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import is_narrow
from hds_blueprint.policies.values import MISSING, boolean, get, is_open

URL = "aws:lambda/functionUrl:FunctionUrl"
PERMISSION = "aws:lambda/permission:Permission"
LAYER_PERMISSION = "aws:lambda/layerVersionPermission:LayerVersionPermission"
# what ties a permission to callers that are known
BOUNDS = ("sourceArn", "sourceAccount", "principalOrgId")


@rule("lambda-url-authenticated", URL)
def url_authenticated(url: Resource, facts: Facts) -> Outcome:
    return is_one_of(url, "authorizationType", "AWS_IAM")


@rule("lambda-url-origins-named", URL)
def url_origins(url: Resource, facts: Facts) -> Outcome:
    return not_applicable() if get(url, "cors") is MISSING else lists_none(url, "cors.allowOrigins", "*")


@rule("lambda-permission-principal-named", PERMISSION)
def principal_named(permission: Resource, facts: Facts) -> Outcome:
    principal = get(permission, "principal")
    if is_open(principal):
        return unknown("principal")
    if principal != "*" or any(get(permission, bound) is not MISSING for bound in BOUNDS):
        return passed("principal", principal)
    return failed("principal", principal)


@rule("lambda-permission-service-bounded", PERMISSION)
def service_bounded(permission: Resource, facts: Facts) -> Outcome:
    principal = get(permission, "principal")
    if is_open(principal):
        return unknown("principal")
    if not (isinstance(principal, str) and principal.endswith(".amazonaws.com")):
        return not_applicable()
    if principal == "s3.amazonaws.com":
        # the ARN of a bucket has no account: another account may take a bucket's name
        return passed() if get(permission, "sourceAccount") is not MISSING else failed("sourceAccount")
    bound = next((b for b in BOUNDS if get(permission, b) is not MISSING), None)
    if bound is None:
        return failed("sourceArn")
    value = get(permission, bound)
    if isinstance(value, Unknown) and not value.depends_on:
        return unknown(bound)
    wide = bound == "sourceArn" and isinstance(value, str | Join) and not is_narrow("aws:sourcearn", value)
    return failed(bound, value) if wide else passed(bound, value)


@rule("lambda-permission-actions-listed", PERMISSION)
def permission_actions(permission: Resource, facts: Facts) -> Outcome:
    action = get(permission, "action")
    if is_open(action):
        return unknown("action")
    broad = isinstance(action, str) and "*" in action
    return failed("action", action) if broad else passed("action", action)


@rule("lambda-permission-url-authenticated", PERMISSION)
def permission_url(permission: Resource, facts: Facts) -> Outcome:
    kind = get(permission, "functionUrlAuthType")
    if kind is MISSING and boolean(get(permission, "invokedViaFunctionUrl")) is not True:
        return not_applicable()
    return is_one_of(permission, "functionUrlAuthType", "AWS_IAM", default="AWS_IAM")


@rule("lambda-layer-private", LAYER_PERMISSION)
def layer_private(permission: Resource, facts: Facts) -> Iterator[Outcome]:
    principal = get(permission, "principal")
    if is_open(principal):
        yield unknown("principal")
    elif principal == "*" and get(permission, "organizationId") is MISSING:
        yield failed("principal", principal)
    else:
        yield passed("principal", principal)
