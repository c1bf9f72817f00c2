from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def example_types() -> list[str]:
    """The types of AWS resources that the examples and the baseline become, from their lists of URNs."""
    lines = [
        line
        for path in sorted((ROOT / "tests/components/urns").glob("*.txt"))
        for line in path.read_text("utf-8").splitlines()
    ]
    types = {line.split("::")[0].rpartition("$")[2] for line in lines}
    return sorted(token for token in types if token.startswith("aws:"))
