"""What counts as a key under the customer's control, however a program writes it."""

from __future__ import annotations

import pytest

from hds_blueprint.graph.model import Join, Ref, Unknown, Value
from hds_blueprint.policies.checks import customer_key
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.verdict import Status

from .graphs import DATABASE, graph, resource, urn

KEY = "aws:kms/key:Key"
CALLER = Ref(urn("aws:index/getCallerIdentity:getCallerIdentity", "caller"), "accountId")
ACCOUNT = ("arn:aws:kms:eu-west-3:", CALLER)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (Ref(urn(KEY, "data"), "arn"), Status.PASS),
        ("arn:aws:kms:eu-west-3:123456789012:key/0", Status.PASS),
        ("alias/records", Status.PASS),
        ("alias/aws/rds", Status.FAIL),
        (Join((*ACCOUNT, ":alias/aws/rds")), Status.FAIL),
        (Join((*ACCOUNT, ":key/0")), Status.UNKNOWN),
        (Unknown(), Status.UNKNOWN),
        ("", Status.FAIL),
    ],
)
def test_a_key_is_told_by_what_it_is(value: Value, status: Status) -> None:
    database = resource(DATABASE, "records", {"kmsKeyId": value})
    facts = Facts(graph(resource(KEY, "data"), database))
    assert customer_key(database, "kmsKeyId", facts).status is status
