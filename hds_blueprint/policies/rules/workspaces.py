"""Rules of Amazon WorkSpaces: encrypted desktops, from known addresses, whose users are no administrators."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.address_ranges import is_broad
from hds_blueprint.policies.checks import customer_key, is_false, is_true
from hds_blueprint.policies.choices import has_entries
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import entries, get, is_open, within

WORKSPACE = "aws:workspaces/workspace:Workspace"
DIRECTORY = "aws:workspaces/directory:Directory"
ADDRESSES = "aws:workspaces/ipGroup:IpGroup"


@rule("workspaces-volumes-encrypted", WORKSPACE)
def volumes_encrypted(workspace: Resource, facts: Facts) -> Iterator[Outcome]:
    yield is_true(workspace, "rootVolumeEncryptionEnabled")
    yield is_true(workspace, "userVolumeEncryptionEnabled")


@rule("workspaces-customer-key", WORKSPACE)
def own_key(workspace: Resource, facts: Facts) -> Outcome:
    return customer_key(workspace, "volumeEncryptionKey", facts)


@rule("workspaces-users-unprivileged", DIRECTORY)
def users_unprivileged(directory: Resource, facts: Facts) -> Outcome:
    # AWS makes users administrators of their desktop unless it is told not to
    return is_false(directory, "workspaceCreationProperties.userEnabledAsLocalAdministrator", default=True)


@rule("workspaces-addresses-listed", DIRECTORY)
def addresses_listed(directory: Resource, facts: Facts) -> Outcome:
    return has_entries(directory, "ipGroupIds")


@rule("workspaces-addresses-bounded", ADDRESSES)
def addresses_bounded(group: Resource, facts: Facts) -> Iterator[Outcome]:
    yield unknown("rules") if is_open(get(group, "rules")) else passed("rules")
    for path, each in entries(get(group, "rules"), "rules"):
        source, place = within(each, "source"), f"{path}.source"
        if is_open(source):
            yield unknown(place)
        elif is_broad(source):
            yield failed(place, source)
