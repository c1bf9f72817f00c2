"""What stands beside a rule as data: words, severity, enforcement, controls (rules/<service>.yaml)."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hds_blueprint.data_files import read_data
from hds_blueprint.graph.model import Profile
from hds_blueprint.policies.verdict import Enforcement, Severity

Language = Literal["fr", "en"]
Words = Annotated[str, Field(min_length=3)]


class Data(BaseModel):
    """Base of data records: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(Data):
    """A text in French and English."""

    fr: Words
    en: Words

    def say(self, language: Language) -> str:
        """The text in one language."""
        return self.fr if language == "fr" else self.en


class RuleMetadata(Data):
    """One rule's words and weight.

    `message` is said of a failure; its placeholders are `{name}` (the resource), `{path}`,
    `{value}`, the bounds, and the details the rule gives. `code` is Pulumi Python that mends it.
    `controls` are `framework:requirement` ids of the catalogue, `aliases` ids of other tools'
    checks (`checkov:CKV_AWS_16`). `bounds` are handed to the rule as keyword arguments. A rule with
    `health_data_only` says nothing of a stack without health data.
    """

    severity: Severity
    title: Bilingual
    rationale: Bilingual
    message: Bilingual
    remediation: Bilingual
    code: Words
    controls: Annotated[tuple[str, ...], Field(min_length=1)]
    aliases: tuple[str, ...] = ()
    bounds: dict[str, int] = Field(default_factory=dict[str, int])
    enforcement: dict[Profile, Enforcement] = Field(default_factory=dict[Profile, Enforcement])
    health_data_only: bool = False


class EnforcementTable(Data):
    """What a failure of each severity does in each environment (enforcement.yaml)."""

    enforcement: dict[Profile, dict[Severity, Enforcement]]


class Messages(Data):
    """The engine's own sentences (messages.yaml)."""

    unknown: Bilingual
    unknown_without_path: Bilingual
    expiry_not_judged: Bilingual
    packages_not_judged: Bilingual


@cache
def service_metadata(service: str) -> dict[str, RuleMetadata]:
    """The rules of one service file by id."""
    raw: dict[str, Any] = read_data("hds_blueprint.policies.rules", f"{service}.yaml")
    return {rule_id: RuleMetadata.model_validate(fields) for rule_id, fields in raw.items()}


@cache
def enforcement_table() -> EnforcementTable:
    """The default enforcement by environment and severity."""
    return EnforcementTable.model_validate(read_data("hds_blueprint.policies", "enforcement.yaml"))


@cache
def messages() -> Messages:
    """The engine's own sentences."""
    return Messages.model_validate(read_data("hds_blueprint.policies", "messages.yaml"))


class PackTexts(Data):
    """What the policy pack says of itself (pack.yaml)."""

    name: Bilingual
    description: Bilingual
    waivers_policy: Bilingual
    unknown_policy: Bilingual
    unknown_count: Bilingual


@cache
def pack_texts() -> PackTexts:
    """The policy pack's own words."""
    return PackTexts.model_validate(read_data("hds_blueprint.policies", "pack.yaml"))
