"""A valid baseline in a few lines: the account, its regions, what watches it, who gets in."""

from __future__ import annotations

from hds_blueprint.hosting.account import AccountBaseline
from hds_blueprint.hosting.facts import regions
from hds_blueprint.hosting.wording import Language, texts


def summary(needs: AccountBaseline, language: Language) -> dict[str, str]:
    """Sentences by key (account, regions, detection, roles, deployers)."""
    words = texts(f"summary.{language}")
    own, account, location = words["baseline"], needs.account, needs.location
    return {
        "account": own["account"].format(
            title=account.title, name=account.name, environment=account.environment
        ),
        "regions": words["regions"].format(
            region=location.region,
            place=regions()[location.region].place,
            recovery_region=location.recovery_region,
            recovery_place=regions()[location.recovery_region].place,
        ),
        "detection": ", ".join(
            text for field, text in own["detectors"].items() if getattr(needs.detection, field, True)
        ),
        "roles": own["roles"]["mfa" if needs.roles.mfa_required else "without_mfa"],
        "deployers": ", ".join(
            own["deployer"].format(
                name=name, repository=each.repository, bound=", ".join(each.environments) or each.branch
            )
            for name, each in needs.deployers.items()
        ),
    }


def lines(needs: AccountBaseline, language: Language) -> list[str]:
    """The summary as aligned lines."""
    labels: dict[str, str] = texts(f"summary.{language}")["baseline"]["labels"]
    width = max(len(label) for label in labels.values())
    return [f"  {labels[key]:<{width}}  {text}" for key, text in summary(needs, language).items() if text]
