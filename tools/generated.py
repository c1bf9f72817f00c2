"""Writes the committed generated files anew, or compares them: `python -m tools.generated [--check]`."""

from __future__ import annotations

import argparse
import difflib
import sys
from importlib import import_module
from pathlib import Path

from hds_blueprint.files import write_atomically

REPOSITORY = Path(__file__).parents[1]

# Each has `contents()`: path from the root of the repository to the text of today.
SOURCES = (
    *("hds_blueprint.hosting.generated", "tools.urns", "tools.rule_pages", "tools.coverage_pages"),
    "tools.golden",
)


def main() -> int:
    """0 where nothing differs (or all was written), 1 where a committed file is out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only, and show what differs")
    check = parser.parse_args().check
    stale = 0
    for source in SOURCES:
        for name, text in import_module(source).contents().items():
            path = REPOSITORY / name
            committed = path.read_text("utf-8") if path.is_file() else ""
            if committed == text:
                continue
            if not check:
                write_atomically(path, text)
                print(f"written: {name}")
                continue
            stale += 1
            difference = difflib.unified_diff(
                committed.splitlines(),
                text.splitlines(),
                f"committed {name}",
                f"generated {name}",
                lineterm="",
            )
            print("\n".join(list(difference)[:40]))
    if stale:
        print(
            f"{stale} generated file(s) out of date: run `make generated` and commit them.", file=sys.stderr
        )
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
