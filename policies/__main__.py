"""The policy pack of `pulumi up --policy-pack policies`; the rules live in hds_blueprint/policies."""

from pathlib import Path

from hds_blueprint.policies.pack import serve

serve(Path(__file__).resolve().parent.parent)
