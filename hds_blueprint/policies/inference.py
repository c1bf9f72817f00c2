"""Where a model of Amazon Bedrock answers: by the region of its ARN, or the profile that spreads requests."""

from __future__ import annotations

import re

from hds_blueprint.graph.model import Join
from hds_blueprint.policies import places
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.values import Found

# Profiles that spread requests over regions begin with a part of the world (Bedrock user guide, cross-region
# inference; own reading of its tables on 2026-11-24). Those of `eu.` answer in regions of the EU. The
# provider that a plain model begins with (`anthropic.`) is none of these.
OUTSIDE_EEA = ("us", "us-gov", "ca", "sa", "apac", "jp", "au", "me", "af", "global")
_PROFILE = re.compile(rf"(?:^|[/:])({'|'.join(OUTSIDE_EEA)})\.[a-z0-9-]+\.")


def leads_outside(model: Found, facts: Facts) -> str | None:
    """What takes requests out of the EEA: a region or a profile's prefix; None where nothing is known to."""
    if isinstance(model, Join):
        model = "".join(part if isinstance(part, str) else "?" for part in model.parts)
    if not isinstance(model, str):
        return None
    region = places.region_in_arn(model)
    if region is not None and region not in facts.eea_regions:
        return region
    profile = _PROFILE.search(model)
    return profile[1] if profile else None
