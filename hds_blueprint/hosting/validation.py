"""The model's own errors, turned into complaints that name no library."""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar, get_origin

from pydantic import BaseModel, ValidationError

from hds_blueprint.hosting.account import AccountBaseline
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Document, Location, Step
from hds_blueprint.hosting.model_paths import BASELINE, SERVICE, Member, member_at
from hds_blueprint.hosting.printable import printable
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.secret_forms import holds_credentials, holds_secret, speaks_of_secret
from hds_blueprint.hosting.suggestions import closest, example, formed, suggested
from hds_blueprint.hosting.wording import texts
from hds_blueprint.hosting.yaml_reader import MAXIMUM_COMPLAINTS

Model = TypeVar("Model", bound=BaseModel)

_BOUNDS = (("ge", "≥ {}"), ("gt", "> {}"), ("le", "≤ {}"), ("lt", "< {}"))
_LENGTHS = (("min_length", "≥ {}"), ("max_length", "≤ {}"))
_SECRET_NAME = re.compile(r"pass|secret|token|credential|private_?key|api_?key", re.IGNORECASE)


def is_baseline(data: object) -> bool:
    """Whether plain data say of themselves that they are an account's baseline."""
    return isinstance(data, dict) and data.get("kind") == "baseline"  # pyright: ignore[reportUnknownMemberType]


def validate(data: object) -> Document | list[Complaint]:
    """The document that plain data are, or every complaint of the model, in the document's order."""
    if is_baseline(data):
        return conformed(data, AccountBaseline, BASELINE)
    return conformed(data, HostingRequirements, SERVICE)


def conformed(data: object, model: type[Model], root: Member) -> Model | list[Complaint]:
    """Plain data as a model, or every complaint of it; `root` is the model as a place.

    JSON mode, strict: a document means the same here and in an editor with the JSON Schema,
    where text is never taken for a number nor a number for a truth value.
    """
    try:
        return model.model_validate_json(json.dumps(data, ensure_ascii=False), strict=True)
    except ValidationError as error:
        lines = error.errors(include_url=False)
        complaints = [_complaint(dict(line), root) for line in lines[:MAXIMUM_COMPLAINTS]]
        if len(lines) > MAXIMUM_COMPLAINTS:
            complaints.append(
                Complaint("too-many-problems", complaints[-1].location, bound=str(MAXIMUM_COMPLAINTS))
            )
        return complaints


def _complaint(line: dict[str, Any], root: Member) -> Complaint:
    steps: list[Step] = list(line["loc"])
    context: dict[str, Any] = line.get("ctx", {})
    code: str = texts("error_types").get(line["type"], "not-valid")
    if _is_about_name(steps, root):
        location = tuple(steps[:-1])
        name = str(steps[-2])
        match = formed(name[:200], context["pattern"]) if "pattern" in context else None
        return Complaint(
            "name-not-valid",
            location,
            printable(name),
            context.get("pattern"),
            arguments={"match": match} if match else {},
            at_key=True,
        )
    location = tuple(steps)
    if line["type"] == "extra_forbidden":
        return _unknown_key(location, root)
    if line["type"] == "missing":
        arguments = {"key": str(steps[-1]), **example(member_at(location, root))}
        return Complaint(code, location, arguments=arguments)
    value = line["input"]
    if value is None:
        return Complaint("empty-value", location, arguments={"key": str(steps[-1]) if steps else ""})
    member = member_at(location, root)
    if code == "format" and location[-1] == "image" and holds_credentials(str(value)):
        return Complaint("image-credentials", location)
    return Complaint(
        code,
        location,
        shown(location, value),
        _bound(context, member),
        arguments=_arguments(location, value, member, context),
    )


def _is_about_name(steps: list[Step], root: Member) -> bool:
    """Whether the model complains of a name in a mapping by names: it appends "[key]" to the location.

    A document can use that text as a key of its own, so the place must be such a mapping.
    """
    if len(steps) < 2 or steps[-1] != "[key]":
        return False
    mapping = member_at(steps[:-2], root)
    return mapping is not None and get_origin(mapping.annotation) is dict


def _unknown_key(location: Location, root: Member) -> Complaint:
    parent = member_at(location[:-1], root)
    known = tuple(parent.model.model_fields) if parent and parent.model else ()
    arguments = {"key": printable(str(location[-1])), "known": ", ".join(known)}
    if match := closest(str(location[-1]), known):
        arguments["match"] = match
    return Complaint("unknown-key", location, arguments=arguments, at_key=True)


def _arguments(
    location: Location, value: object, member: Member | None, context: dict[str, Any]
) -> dict[str, str]:
    arguments = {"first": context["first"]} if "first" in context else {}
    if member is None or _may_be_secret(location) or _is_secret(value):
        return arguments
    return {**arguments, **suggested(value, member, context)}


def _bound(context: dict[str, Any], member: Member | None) -> str | None:
    """The limits of the field, both ends where the model has both."""
    if "pattern" in context:
        return context["pattern"]  # put into words later
    if member is not None and member.choices:
        return ", ".join(member.choices)
    limits: dict[str, Any] = {name: context[name] for name, _ in _BOUNDS if name in context}
    for constraint in member.constraints if member else ():
        for name, _ in _BOUNDS:
            limit = getattr(constraint, name, None)
            if limits and limit is not None:
                limits[name] = limit
    if limits:
        return ", ".join(form.format(limits[name]) for name, form in _BOUNDS if name in limits)
    return next((form.format(context[name]) for name, form in _LENGTHS if name in context), None)


def _may_be_secret(location: Location) -> bool:
    """Whether a key on the way names a password, token or the like."""
    return any(isinstance(step, str) and _SECRET_NAME.search(step) for step in location)


def shown(location: Location, value: object) -> str | None:
    """A value as a message shows it; nothing for a value that may be a secret or is a whole section."""
    if isinstance(value, dict | list) or _may_be_secret(location):
        return None
    if _is_secret(value):
        return None
    return printable(json.dumps(value) if isinstance(value, bool | int | float) else str(value))


def _is_secret(value: object) -> bool:
    """Whether a value has the form of a secret, whatever its field."""
    if not isinstance(value, str):
        return False
    return holds_secret(value) or holds_credentials(value) or speaks_of_secret(value)
