"""A public page about what a rule asks: another tool's on the same control, else a requirement's text."""

from __future__ import annotations

from functools import cache

from hds_blueprint.policies.catalogue import framework
from hds_blueprint.policies.engine import CATALOGUE_OF_HEALTH_DATA
from hds_blueprint.policies.rule import all_rules

# Security Hub's reference has a page for each service, with an anchor for each control (own reading)
SECURITY_HUB = (
    "https://docs.aws.amazon.com/securityhub/latest/userguide/{service}-controls.html#{service}-{number}"
)
PROWLER = "https://hub.prowler.com/check/{control}"
CHECKOV = "https://www.checkov.io/5.Policy%20Index/terraform.html"


@cache
def help_page(rule_id: str) -> str | None:
    """The address of a page about a rule of ours or a check of Checkov's; None where none is known.

    The texts on health data come last: they state aims, and few rules say what they ask word for word.
    """
    rule = all_rules().get(rule_id)
    if rule is None:
        return CHECKOV if rule_id.startswith("CKV") else None
    aliases = [alias.partition(":")[::2] for alias in rule.metadata.aliases]
    for tool, control in aliases:
        if tool == "securityhub":
            service, _, number = control.lower().partition(".")
            return SECURITY_HUB.format(service=service, number=number)
    for tool, control in aliases:
        if tool == "prowler":
            return PROWLER.format(control=control)
    controls = sorted(rule.metadata.controls, key=lambda each: each.startswith(CATALOGUE_OF_HEALTH_DATA))
    return framework(controls[0].partition(":")[0]).source if controls else None
