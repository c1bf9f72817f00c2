"""Which simulated account a stack is in: one of its own, or the one of the baseline that it states."""

from __future__ import annotations

from hds_blueprint.deployment.places import Project
from hds_blueprint.deployment.settings import StackSettings
from hds_blueprint.hosting.account import AccountBaseline, boundary_name
from hds_blueprint.hosting.document import LoadedDocument
from hds_blueprint.problem import InputError

# Key of the stack's configuration: the baseline whose simulated account it shares.
SIMULATED_ACCOUNT = "hds:simulatedAccount"


def configuration(document: LoadedDocument, settings: StackSettings) -> dict[str, str]:
    """What the stack's configuration keeps: the baseline that the document is or states; nothing without.

    Raises:
        InputError: the stack is in another simulated account.
    """
    content = document.content
    asked = content.account.name if isinstance(content, AccountBaseline) else content.baseline
    stored = settings.text(SIMULATED_ACCOUNT)
    if stored is not None and asked != stored:
        raise InputError.of(
            "this stack is deployed in the simulated account of another baseline",
            file=document.file,
            path="baseline",
            value=asked or "none",
            bound=stored,
            suggestion="Destroy it first, or use another stack name: another account is another stack.",
            code="target-account",
        )
    return {} if asked is None else {SIMULATED_ACCOUNT: asked}


def refuse_without_baseline(document: LoadedDocument, project: Project) -> None:
    """Refuses a service whose baseline is not deployed in simulated AWS: its roles have no bound there.

    Raises:
        InputError: the baseline's permission boundary does not exist.
    """
    from hds_blueprint.simulated_aws.world import World

    content = document.content
    if isinstance(content, AccountBaseline) or content.baseline is None:
        return
    path = project.account_world(content.baseline)
    if path.is_file():
        with World(path) as world:
            if world.find(physical_name=boundary_name(content.baseline)):
                return
    position = document.position_of("baseline")
    raise InputError.of(
        "the baseline that this document states is not deployed in simulated AWS",
        file=position.file,
        line=position.line,
        path="baseline",
        value=content.baseline,
        suggestion="Deploy it first, for instance: hds up baseline --simulated",
        code="baseline-missing",
    )
