"""Files that are generated from the model and committed: `python -m hds_blueprint.hosting.generated`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hds_blueprint.files import write_atomically
from hds_blueprint.hosting import reference, schema
from hds_blueprint.hosting.account import AccountBaseline

_REPOSITORY = Path(__file__).parents[2]


def contents() -> Mapping[str, str]:
    """Path from the repository's root to the text that the file has today."""
    return {
        "stacks/schema.json": schema.render(),
        "docs/reference/requirements.md": reference.render("en"),
        "docs/reference/requirements.fr.md": reference.render("fr"),
        "docs/reference/baseline.md": reference.render("en", AccountBaseline),
        "docs/reference/baseline.fr.md": reference.render("fr", AccountBaseline),
    }


def main() -> None:
    """Write the files anew."""
    for path, text in contents().items():
        write_atomically(_REPOSITORY / path, text)
        print(path)


if __name__ == "__main__":
    main()
