from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from hds_blueprint.hosting.vocabulary import Section

_PREFIX = "images."
_ECR = re.compile(r"[0-9]{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.[a-z.]+/")


class ImageRepository(Section):
    """One private registry of container images (Amazon ECR) that the platform builds.

    Workloads and jobs name it as `images.NAME:TAG` or `images.NAME:TAG@sha256:…`.
    """

    keep_images: Annotated[int, Field(ge=10, le=1000)] = 100  # pushed last; older ones go
    untagged_days: Annotated[int, Field(ge=1, le=365)] = 14


def own_repository(image: str) -> tuple[str, str] | None:
    """The document's repository and what follows it (`:1.2.0@sha256:…`); None for any other image."""
    if not image.startswith(_PREFIX) or "/" in image:
        return None
    name = image.removeprefix(_PREFIX)
    end = min((name.index(mark) for mark in ":@" if mark in name), default=len(name))
    return name[:end], name[end:]


def ecr_region(image: str) -> str | None:
    """The region of the Amazon ECR registry that an image is in; None for any other registry."""
    match = _ECR.match(image)
    return match[1] if match is not None else None
