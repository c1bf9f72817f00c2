"""Measures that the graph shows, as sentences with their figures; what it does not show is not said."""

from __future__ import annotations

from hds_blueprint.dossier.inline import line, link
from hds_blueprint.dossier.location import locations
from hds_blueprint.dossier.model import Line, Run
from hds_blueprint.dossier.registers.backups import LOCK as VAULT_LOCK
from hds_blueprint.dossier.registers.backups import TEST
from hds_blueprint.dossier.registers.flows import ENDPOINT, flows
from hds_blueprint.dossier.registers.keys import KEYS
from hds_blueprint.dossier.registers.logs import TRAIL
from hds_blueprint.dossier.registers.transit import protection
from hds_blueprint.dossier.source import Source
from hds_blueprint.policies.values import boolean


def measures(source: Source) -> tuple[Line, ...]:
    """One line a measure, with a link to its register."""
    _ = source.translate
    graph = source.graph
    found: list[Line] = []

    def say(text: str, register: str) -> None:
        found.append((Run(f"{text} "), link(_("Register"), f"#register-{register}")))

    # without the deployment state, which the account's keys do not protect
    rows = [row for place in locations(source.inventory[:-1], source.language) for row in place.rows]
    by_key = sum(row.encryption.kind == "key" for row in rows)
    if by_key:
        text = _(
            "%(number)s of %(total)s places with data are encrypted with a key that the account administers."
        )
        say(text % {"number": by_key, "total": len(rows)}, "keys")
    rotated = sum(boolean(key.inputs.get("enableKeyRotation")) is True for key in graph.of_type(*KEYS))
    if rotated:
        say(_("%(number)s keys are renewed by themselves.") % {"number": rotated}, "keys")
    let_through = flows(graph)
    encrypted = sum(protection(source, flow).look == "encrypted" for flow in let_through)
    if encrypted:
        text = _("%(number)s of %(total)s network flows are known to be encrypted.")
        say(text % {"number": encrypted, "total": len(let_through)}, "flows")
    endpoints = len(graph.of_type(ENDPOINT))
    if endpoints:
        text = _("%(number)s services of AWS are reached through private endpoints.") % {"number": endpoints}
        say(text, "flows")
    if graph.of_type(TRAIL):
        say(_("Administrative actions are recorded in an audit trail."), "logs")
    locks = len(graph.of_type(VAULT_LOCK))
    if locks:
        say(_("%(number)s backup vaults are locked against early deletion.") % {"number": locks}, "backups")
    if graph.of_type(TEST):
        say(_("Restores are tried on a schedule."), "backups")
    return tuple(found) or (line(_("This stack shows none.")),)
