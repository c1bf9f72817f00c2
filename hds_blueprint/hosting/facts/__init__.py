"""Facts about AWS that the checks use: data files, each fact with source, date and confidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml


@dataclass(frozen=True, slots=True)
class RegionFact:
    """One AWS region: `standing` is "eea", "outside" (of the EEA) or "other_partitions";
    `reason` the code of a message of its own, `zones` its number of availability zones where known,
    `french` its place in French where that differs."""

    code: str
    place: str
    country: str
    standing: Literal["eea", "outside", "other_partitions"]
    zones: int | None = None
    reason: str | None = None
    french: str | None = None

    def place_in(self, language: Literal["en", "fr"]) -> str:
        """Its place in a language."""
        return self.french or self.place if language == "fr" else self.place


@lru_cache(maxsize=16)
def table(name: str) -> Mapping[str, Any]:
    """One file of facts as plain data; `name` without the ending."""
    text = Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, yaml.CSafeLoader)


@lru_cache(maxsize=1)
def regions() -> Mapping[str, RegionFact]:
    """Every known region by its code."""
    facts = table("regions")
    return {
        code: RegionFact(code, standing=standing, **fields)
        for standing in ("eea", "outside", "other_partitions")
        for code, fields in facts[standing].items()
    }


@lru_cache(maxsize=1)
def eea_regions() -> frozenset[str]:
    """The codes of the AWS regions in the European Economic Area that can be deployed to."""
    return frozenset(code for code, fact in regions().items() if fact.standing == "eea")


def fargate_memory(cpu: int) -> tuple[int, ...]:
    """The memory sizes in MiB that Fargate offers with so many CPU units; empty for an unknown size."""
    size = table("fargate")["sizes"].get(cpu)
    if size is None:
        return ()
    return tuple(size.get("values") or range(size["minimum"], size["maximum"] + 1, size["step"]))


def fargate_step(cpu: int) -> int:
    """The distance in MiB between the larger memory sizes that Fargate offers with so many CPU units."""
    *_, before, last = fargate_memory(cpu)
    return last - before


def service_level(service: str, *, several_zones: bool) -> float:
    """The uptime in percent under which AWS owes a service credit. Not an availability to expect."""
    return table("service_levels")["services"][service]["several_zones" if several_zones else "one_zone"]


def service_name(service: str) -> str:
    """AWS's name of a service of the service levels."""
    return table("service_levels")["services"][service]["name"]


def regulation(rule: str) -> Mapping[str, Any]:
    """The figures of one rule, such as `trace_months`, with source, date and confidence."""
    return table("regulation")[rule]


def recovery_time(means: str) -> timedelta:
    """How long a means of recovery takes, or how far behind it stays (`database_failover`)."""
    return timedelta(minutes=table("recovery")[means]["minutes"])
