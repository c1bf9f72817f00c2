"""A valid document in a few lines: what it is, where it runs, what it promises."""

from __future__ import annotations

from datetime import date

from hds_blueprint.hosting.availability import combined, terms
from hds_blueprint.hosting.backup_groups import behind_in_recovery_region, groups_in_use
from hds_blueprint.hosting.document import path_text
from hds_blueprint.hosting.erasure import last_locked_copy
from hds_blueprint.hosting.facts import regions
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.scope import decide
from hds_blueprint.hosting.vocabulary import format_duration
from hds_blueprint.hosting.wording import Language, decimal, texts


def summary(needs: HostingRequirements, language: Language, as_of: date | None = None) -> dict[str, str]:
    """Sentences by key (service, profile, data, regions, exposure, targets, levels, backups, locks, parts).

    `locks` needs a day: it says when the last locked copy dies.
    """
    words = texts(f"summary.{language}")
    service, location, continuity = needs.service, needs.location, needs.continuity
    return {
        "service": words["service"].format(
            title=service.title, name=service.name, environment=service.environment
        ),
        "profile": words["profiles"][_profile(needs)],
        "data": _data(needs, language),
        "regions": words["regions"].format(
            region=location.region,
            place=regions()[location.region].place_in(language),
            recovery_region=location.recovery_region,
            recovery_place=regions()[location.recovery_region].place_in(language),
        ),
        "exposure": _exposure(needs, language),
        "targets": words["targets"].format(
            availability=decimal(continuity.availability, language),
            rto=format_duration(continuity.rto),
            rpo=format_duration(continuity.rpo),
        ),
        "levels": _levels(needs, language),
        "backups": _backups(needs, language),
        "locks": _locks(needs, language, as_of),
        "parts": _parts(needs, language),
    }


def lines(needs: HostingRequirements, language: Language, as_of: date | None = None) -> list[str]:
    """The summary as aligned lines."""
    labels: dict[str, str] = texts(f"summary.{language}")["labels"]
    width = max(len(label) for label in labels.values())
    return [
        f"  {labels[key]:<{width}}  {text}" for key, text in summary(needs, language, as_of).items() if text
    ]


def _parts(needs: HostingRequirements, language: Language) -> str:
    """How many of each kind, those that there are: `workloads 2, databases 1`."""
    names: dict[str, str] = texts(f"summary.{language}")["parts"]
    counts = {"workloads": len(needs.workloads), "jobs": len(needs.jobs)}
    counts |= {section: len(stores) for section, stores in needs.stores.items()}
    return ", ".join(f"{names[section]} {count}" for section, count in counts.items() if count)


def _profile(needs: HostingRequirements) -> str:
    """The profile's key in the texts; real data not hosted for others get a sentence of their own."""
    decision = decide(needs)
    if needs.service.profile == "hds" and decision is not None:
        return {"out-of-scope": "hds-outside", "not-decided": "hds-open"}.get(decision.outcome, "hds")
    return needs.service.profile


def _data(needs: HostingRequirements, language: Language) -> str:
    words = texts(f"summary.{language}")
    kept = needs.data.retention
    if kept is None:
        return words["data_without_retention"].format(data_class=needs.data.data_class)
    return words["data"].format(data_class=needs.data.data_class, days=kept.days, basis=kept.legal_basis)


def _levels(needs: HostingRequirements, language: Language) -> str:
    """The thresholds of AWS's service credits, term by term, labelled as such."""
    found = terms(needs)
    if not found:
        return ""
    shown = " × ".join(f"{term.name} {decimal(term.level, language)} %" for term in found)
    product = decimal(combined(needs), language, ".2f")
    return texts(f"summary.{language}")["levels"].format(terms=shown, product=product)


def _exposure(needs: HostingRequirements, language: Language) -> str:
    """Law of a third country: disclosed with AWS, never none. The generic profile says nothing of it."""
    if needs.service.profile == "generic":
        return ""
    words = texts(f"summary.{language}")
    location = needs.location
    measures = "; ".join(location.exposure_measures) or words["none_stated"]
    return words["exposure"].format(measures=measures, risk=location.residual_risk or words["none_stated"])


def _locks(needs: HostingRequirements, language: Language, as_of: date | None) -> str:
    copy = last_locked_copy(needs, as_of) if as_of else None
    if copy is None:
        return ""
    words = texts(f"summary.{language}")
    mode = words["lock_modes"][needs.backup.lock.mode if needs.backup.lock else "governance"]
    sentence = words["locks"].format(
        mode=mode, made=copy.made, dies=copy.dies, field=copy.field, days=copy.days
    )
    return (
        f"{sentence}{words['separator']}{words['locks_due'].format(due=copy.due)}" if copy.due else sentence
    )


def _backups(needs: HostingRequirements, language: Language) -> str:
    """How often, how long, under which lock; classes with stores in them one by one."""
    words = texts(f"summary.{language}")
    backup = needs.backup
    behind = max((each for _, _, each in behind_in_recovery_region(needs)), default=backup.frequency)
    loss = words["region_loss" if backup.copy_to_recovery_region else "region_loss_everything"]
    shown = [
        words["backups" if group.name is None else "backup_class"].format(
            name=group.name,
            stores=", ".join(path_text(store) for store in group.stores),
            frequency=format_duration(group.rules.frequency),
            days=group.rules.retention_days,
            lock=backup.lock.mode if backup.lock else words["none"],
        )
        for group in groups_in_use(needs)
    ]
    return words["separator"].join((*shown, loss.format(frequency=format_duration(behind))))
