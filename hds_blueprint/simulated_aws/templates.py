"""Templates of ids, ARNs and addresses (data/identity.yaml explains their language)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hds_blueprint.simulated_aws.regions import zone_id

Finder = Callable[[str], Mapping[str, Any] | None]
"""Looks a resource up by its id, ARN or name and gives its outputs."""

_ALPHANUMERIC: Final = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass
class Context:
    """What a template may refer to.

    `seed` makes the generated parts; `names` holds region, account, partition, suffix, service,
    kind and name; `properties` the inputs and what was computed so far.
    """

    seed: str
    names: Mapping[str, str]
    properties: dict[str, Any]
    find: Finder
    count: Callable[[], int] = lambda: 1
    label: str = ""
    drawn: dict[str, str] = field(default_factory=dict)

    def generated(self, kind: str, length: int) -> str:
        """Letters and digits that depend on the seed and the property only."""
        digest = b"".join(
            hashlib.sha256(f"{self.seed}|{self.label}|{kind}|{part}".encode()).digest() for part in range(3)
        )
        match kind:
            case "hex":
                text = digest.hex()
            case "HEX":
                text = base64.b32encode(digest).decode()
            case "digits":
                text = str(int.from_bytes(digest, "big"))[1:]
            case _:
                text = "".join(_ALPHANUMERIC[byte % 36] for byte in digest)
        return text[:length]


def fill(template: Any, context: Context) -> Any:
    """The value of a template: text, or a list or mapping with templates inside.

    A template that is one part only keeps that part's type (`{port}` stays a number).
    """
    if isinstance(template, str):
        return _text(template, context)
    if isinstance(template, list):
        return [fill(item, context) for item in template]
    if not isinstance(template, dict):
        return template
    if "$when" in template:
        chosen = template["value"] if context.properties.get(template["$when"]) else template.get("else")
        return fill(chosen, context)
    if "$by" in template:
        value = context.properties.get(template["$by"]) or ""
        return fill(template["values"].get(str(value), template.get("else")), context)
    return {key: fill(item, context) for key, item in template.items()}


def _text(template: str, context: Context) -> Any:
    parts = _parts(template)
    if len(parts) == 1:
        return _part(parts[0][1:-1], context) if parts[0].startswith("{") else template
    return "".join(_written(_part(part[1:-1], context)) if part.startswith("{") else part for part in parts)


def _written(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _parts(template: str) -> list[str]:
    """Split into literal text and `{parts}`, braces nested."""
    parts: list[str] = []
    start = depth = 0
    for index, character in enumerate(template):
        if character == "{":
            if depth == 0 and index > start:
                parts.append(template[start:index])
                start = index
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                parts.append(template[start : index + 1])
                start = index + 1
    if start < len(template):
        parts.append(template[start:])
    return parts or [""]


def _part(part: str, context: Context) -> Any:
    name, bar, fallback = part.partition("|")
    value = _value(name, context)
    if value not in (None, "") or not bar:
        return value
    filled = _text(fallback, context)
    if isinstance(filled, str):
        try:
            # A fallback written as a number or a boolean is one.
            return json.loads(filled)
        except ValueError:
            return filled
    return filled


def _value(name: str, context: Context) -> Any:
    if ">" in name:
        source, _, wanted = name.partition(">")
        return _referred(context.properties.get(source), wanted, context)
    base, _, modifier = name.partition(":")
    if base == "uuid":
        digits = context.generated("hex", 32)
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
    if base in ("octet", "octet2"):
        return 1 + int(context.generated(f"hex{base}", 8).encode().hex(), 16) % 254
    if base in ("hex", "HEX", "alnum", "digits"):
        return context.generated(base, int(modifier))
    if modifier == "count":
        return context.count()
    value = context.names[base] if base in context.names else context.properties.get(base)
    return _modified(value, modifier) if modifier else value


def _modified(value: Any, modifier: str) -> Any:
    text = str(value or "")
    match modifier:
        case "tail":
            return text.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
        case "last":
            return text.rsplit(".", 1)[-1]
        case "host":
            return text.removeprefix("https://").rstrip("/")
        case "listener":
            return text.replace(":loadbalancer/", ":listener/")
        case "zone":
            return zone_id(text)
        case "rule":
            return text.replace(":listener/", ":listener-rule/")
        case _:
            raise ValueError(f"unknown modifier {modifier!r} in a template")


def _referred(reference: Any, wanted: str, context: Context) -> Any:
    if isinstance(reference, list):
        reference = reference[0] if reference else None
    if not isinstance(reference, str):
        return None
    outputs = context.find(reference)
    if outputs is None:
        # A reference to something outside of this world, such as an existing key's ARN.
        return reference if wanted == "arn" else None
    return outputs.get(wanted)
