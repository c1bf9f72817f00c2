"""The requirements document as a whole."""

from __future__ import annotations

from pydantic import Field

from hds_blueprint.hosting.access import Access
from hds_blueprint.hosting.alerts import Alerts
from hds_blueprint.hosting.backup import Backup
from hds_blueprint.hosting.continuity import Continuity
from hds_blueprint.hosting.data import Data
from hds_blueprint.hosting.location import Location
from hds_blueprint.hosting.logging import Logging
from hds_blueprint.hosting.network import Network
from hds_blueprint.hosting.organisation import Organisation
from hds_blueprint.hosting.service import Service
from hds_blueprint.hosting.stores import Bucket, Database
from hds_blueprint.hosting.vocabulary import ExtensionName, Name, Section
from hds_blueprint.hosting.waivers import Waiver
from hds_blueprint.hosting.workloads import Workload


class HostingRequirements(Section):
    """What a health-data service needs, in the words of French regulation."""

    # The loader merges and drops it; requirements never carry it on.
    extends: str | None = Field(default=None, min_length=1, max_length=255, exclude=True)
    service: Service
    organisation: Organisation | None = None  # left out: the scope of HDS is not decided
    data: Data
    location: Location = Location.of_defaults()
    continuity: Continuity = Continuity.of_defaults()
    network: Network = Network.of_defaults()
    workloads: dict[Name, Workload] = Field(default_factory=dict[str, Workload])
    databases: dict[Name, Database] = Field(default_factory=dict[str, Database])
    buckets: dict[Name, Bucket] = Field(default_factory=dict[str, Bucket])
    logging: Logging = Logging.of_defaults()
    backup: Backup = Backup.of_defaults()
    access: Access = Access.of_defaults()
    alerts: Alerts
    waivers: tuple[Waiver, ...] = ()
    extensions: tuple[ExtensionName, ...] = ()
