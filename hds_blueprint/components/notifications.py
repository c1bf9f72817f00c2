"""Where alarms are sent."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.alerts import Alerts


class Notifications(Component):
    """The SNS topic of alarms with its e-mail subscription."""

    token = "hds:notifications:Notifications"

    topic: aws.sns.Topic

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        alerts: Alerts,
        keys: Keys,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        raise NotImplementedError
