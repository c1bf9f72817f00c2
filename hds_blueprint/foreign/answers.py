"""The user's answers to data sources, from a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hds_blueprint.foreign import project_file
from hds_blueprint.policies.metadata import Language

_CODE = "bad-answers"


def read(file: Path | None, language: Language) -> Mapping[str, Mapping[str, Any]]:
    """By token, the result of each data source; nothing where there is no file. JSON is YAML too.

    Raises:
        InputError: the file cannot be read, or holds something else.
    """
    if file is None:
        return {}
    content = project_file.read(file, language=language, code=_CODE)
    for token, answer in content.value.items():
        if not isinstance(answer, dict):
            raise content.error(
                "the answer to a data source is a mapping of its results",
                (token,),
                value=answer,
                suggestion='Write "aws:ec2/getAmi:getAmi": {id: ami-1, architecture: x86_64}.',
                code=_CODE,
            )
    return content.value
