from __future__ import annotations

from hds_blueprint.hosting.vocabulary import Section, Text


class Criterion(Section):
    """One criterion of anonymisation: whether the risk is excluded, and how that was shown."""

    excluded: bool
    evidence: Text


class Anonymisation(Section):
    """The three criteria, each answered: data are anonymous only where all three risks are excluded."""

    singling_out: Criterion
    linkability: Criterion
    inference: Criterion

    @property
    def holds(self) -> bool:
        """Whether all three risks are excluded."""
        return self.singling_out.excluded and self.linkability.excluded and self.inference.excluded
