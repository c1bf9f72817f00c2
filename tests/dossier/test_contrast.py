"""Texts on their grounds, light, dark and printed: at least 4.5 to 1 (WCAG 2.2, success criterion 1.4.3)."""

from __future__ import annotations

import re
from itertools import product

import pytest

from hds_blueprint.dossier.language import environment

STYLE = environment("en").get_template("style.css").render()
PAIRS = [
    *product(("ink", "muted", "accent"), ("page", "sheet", "soft")),
    *((look, f"{look}-soft") for look in ("good", "bad", "unsure", "none")),
    ("ink", "unsure-soft"),
    ("backup", "sheet"),
]


def _palettes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    light, dark, printed = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", block)) for block in blocks)
    return {"light": light, "dark": light | dark, "print": light | printed}


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert _contrast("#000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", ["light", "dark", "print"])
def test_texts_stand_out(palette: str) -> None:
    colours = _palettes()[palette]
    weak = {pair: _contrast(colours[pair[0]], colours[pair[1]]) for pair in PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < 4.5} == {}
