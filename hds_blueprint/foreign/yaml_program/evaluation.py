"""The resource graph of a project in YAML, which is read and evaluated, not run."""

from __future__ import annotations

import os

from pulumi.runtime.proto import resource_pb2

from hds_blueprint.foreign import answers as answer_file
from hds_blueprint.foreign.graphs import finished, monitor_of
from hds_blueprint.foreign.project import Project
from hds_blueprint.foreign.settings import Settings
from hds_blueprint.foreign.yaml_program import template as template_file
from hds_blueprint.foreign.yaml_program import values
from hds_blueprint.foreign.yaml_program.calls import FUNCTIONS, short_call
from hds_blueprint.foreign.yaml_program.config_values import config_values
from hds_blueprint.foreign.yaml_program.expressions import Expressions
from hds_blueprint.foreign.yaml_program.order import BUILT_IN, in_order
from hds_blueprint.foreign.yaml_program.resources import register
from hds_blueprint.foreign.yaml_program.template import Template
from hds_blueprint.foreign.yaml_program.values import Result
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.graph.urns import STACK_TYPE


def evaluate(project: Project, settings: Settings) -> ResourceGraph:
    """The graph of a project in YAML.

    Raises:
        InputError: the program cannot be read or evaluated; the problem names the file and the line.
    """
    template = template_file.read(project, settings)
    monitor = monitor_of(project, answer_file.read(settings.answers, settings.language))
    own = Expressions(template, monitor, FUNCTIONS, short_call)
    own.names.update(config_values(template, project, monitor.markers))
    own.names[BUILT_IN] = _facts(project, template)
    stack = monitor.RegisterResource(
        resource_pb2.RegisterResourceRequest(type=STACK_TYPE, name=f"{project.name}-{project.stack}")
    ).urn
    for name in in_order(template, frozenset(own.names)):
        if name in template.resources:
            handle = register(own, name, template.resources[name], stack)
            own.names[name] = Result(handle, frozenset({handle.urn}))
        else:
            own.names[name] = own.value(template.variables[name], ("variables", name))
    outputs = {name: own.value(value, ("outputs", name)).value for name, value in template.outputs.items()}
    monitor.RegisterResourceOutputs(
        resource_pb2.RegisterResourceOutputsRequest(urn=stack, outputs=values.structure(outputs))
    )
    return finished(project, monitor, settings.language)


def _facts(project: Project, template: Template) -> Result:
    """What `${pulumi.project}` and the others are."""
    return values.plain(
        {
            "cwd": os.fspath(template.folder.resolve()),
            "project": project.name,
            "stack": project.stack,
            "organization": "organization",
            "rootDirectory": os.fspath(project.folder.resolve()),
        }
    )
