"""Frameworks as data: what each requirement asks, what evidences it, what remains for people."""

from __future__ import annotations

from hds_blueprint.policies.catalogue.frameworks import (
    FRAMEWORKS,
    Framework,
    Requirement,
    framework,
    requirement,
)

__all__ = ["FRAMEWORKS", "Framework", "Requirement", "framework", "requirement"]
