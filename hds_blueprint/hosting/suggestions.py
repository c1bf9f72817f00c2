"""What a wrong value was probably meant to be: the closest choice, the same text in the right form."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from hds_blueprint.hosting.facts import eea_regions, regions
from hds_blueprint.hosting.model_paths import Member
from hds_blueprint.hosting.wording import texts

_LONGEST = 200  # characters; nobody means a longer text by mistake
_TRUTH = {"true": "true", "yes": "true", "oui": "true", "vrai": "true", "on": "true", "1": "true"} | {
    "false": "false", "no": "false", "non": "false", "faux": "false", "off": "false", "0": "false",
}  # fmt: skip
_PERIODS = {
    "hourly": "1h",
    "daily": "1d",
    "nightly": "1d",
    "weekly": "7d",
    "monthly": "30d",
    "yearly": "365d",
}
_UNITS = {"m": 1, "h": 60, "d": 1440}
_NUMBER = re.compile(r"-?[0-9]{1,17}(\.[0-9]{1,6})?")
_DAY_FIRST = re.compile(r"([0-3]?[0-9])[/.-]([01]?[0-9])[/.-]([0-9]{4})")
_DECIMAL_DURATION = re.compile(
    r"([0-9]{1,4}(?:\.[0-9]{1,2})?) ?(min|minutes?|m|h|hours?|heures?|d|days?|j|jours?)"
)


def closest(word: str, words: Sequence[str]) -> str | None:
    """The word of a list that was probably meant, whatever its capitals."""
    by_folded = {each.casefold(): each for each in words}
    near = difflib.get_close_matches(word[:80].casefold(), by_folded, 1, 0.6)
    return by_folded[near[0]] if near else None


def suggested(value: object, member: Member, context: dict[str, Any]) -> dict[str, str]:
    """Arguments of the suggestion for a value that the model refuses: `match`, `example`, `choices`."""
    arguments = example(member)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        arguments["listed"] = f"[{value}]"
    if isinstance(value, int | float) and not isinstance(value, bool):
        arguments["quoted"] = f'"{value}"'
    if choices := member.choices:
        arguments["choices"] = ", ".join(choices)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and len(value) <= _LONGEST:
        arguments |= _region(value) if _is_region(member) else {}
        if (match := _match(value, member, context.get("pattern"))) is not None:
            arguments.setdefault("match", match)
    return arguments


def example(member: Member | None) -> dict[str, str]:
    """The field's example where it is one value, as the document writes it."""
    if member is None or member.field is None or member.model is not None:
        return {}
    shown: object = texts("examples").get(member.field)
    if isinstance(shown, bool | int | float):
        return {"example": json.dumps(shown)}
    if not isinstance(shown, str):
        return {}
    return {"example": f'"{shown}"' if _NUMBER.fullmatch(shown) or ":" in shown else shown}


def formed(value: str, pattern: str) -> str | None:
    """The same text in the form of a pattern: in small letters, without scheme, accents or blanks."""
    return next(
        (each for each in _forms(value, pattern) if each != value and re.fullmatch(pattern, each)), None
    )


def _match(value: str, member: Member, pattern: str | None) -> str | None:
    folded = value.strip().casefold()
    if member.choices:
        return closest(value, member.choices)
    if pattern is not None:
        return formed(value, pattern)
    kind = getattr(member.annotation, "__name__", "")
    if kind == "bool":
        return _TRUTH.get(folded)
    if kind in ("int", "float"):
        return folded if _NUMBER.fullmatch(folded) and (kind == "float" or "." not in folded) else None
    if kind == "timedelta":
        return _PERIODS.get(folded) or _duration(folded)
    return _day(folded) if kind == "date" else None


def _forms(value: str, pattern: str) -> Iterator[str]:
    yield value.strip()
    yield value.strip().upper()
    start = re.match(r"\^(/|[a-z]+\\\.)", pattern)  # what every such text starts with: `/`, `db.`
    if start is not None and not value.startswith(start[1]):
        yield start[1].replace("\\", "") + value.strip()
    yield re.sub(r"[^A-Za-z0-9_]+", "_", value.strip())
    small = value.strip().casefold()
    yield small
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", small)
    yield bare
    host = re.split(r"[/:?#]", bare)[0]
    yield host
    plain = unicodedata.normalize("NFKD", host).encode("ascii", "ignore").decode()
    for kept, joint in (("a-z0-9.-", "-"), ("a-z0-9-", "-"), ("a-z0-9_", "_")):
        yield re.sub(rf"[^{kept}]+", joint, plain).strip(f".{joint}")[:24].strip(joint)


def _is_region(member: Member) -> bool:
    return str(member.field).startswith(("Location.", "RegionConfirmation."))


def _region(text: str) -> dict[str, str]:
    """The region of the EEA that a place's name or a misspelt code probably means, else all of them."""
    by_name = {
        name: code for code, fact in regions().items() for name in (fact.place, fact.place_in("fr"), code)
    }
    match = closest(text, tuple(by_name))
    if match is not None and by_name[match] in eea_regions():
        return {"match": by_name[match]}
    return {"allowed": ", ".join(sorted(eea_regions()))}


def _duration(text: str) -> str | None:
    """`1.5h`, `90 min` or `2 jours` in the document's notation."""
    found = _DECIMAL_DURATION.fullmatch(text)
    if found is None:
        return f"{text}h" if re.fullmatch(r"[1-9][0-9]{0,3}", text) else None
    minutes = float(found[1]) * _UNITS["d" if found[2][0] == "j" else found[2][0]]
    if minutes < 1 or minutes != int(minutes):
        return None
    for unit in ("d", "h", "m"):
        if minutes % _UNITS[unit] == 0:
            return f"{int(minutes // _UNITS[unit])}{unit}"
    return None


def _day(text: str) -> str | None:
    """A day written day first, as year, month and day."""
    if (found := _DAY_FIRST.fullmatch(text)) is None:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return None
