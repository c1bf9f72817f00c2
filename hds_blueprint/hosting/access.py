from __future__ import annotations

from typing import Annotated

from pydantic import Field

from hds_blueprint.hosting.vocabulary import Section

RoleArn = Annotated[
    str, Field(max_length=640, pattern=r"^arn:aws:iam::[0-9]{12}:(root|(role|user)/[A-Za-z0-9_+=,.@/-]+)$")
]  # an IAM principal


class Access(Section):
    """Who administers. Left empty, the deploying account's own administrators."""

    key_administrators: tuple[RoleArn, ...] = ()
    auditors: tuple[RoleArn, ...] = ()
    mfa_required: bool = True
    review_months: Annotated[int, Field(ge=1, le=12)] = 12
