from __future__ import annotations

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field

from hds_blueprint.hosting.access import RoleArn, RoleName
from hds_blueprint.hosting.vocabulary import AccountId, Section, Text

TraceClass = Literal["security", "application", "access"]
# CNIL délibération 2021-122: 6 to 12 months by default, up to 3 years with a demonstrated need
RetentionMonths = Annotated[int, Field(ge=6, le=120)]


def whole_days(months: int) -> int:
    """So many months as days, rounded down: never longer than what the document justifies."""
    return months * 365 // 12


class TraceRetention(Section):
    months: RetentionMonths = 12
    justification: Text | None = None
    legal_basis: Text | None = None


class Logging(Section):
    """Traces: how long each class is kept, and why."""

    TRACE_CLASSES: ClassVar[tuple[TraceClass, ...]] = get_args(TraceClass)

    security: TraceRetention = TraceRetention.of_defaults()
    application: TraceRetention = TraceRetention.of_defaults()
    access: TraceRetention = TraceRetention.of_defaults()
    immutable: bool = True  # object lock on the central bucket, never longer than the security class
    separate_account: AccountId | None = None  # that the traces are kept in
    separate_account_role: RoleName = "hds-log-archive"  # in that account, taken by whoever deploys
    readers: tuple[RoleArn, ...] = ()

    def legal_bases(self) -> dict[int, str]:
        """The legal ground of each period that has one, by its months; of two classes, both grounds."""
        grounds: dict[int, str] = {}
        for trace in self.TRACE_CLASSES:
            kept = self.of(trace)
            if kept.legal_basis is not None and kept.legal_basis not in grounds.get(kept.months, ""):
                known = grounds.get(kept.months)
                grounds[kept.months] = f"{known} / {kept.legal_basis}" if known else kept.legal_basis
        return grounds

    def of(self, trace: TraceClass) -> TraceRetention:
        """The retention of one class of traces."""
        return {"security": self.security, "application": self.application, "access": self.access}[trace]
