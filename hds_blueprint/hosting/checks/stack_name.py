"""The service and its stack: two names that together start every physical name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.requirements import HostingRequirements

_NAME: Location = ("service", "name")


def service_not_named_after_stack(needs: HostingRequirements, stack: str) -> Iterator[Complaint]:
    """The service's name leaves the stack out: `fhir` in the stack prod, and not `fhir-prod`.

    Physical names start with service and stack, the stack being said once. Two services `fhir` and
    `fhir-prod` would claim the same names in the stack prod of one account. A service that is called
    as its stack has no such neighbour.
    """
    ending = "-" + re.sub(r"[^a-z0-9]+", "-", stack.lower()).strip("-")
    name = needs.service.name
    if ending != "-" and name.endswith(ending):
        yield Complaint(
            "service-named-after-stack",
            _NAME,
            name,
            arguments={"stack": stack, "name": name.removesuffix(ending)},
        )
