"""The registers, each a section with a table."""

from __future__ import annotations

from hds_blueprint.dossier.inline import line
from hds_blueprint.dossier.model import Block, Heading, Page, Paragraph, Section, Table
from hds_blueprint.dossier.registers.accounts import roles
from hds_blueprint.dossier.registers.backup_classes import backup_classes
from hds_blueprint.dossier.registers.backups import backups, restore_tests
from hds_blueprint.dossier.registers.certificates import certificates
from hds_blueprint.dossier.registers.copies import copy_table
from hds_blueprint.dossier.registers.flow_tables import endpoint_table, flow_matrix
from hds_blueprint.dossier.registers.keys import keys
from hds_blueprint.dossier.registers.logs import logs
from hds_blueprint.dossier.registers.people import people
from hds_blueprint.dossier.registers.processors import processors
from hds_blueprint.dossier.registers.secrets import secrets
from hds_blueprint.dossier.registers.ways_out import destinations, linked_networks
from hds_blueprint.dossier.source import Source
from hds_blueprint.dossier.wording import cited, empty_table

# The requirement of the catalogue that a note speaks of.
CITED = {"register-logs": ("cnil-2021-122:retention",)}


def page(source: Source) -> Page:
    """All registers."""
    _ = source.translate
    nothing = _("This stack has none.")
    notes = {
        "register-secrets": _("Names only: no value of a secret is in the graph, the state or this file."),
        "register-logs": _(
            "HDS v2 gives no period of retention. The CNIL recommends six months to a year, and up to three "
            "years where the need is demonstrated (délibération 2021-122 of 14 October 2021)."
        )
        if source.health_data
        else _(
            "The CNIL recommends six months to a year, and up to three years where the need is demonstrated "
            "(délibération 2021-122 of 14 October 2021)."
        ),
        "register-flows": _(
            "Read from security groups, listeners and endpoints. What no group lets through does not pass."
        ),
        "register-people": _("As the requirements document states it."),
    }
    tables = {
        "register-flows": (
            flow_matrix(source),
            endpoint_table(source),
            copy_table(source),
            *_stated_ways(source),
        ),
        "register-keys": (keys(source),),
        "register-secrets": (secrets(source),),
        "register-certificates": (certificates(source),),
        "register-logs": (logs(source),),
        "register-backups": (
            *((backup_classes(source),) if source.of_service else ()),
            backups(source),
            restore_tests(source),
        ),
        "register-accounts": (roles(source), people(source)),
        "register-processors": (processors(source),),
    }
    titles = {
        "register-flows": _("Flows"),
        "register-keys": _("Encryption keys"),
        "register-secrets": _("Secrets"),
        "register-certificates": _("TLS certificates"),
        "register-logs": _("Traces"),
        "register-backups": _("Backups and restore tests"),
        "register-accounts": _("Accounts and roles"),
        "register-processors": _("Sub-processors"),
    }
    sections: list[Section] = []
    for identifier, found in tables.items():
        if not source.of_service:
            # an account has no flows, stores and backups of its own
            found = tuple(table for table in found if table.rows)
            if not found:
                continue
        blocks: list[Block] = []
        if note := notes.get(identifier):
            blocks.append(Paragraph(line(note), "muted"))
            blocks += [cited(source, each) for each in CITED.get(identifier, ())]
        for table in found:
            if len(found) > 1:
                blocks.append(Heading(table.title))
            blocks.append(empty_table(table, nothing))
        sections.append(Section(identifier, titles[identifier], tuple(blocks)))
    return Page("registers", _("Registers"), _("Registers"), tuple(sections))


def _stated_ways(source: Source) -> tuple[Table, ...]:
    """Ways out and links of the document, where it names some."""
    if not source.of_service:
        return ()
    return tuple(table for table in (destinations(source), linked_networks(source)) if table.rows)
