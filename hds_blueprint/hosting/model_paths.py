"""Which field of the model a location of a document is: for suggestions, texts and reference pages."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from hds_blueprint.hosting.account import AccountBaseline
from hds_blueprint.hosting.document import Step
from hds_blueprint.hosting.requirements import HostingRequirements


@dataclass(frozen=True, slots=True)
class Member:
    """A place in the model: its type without None, and the field it belongs to (`Database.multi_az`)."""

    annotation: Any
    field: str | None = None
    info: FieldInfo | None = None
    written: Any = None  # the annotation as the model writes it, bounds and None included

    @property
    def constraints(self) -> tuple[Any, ...]:
        """The bounds of the value, as `annotated_types` has them: `Ge(ge=1)`."""
        own = self.info.metadata if self.info is not None and self.written is self.info.annotation else ()
        return (*own, *_constraints(self.written))

    @property
    def model(self) -> type[BaseModel] | None:
        """The section's class where the place is a section."""
        is_class = isinstance(self.annotation, type) and not get_args(self.annotation)
        return self.annotation if is_class and issubclass(self.annotation, BaseModel) else None

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of an enumeration, in the model's order; empty for other types."""
        if get_origin(self.annotation) is Literal:
            return tuple(str(value) for value in get_args(self.annotation))
        return ()


SERVICE = Member(HostingRequirements)
BASELINE = Member(AccountBaseline)


def member_at(location: Sequence[Step], root: Member | None = None) -> Member | None:
    """The member at a location such as ("databases", "records", "multi_az"); None outside of the model.

    Without a root both kinds of documents are looked at: where they share a section, it is of one class.
    """
    if root is None:
        return member_at(location, SERVICE) or member_at(location, BASELINE)
    member: Member | None = root
    for step in location:
        if member is None:
            return None
        member = _below(member, step)
    return member


def without_none(annotation: Any) -> Any:
    """The annotation less `None` and less pydantic's metadata."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        others = [part for part in get_args(annotation) if part is not type(None)]
        if len(others) == 1:
            return without_none(others[0])
    return annotation


def _constraints(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        yield from _constraints(inner)
        for each in metadata:
            yield from each.metadata if isinstance(each, FieldInfo) else (each,)
    elif get_origin(annotation) in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from _constraints(part)


def _below(member: Member, step: Step) -> Member | None:
    if (model := member.model) is not None:
        info = model.model_fields.get(str(step))
        if info is None:
            return None
        return Member(without_none(info.annotation), f"{model.__name__}.{step}", info, info.annotation)
    origin, arguments = get_origin(member.annotation), get_args(member.annotation)
    if origin is dict and isinstance(step, str):
        return Member(without_none(arguments[1]), member.field, member.info, arguments[1])
    if origin is tuple and isinstance(step, int):
        return Member(without_none(arguments[0]), member.field, member.info, arguments[0])
    return None
