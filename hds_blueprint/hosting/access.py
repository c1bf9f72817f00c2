from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from hds_blueprint.hosting.vocabulary import Duration, Name, Section, Text

RoleArn = Annotated[
    str, Field(max_length=640, pattern=r"^arn:aws:iam::[0-9]{12}:(root|(role|user)/[A-Za-z0-9_+=,.@/-]+)$")
]  # an IAM principal
# A key in the platform's own account and region: its id, not an alias.
KeyId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


RoleName = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_+=,.@-]+$")]
PerYear = Annotated[int, Field(ge=0, le=10**8)]


class BreakGlass(Section):
    """The way in when the usual one fails: who holds it, and how often it is tried."""

    holders: Annotated[tuple[Text, ...], Field(min_length=2)]  # no single person
    tested_every: Duration = timedelta(days=180)


class Administrators(Section):
    """Administration by named people (HDS v2, activity 5): sign-in, sessions, approval, emergencies."""

    identity_centre: bool = True
    groups: tuple[Text, ...] = ()
    session_hours: Annotated[int, Field(ge=1, le=8)] = 4  # a working day at most
    session_recording: bool = True
    interventions_approved: bool = True
    approvers: tuple[Text, ...] = ()
    break_glass: BreakGlass | None = None


class ApplicationUsers(Section):
    """The professionals who use the service, and how they prove who they are (PGSSI-S)."""

    professionals: bool = True
    shared_between_entities: bool = False
    external_web_access: bool = False
    new_patients_per_year: PerYear | None = None
    professionals_per_year: PerYear | None = None
    pro_sante_connect: bool = False
    other_means: Text | None = None


class ExternalKey(Section):
    """A key that never enters AWS: which store leads to it, and its id there."""

    store: Annotated[str, Field(pattern=r"^cks-[0-9a-f]{17}$")]
    key: Annotated[str, Field(max_length=128, pattern=r"^[A-Za-z0-9._-]+$")]


class Access(Section):
    """Who administers. Left empty, the deploying account's own administrators."""

    key_administrators: tuple[RoleArn, ...] = ()
    # key domain to the key outside of AWS that it stands on (KMS external key store)
    external_keys: dict[Name, ExternalKey] = Field(default_factory=dict[str, ExternalKey])
    key_imports: dict[Name, KeyId] = Field(default_factory=dict[str, str])  # key domain to an existing key
    auditors: tuple[RoleArn, ...] = ()
    mfa_required: bool = True
    review_months: Annotated[int, Field(ge=1, le=12)] = 12
    administrators: Administrators | None = None
    application_users: ApplicationUsers | None = None
