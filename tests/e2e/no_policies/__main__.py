"""A policy pack whose only rule accepts everything: for tests of what has nothing to do with rules."""

from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

PolicyPack(
    name="none",
    policies=[
        ResourceValidationPolicy(
            name="nothing",
            description="Accepts everything.",
            enforcement_level=EnforcementLevel.ADVISORY,
            validate=lambda arguments, report: None,
        )
    ],
)
