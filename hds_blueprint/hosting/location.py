from __future__ import annotations

from hds_blueprint.hosting.vocabulary import Region, Section


class Location(Section):
    """Where data are stored: EEA regions only (R.1111-9-1, EXI 28)."""

    region: Region = "eu-west-3"
    recovery_region: Region = "eu-central-1"
