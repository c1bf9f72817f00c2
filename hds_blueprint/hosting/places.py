"""Complaints given a place in the file and put into words."""

from __future__ import annotations

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location, Position, path_text
from hds_blueprint.hosting.wording import Language, problem_of
from hds_blueprint.hosting.yaml_reader import ReadYaml
from hds_blueprint.problem import Problem


class Places:
    """Where the keys and values of one file are."""

    def __init__(self, file: str, yaml: ReadYaml | None = None) -> None:
        self.file = file
        self.yaml = yaml or ReadYaml()

    def positions(self) -> dict[str, Position]:
        """Path to place of the key (or of the list's item), for everything written."""
        return {
            path_text(location): Position(line, column, self.file)
            for location, (line, column) in self.yaml.keys.items()
        }

    def problem(self, complaint: Complaint, language: Language) -> Problem:
        """The complaint as a problem in `language`."""
        line, column = complaint.place or self._place(complaint)
        return problem_of(
            complaint, language, file=self.file, line=line, column=column, path=path_text(complaint.location)
        )

    def _place(self, complaint: Complaint) -> tuple[int | None, int | None]:
        """The wrong value where it is written on its key's line, else the key, else the nearest
        key above it. Without a document there is no place."""
        location: Location = complaint.location
        keys, values = self.yaml.keys, self.yaml.values
        if not keys:
            return None, None
        if not complaint.at_key and location in values and values[location][0] == keys[location][0]:
            return values[location]
        while location and location not in keys:
            location = location[:-1]
        return keys.get(location, (1, 1))
