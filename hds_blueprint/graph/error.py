"""What is raised when a graph cannot be built or read."""

from __future__ import annotations

from hds_blueprint.problem import InputError


class GraphError(InputError):
    """A program, preview, state or graph file from which no resource graph can be made.

    Its problems name the file and, where one is known, the line or the path inside the file.
    """
