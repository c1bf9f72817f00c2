from __future__ import annotations

from hds_blueprint.deployment.ending import steps
from hds_blueprint.deployment.remaining import remaining

from .states import PROVIDER, STACK, base, resource, state, urn

DATABASE, SUBNET, VPC, ALARM = (
    "aws:rds/instance:Instance",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:x/y:Z",
)
COMPONENT = "hds:database:Postgresql"


def _stack() -> dict[str, object]:
    return state(
        [
            *base(),
            {"urn": urn(COMPONENT, "records"), "custom": False, "type": COMPONENT, "parent": STACK},
            resource(VPC, "vpc"),
            resource(SUBNET, "data-a", dependencies=[urn(VPC, "vpc")]),
            resource(SUBNET, "public-a", propertyDependencies={"vpcId": [urn(VPC, "vpc")]}),
            resource(
                DATABASE,
                "records",
                protect=True,
                retainOnDelete=True,
                parent=urn(COMPONENT, "records"),
                propertyDependencies={"subnets": [urn(SUBNET, "data-a")], "name": None},
            ),
            resource(ALARM, "alarm", dependencies=[urn(DATABASE, "records")]),
        ]
    )


def test_what_stays_is_protected_or_needed_by_something_protected() -> None:
    stays = {item.urn: item for item in remaining(_stack())}
    database = urn(DATABASE, "records")
    assert set(stays) == {
        STACK,
        PROVIDER,
        urn(COMPONENT, "records"),
        urn(VPC, "vpc"),
        urn(SUBNET, "data-a"),
        database,
    }
    assert stays[database].protected
    assert stays[database].retained
    assert stays[urn(VPC, "vpc")].needed_by == (database,)
    assert stays[database].needed_by == ()


def test_nothing_protected_means_that_nothing_stays() -> None:
    assert remaining(state([*base(), resource(VPC, "vpc")])) == []


def test_a_state_whose_dependencies_turn_in_a_circle_ends() -> None:
    one = resource(VPC, "one", protect=True, dependencies=[urn(VPC, "two")])
    two = resource(VPC, "two", dependencies=[urn(VPC, "one")])
    assert len(remaining(state([*base(), one, two]))) == 4


def test_the_steps_name_what_stays_and_how_to_end_it() -> None:
    text = "\n".join(steps("prod", remaining(_stack()), simulated=False))
    assert "aws:rds/instance:Instance records (records-id)" in text
    assert "public-a" not in text
    assert "pulumi state unprotect --stack prod" in text
    assert "hds destroy prod --release" in text
    assert list(steps("prod", [], simulated=True)) == ["Nothing stays."]
