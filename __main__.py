"""The Pulumi program: the stack's requirements document becomes its platform."""

from hds_blueprint.components.program import deploy

deploy()
