"""The roles that people take for one service: auditors, readers of traces, operators, emergencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.access_roles import people_role, taken_by, taken_from_identity_centre
from hds_blueprint.components.account_keys import AccountKeys
from hds_blueprint.components.component import Component
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.logging import Logging
from hds_blueprint.components.policy_documents import Text
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.access import Administrators


class TraceAccess(Component):
    """The roles of those who read traces: auditors the audit trail, readers the applications' traces too.

    Creates a role for each list of the document that is not empty, taken by the principals of that list.
    Neither changes anything, and neither reads data of the service outside of its traces.

    Free of charge. Answers: ISO/IEC 27001:2022 A.8.15 (logs), A.5.15, A.5.35; HDS v2.0 EXI 15 and 16.
    """

    token = "hds:people_roles:TraceAccess"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        auditors: Sequence[str],
        readers: Sequence[str],
        mfa_required: bool,
        logging: Logging,
        keys: Keys | AccountKeys,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        document = "access.auditors" if auditors else "logging.readers"
        super().__init__(name, scope=scope, document=document, data_class="technical", options=options)
        names: dict[str, Text] = {
            "prefix": scope.prefix,
            "audit": logging.audit.arn,
            "delivery": logging.delivery.arn,
            "logs_key": keys.logs.arn,
        }
        lists = {"service-auditor": auditors, "trace-reader": readers}
        self.arns = {
            role: people_role(
                role,
                parent=self,
                trust=taken_by(scope, principals, mfa_required=mfa_required),
                names=names,
            ).arn
            for role, principals in lists.items()
            if principals
        }
        self.register_outputs({})


class Administration(Component):
    """The roles of those who look after a service: operators, and the way in when the usual one fails.

    Creates an operator's role for as long a session as the document says and, where a way in for
    emergencies is described, a role for it. They are taken from IAM Identity Center, which asks for the
    second factor, or by whoever the account's IAM allows, with a second factor of AWS.

    Free of charge. Answers: HDS v2.0, chapter 2.1, activity 5, and EXI 05 (scenario G); ISO/IEC 27001:2022
    A.8.2 (privileged access), A.5.15.
    """

    token = "hds:people_roles:Administration"  # noqa: S105 - a type, not a password

    break_glass: aws.iam.Role | None = None

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        administrators: Administrators,
        mfa_required: bool,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            name, scope=scope, document="access.administrators", data_class="technical", options=options
        )
        trust = (
            taken_from_identity_centre(scope)
            if administrators.identity_centre
            else taken_by(scope, (), mfa_required=mfa_required)
        )
        names: Mapping[str, Text] = {"prefix": scope.prefix, "service": scope.service}
        hours = min(administrators.session_hours, _LONGEST_HOURS)
        self.operator = people_role(
            "service-operator", parent=self, trust=trust, session_hours=hours, names=names
        )
        if administrators.break_glass is not None:
            # not by the usual way, which may be what fails
            emergency = taken_by(scope, (), mfa_required=mfa_required)
            self.break_glass = people_role("service-break-glass", parent=self, trust=emergency, names=names)
        self.register_outputs({})


_LONGEST_HOURS = 8  # a working day: the rule iam-role-session-short
