"""What exists already and comes in by its id, without being replaced."""

from __future__ import annotations

from typing import Annotated, Any, Optional

from pydantic import Field, create_model

from hds_blueprint.hosting.vocabulary import Section

# An id as AWS gives it, or a name or ARN that somebody chose: no blank, no wildcard, no quote.
ImportId = Annotated[str, Field(max_length=255, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]*$")]

# `import` is a word of Python's grammar: a class body cannot have an attribute of that name.
_FIELDS: Any = {"import": (Optional[ImportId], None)}  # noqa: UP045 - an alias, which `|` does not take
_Imported: type[Section] = create_model("_Imported", __base__=Section, **_FIELDS)


class Adoptable(_Imported):
    """A resource that may exist already: `import` is then its id, and stays in the document."""

    @property
    def import_id(self) -> str | None:
        """The id of what exists; None where the platform makes it."""
        return getattr(self, "import")
