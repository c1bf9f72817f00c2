"""The vocabulary of the requirements document: annotated types shared by its sections."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import IPv4Network
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError


class Section(BaseModel):
    """Base of every section: frozen, and unknown keys are refused.

    Validators are built for the whole document at once, on first use: built class by class they would
    cost `hds validate` a fifth of its time.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=False, validate_default=True, defer_build=True
    )

    @classmethod
    def of_defaults(cls) -> Self:
        """The section with every default, made without building its validator."""
        return cls.model_construct()


_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_DURATION = r"^([1-9][0-9]{0,5})([mhd])$"
_BYTE = r"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_CIDR = rf"^({_BYTE}\.){{3}}{_BYTE}/(3[0-2]|[12]?[0-9])$"


def _duration(value: object) -> timedelta:
    if isinstance(value, str) and (match := re.fullmatch(_DURATION, value)):
        return timedelta(**{_UNITS[match[2]]: int(match[1])})
    if isinstance(value, timedelta):
        return value
    raise PydanticCustomError("duration", "a whole number and a unit: 15m, 4h or 35d")


def _address_range(value: object) -> IPv4Network:
    if isinstance(value, IPv4Network):
        return value
    if not isinstance(value, str) or not re.fullmatch(_CIDR, value):
        raise PydanticCustomError("address_range", "an address and a prefix length: 10.20.0.0/16")
    network = IPv4Network(value, strict=False)
    if str(network) != value:
        raise PydanticCustomError(
            "address_range_host_bits", "first address is {first}", {"first": str(network)}
        )
    return network


def format_duration(value: timedelta) -> str:
    """The shortest exact form of a duration in the document's notation: 15m, 4h, 35d."""
    minutes = int(value.total_seconds() // 60)
    if minutes % 1440 == 0:
        return f"{minutes // 1440}d"
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"


Name = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,22}[a-z0-9])?$")]
# No control characters but tab and line breaks: texts end up in tags, pages and terminals.
_READABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True, pattern=_READABLE)
]
Setting = Annotated[str, StringConstraints(max_length=4096, pattern=_READABLE)]
EXTENSION_NAME = r"^[a-z][a-z0-9_]*$"  # a file's name in extensions/, which it can never leave
ExtensionName = Annotated[str, StringConstraints(max_length=40, pattern=EXTENSION_NAME)]
# RFC 5322's dot-atom: no blanks, colons or quotes
EMAIL = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$"
Email = Annotated[str, StringConstraints(pattern=EMAIL, max_length=254)]
Hostname = Annotated[
    str,
    StringConstraints(pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$", max_length=253),
]
Region = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,4}(-[a-z]+)+-[0-9]$")]
Duration = Annotated[
    timedelta,
    PlainValidator(_duration),
    PlainSerializer(format_duration),
    WithJsonSchema({"type": "string", "pattern": _DURATION}),
]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
AccountId = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]  # ISO 3166-1 alpha-2
Percentage = Annotated[float, Field(gt=0, le=100)]
Months = Annotated[int, Field(ge=1, le=1200)]
Days = Annotated[int, Field(ge=1, le=36500)]
Cidr = Annotated[
    IPv4Network,
    PlainValidator(_address_range),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": _CIDR}),
]
_IP_ADDRESS = rf"^({_BYTE}\.){{3}}{_BYTE}$"
IpAddress = Annotated[str, StringConstraints(pattern=_IP_ADDRESS)]
Environment = Literal["development", "staging", "production"]
# correspondence: the table that leads from a pseudonym back to the person (GDPR art. 4, 5)
DataClass = Literal["health", "pseudonymised-health", "correspondence", "personal", "technical"]
