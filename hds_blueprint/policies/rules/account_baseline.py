"""A rule of stacks that set up an account: with some of its safeguards come the others."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed
from hds_blueprint.policies.rule import graph_rule
from hds_blueprint.policies.rules.account_guards import BLOCK, ONCE_IN_A_REGION, PASSWORDS
from hds_blueprint.policies.rules.detection import DETECTOR

# Of some there may be several in a region: AWS keeps a second standard beside the first.
IN_EACH_REGION = tuple(
    sorted((*ONCE_IN_A_REGION, "aws:securityhub/standardsSubscription:StandardsSubscription"))
)
ONCE = (PASSWORDS, BLOCK)


@graph_rule("account-safeguards-complete")
def safeguards_complete(facts: Facts, *, baseline_from: int) -> Iterator[tuple[str, Outcome]]:
    """`baseline_from` is how many kinds of safeguards make a stack the one that sets up the account."""
    found = facts.graph.of_type(*IN_EACH_REGION, *ONCE)
    about = next((resource.urn for resource in found if resource.type == DETECTOR), "")
    if len({resource.type for resource in found}) < baseline_from:
        yield about, not_applicable()
        return
    missing = [type_ for type_ in ONCE if not facts.graph.of_type(type_)]
    for region in sorted({_region(resource) for resource in found if resource.type in IN_EACH_REGION}):
        there = {resource.type for resource in found if _region(resource) == region}
        missing += [
            f"{type_} ({region})" if region else type_ for type_ in IN_EACH_REGION if type_ not in there
        ]
    for name in missing:
        yield about, failed("resources", missing=name)
    if not missing:
        yield about, passed("resources")


def _region(resource: Resource) -> str:
    region = resource.inputs.get("region", resource.region)
    return region if isinstance(region, str) else ""
