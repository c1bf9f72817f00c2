"""Secrets in settings that whoever may describe the resource can read: the frame of several rules.

The name of a setting is all that an outcome repeats; never its value.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from hds_blueprint.graph.model import Join, Resource, Unknown
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.secret_names import looks_secret
from hds_blueprint.policies.values import MISSING, Found, entries, get, is_open, within

# `export DB_PASSWORD='…'`, `password: …` at the start of a line of a script or of cloud-init
_ASSIGNMENT = re.compile(
    r"""^[\s-]*(?:export\s+|set\s+)?["']?([A-Za-z_][A-Za-z0-9_.-]{0,60})["']?\s*[=:]\s*(.{1,500})$"""
)
# `--password x`, `--token=x`, `aws configure set aws_secret_access_key x`
_OPTION = re.compile(
    r"""(?:\s--?([A-Za-z][\w-]{1,40})[=\s]+|\bset\s+([a-z_]{1,60})\s+)["']?([^\s"'$`<-][^\s"']*)"""
)
_USER_OPTION = re.compile(r"""\b(?:curl|wget)\b.{0,200}?\s(?:-u|--user)[=\s]+["']?[^\s:"'$]+:[^\s:"'$`]""")
# what the machine works out itself, or is told where to find
_COMPUTED = re.compile(r"""["']?(?:\$[({A-Za-z_]|`|<\()""")
_SCRIPT_LIMIT = 65536


def mapping_without_secrets(settings: Found, path: str) -> Iterator[Outcome]:
    """Outcomes of settings written as an object of names and values; nothing where there are none."""
    if is_open(settings):
        yield unknown(path)
    if not isinstance(settings, dict) or not settings:
        return
    yield passed(path)
    for name, value in settings.items():
        yield _judged(f"{path}.{name}", name, value)


def listing_without_secrets(settings: Found, path: str) -> Iterator[Outcome]:
    """Outcomes of settings written as a list of `name` and `value`; nothing where there are none."""
    if is_open(settings):
        yield unknown(path)
        return
    for place, entry in entries(settings, path):
        name, value = within(entry, "name"), within(entry, "value")
        if is_open(name):
            yield unknown(place)
        else:
            yield _judged(place, name, value) if isinstance(name, str) else passed(place)


def _judged(path: str, name: str, value: Found) -> Outcome:
    """One setting. Of what is not known yet, another resource's output counts by its name alone."""
    secret = value is not MISSING and looks_secret(name, value)
    if isinstance(value, Unknown):
        # it may turn out to be a secret by its form, or to say where one is kept
        return unknown(path) if secret or not value.depends_on else passed(path)
    return failed(path, name, variable=name) if secret else passed(path)


def script_without_secrets(resource: Resource, path: str, *, encoded: bool) -> Outcome:
    """The outcome of a script that a machine runs at its start; `encoded` where AWS wants base64."""
    script = get(resource, path)
    if script in (MISSING, ""):
        return not_applicable()
    if isinstance(script, Join):
        # what is computed is not a text of the program; a reference ends no line
        script = "".join(part if isinstance(part, str) else "${output}" for part in script.parts)
    if not isinstance(script, str):
        return unknown(path)
    text = _decoded(script) if encoded else script
    if text is None:
        return unknown(path)
    if not encoded and not any(c.isspace() for c in text.strip()):
        # a program may have encoded it by itself
        text = _decoded(text.strip()) or text
    for number, line in enumerate(text[:_SCRIPT_LIMIT].splitlines(), 1):
        if writes_secret(line[:1000]):
            return failed(path, line=str(number))
    return passed(path)


def _decoded(script: str) -> str | None:
    try:
        return base64.b64decode(script, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        # AWS refuses what is no base64, unless the program's library encodes it: read it as it is
        return script if any(c.isspace() for c in script) else None


def writes_secret(line: str) -> bool:
    """Whether a line of a script, or a command, gives a secret in plain text."""
    if line.lstrip().startswith("#"):
        return False
    assignment = _ASSIGNMENT.match(line)
    if assignment is not None:
        name, value = assignment[1], assignment[2].strip().strip("\"'")
        if _COMPUTED.match(value):
            return False
        if looks_secret(name, value):
            return True
    options = ((match[1] or match[2], match[3]) for match in _OPTION.finditer(f" {line}"))
    if any(looks_secret(name, value) for name, value in options) or _USER_OPTION.search(line):
        return True
    return looks_secret("", line)
