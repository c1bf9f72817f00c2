"""The Pulumi program: the stack's requirements document becomes its platform."""

from hds_blueprint.deployment.program import deploy

deploy()
