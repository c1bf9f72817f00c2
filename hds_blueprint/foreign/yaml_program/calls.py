"""The functions of Pulumi YAML that ask: data sources (`fn::invoke` and its short form) and other stacks."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from pulumi.runtime.proto import resource_pb2

from hds_blueprint.foreign.yaml_program import assets, functions, values
from hds_blueprint.foreign.yaml_program.expressions import Expressions, Function
from hds_blueprint.foreign.yaml_program.order import default_provider
from hds_blueprint.foreign.yaml_program.tokens import function_type
from hds_blueprint.foreign.yaml_program.values import Result
from hds_blueprint.graph import urns
from hds_blueprint.hosting.document import Location

_STACK_REFERENCE = "pulumi:pulumi:StackReference"
_PARTS = ("function", "arguments", "options", "return")


def short_call(own: Expressions, token: str, argument: Any, location: Location) -> Result:
    """`fn::aws:ec2:getVpc: {ARGUMENTS}`, the short form; any other `fn::` is told to be none."""
    if token.count(":") not in (1, 2):
        known = [name.removeprefix("fn::") for name in (*FUNCTIONS, "fn::toJSON", "fn::readFile")]
        close = get_close_matches(token, known, 1)
        raise own.template.error(
            "there is no such function",
            location,
            value=f"fn::{token}",
            suggestion=f"Did you mean fn::{close[0]}?" if close else "Data sources: fn::aws:ec2:getVpc.",
        )
    return _asked(own, token, argument if isinstance(argument, dict) else {}, {}, location, location)


def _invoke(own: Expressions, argument: Any, location: Location) -> Result:
    if isinstance(argument, dict):  # Pulumi takes the keys in any case
        argument = {name.lower(): value for name, value in argument.items()}
    if not isinstance(argument, dict) or not isinstance(argument.get("function"), str):
        raise own.template.error(
            "a data source is expected",
            location,
            suggestion="Write function: aws:ec2:getVpc, and arguments: {...}, options: {...}, return: NAME.",
        )
    for name in argument:
        if name not in _PARTS:
            raise own.template.error(
                "this key is no part of a call", (*location, name), value=name, bound=", ".join(_PARTS)
            )
    arguments, options = argument.get("arguments") or {}, argument.get("options") or {}
    if not isinstance(arguments, dict) or not isinstance(options, dict):
        raise own.template.error("the arguments and options of a call are mappings", location)
    asked = _asked(own, argument["function"], arguments, options, (*location, "arguments"), location)
    name = argument.get("return")
    if name is None:
        return asked
    answer, secret = values.revealed(asked.value)
    if name not in answer:
        raise own.template.error(
            "the answer has no such value",
            (*location, "return"),
            value=name,
            suggestion=f'Give it with --answers: "{function_type(argument["function"])}": {{{name}: VALUE}}.',
        )
    return own.hidden(values.plain(answer[name], asked.depends_on), secret)


def _asked(
    own: Expressions,
    token: str,
    arguments: Mapping[str, Any],
    options: Mapping[str, Any],
    place: Location,
    location: Location,
) -> Result:
    found = own.value(dict(arguments), place)
    opened, secret = values.revealed(found.value)
    request = resource_pb2.ResourceInvokeRequest(
        tok=function_type(token), version=str(options.get("version") or "")
    )
    request.args.CopyFrom(values.structure(opened))
    provider = options.get("provider") or _default(own, token)
    if provider is not None:
        request.provider = own.resource(provider, (*location, "options", "provider")).reference
    waited = options.get("dependsOn") or []
    waits = [
        own.resource(each, (*location, "options", "dependsOn"))
        for each in (waited if isinstance(waited, list) else [waited])
    ]
    with own.placed(location):
        response = own.monitor.Invoke(request)
    answer = values.read_structure(getattr(response, "return").fields)
    depends_on = found.depends_on | {each.urn for each in waits}
    return own.hidden(values.plain(answer, depends_on), secret)


def _default(own: Expressions, token: str) -> str | None:
    name = default_provider(own.template, token)
    return f"${{{name}}}" if name is not None and name in own.names else None


def _stack_reference(own: Expressions, argument: Any, location: Location) -> Result:
    if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
        raise own.template.error(
            "a list of two is expected: the name of a stack and that of an output", location, value=argument
        )
    stack, name = argument[0], own.value(argument[1], (*location, 1)).value
    urn = urns.make(
        stack=own.monitor.stack,
        project=own.monitor.project,
        parent="",
        type_token=_STACK_REFERENCE,
        name=stack,
    )
    if urn not in own.monitor.registrations:
        request = resource_pb2.ReadResourceRequest(id=stack, type=_STACK_REFERENCE, name=stack)
        request.properties.update({"name": stack})
        with own.placed(location):
            own.monitor.ReadResource(request)
    return Result(own.markers.of(urn, f"outputs.{name}"), frozenset({urn}))


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        **functions.FUNCTIONS,
        **assets.FUNCTIONS,
        "fn::invoke": _invoke,
        "fn::stackreference": _stack_reference,
    }
)
