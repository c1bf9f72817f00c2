"""The functions of Pulumi YAML that speak of files: assets and archives, and files that are read.

Assets are named in a graph and never opened. A file is read where it stands in the project's folder, and
nowhere else: a program of somebody else shall not carry away the files of whoever checks it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hds_blueprint.foreign.yaml_program import values
from hds_blueprint.foreign.yaml_program.expressions import Expressions, Function
from hds_blueprint.foreign.yaml_program.values import Result
from hds_blueprint.graph import signatures
from hds_blueprint.hosting.document import Location

MAXIMUM_BYTES = 1024 * 1024


def _special(signature: str, field: str, own: Expressions, argument: Any, location: Location) -> Result:
    """An asset or archive of one text: what it says, a path, or an address."""
    result = own.value(argument, location)
    text, secret = values.revealed(result.value)
    if not isinstance(text, str):
        raise own.template.error("a text is expected", location, value=argument)
    return own.hidden(values.of({signatures.KEY: signature, field: text}, result), secret)


def _asset_archive(own: Expressions, argument: Any, location: Location) -> Result:
    if not isinstance(argument, dict):
        raise own.template.error(
            "a mapping of paths to assets and archives is expected", location, value=argument
        )
    found = {name: own.value(each, (*location, name)) for name, each in argument.items()}
    for name, result in found.items():
        if not isinstance(result.value, dict) or signatures.KEY not in result.value:
            raise own.template.error(
                "an asset or an archive is expected",
                (*location, name),
                suggestion="Write fn::fileAsset: PATH, fn::stringAsset: TEXT or fn::fileArchive: PATH.",
            )
    assets = {name: result.value for name, result in found.items()}
    return values.of({signatures.KEY: signatures.ARCHIVE, "assets": assets}, *found.values())


def _file(convert: Callable[[bytes], str], own: Expressions, argument: Any, location: Location) -> Result:
    def read(path: Any) -> str:
        if not isinstance(path, str):
            raise own.template.error("a path is expected", location, value=path)
        try:
            return convert(_content(own, path, location))
        except UnicodeDecodeError:
            raise own.template.error(
                "the file is not UTF-8", location, value=path, suggestion="Use fn::fileBase64."
            ) from None

    return own.computed(read, own.value(argument, location))


def _content(own: Expressions, path: str, location: Location) -> bytes:
    folder = own.template.folder.resolve()
    try:
        file = Path(folder, path).resolve()
        if not file.is_relative_to(folder):
            raise own.template.error(
                "only files in the project's folder are read",
                location,
                value=path,
                suggestion="Copy the file into the folder, or give its text as a configuration value.",
            )
        if not file.is_file():
            raise own.template.error("there is no such file", location, value=path)
        with file.open("rb") as stream:
            content = stream.read(MAXIMUM_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a path"
        raise own.template.error(f"the file cannot be read: {reason}", location, value=path) from None
    if len(content) > MAXIMUM_BYTES:
        raise own.template.error("the file is too large to be read", location, value=path, bound="1 MiB")
    return content


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _sha256(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def _utf8(content: bytes) -> str:
    return content.decode("utf-8")


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "fn::stringasset": partial(_special, signatures.ASSET, "text"),
        "fn::fileasset": partial(_special, signatures.ASSET, "path"),
        "fn::remoteasset": partial(_special, signatures.ASSET, "uri"),
        "fn::filearchive": partial(_special, signatures.ARCHIVE, "path"),
        "fn::remotearchive": partial(_special, signatures.ARCHIVE, "uri"),
        "fn::assetarchive": _asset_archive,
        "fn::readfile": partial(_file, _utf8),
        "fn::filebase64": partial(_file, _base64),
        "fn::filebase64sha256": partial(_file, _sha256),
    }
)
