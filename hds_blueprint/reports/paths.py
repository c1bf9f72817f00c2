"""Names of files as code hosts take them: relative to the repository, with slashes."""

from __future__ import annotations


def in_repository(file: str) -> str:
    """`./stacks/prod.yaml` as `stacks/prod.yaml`; an absolute path stays one, and no file stays empty."""
    return file.replace("\\", "/").removeprefix("./")
