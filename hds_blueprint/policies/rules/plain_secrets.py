"""Rules of secrets in plain text: settings, scripts and parameters that are not a place for them."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Join, Resource, Unknown
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.json_text import read
from hds_blueprint.policies.machines import MACHINES, TEMPLATE
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.plain_settings import (
    listing_without_secrets,
    mapping_without_secrets,
    script_without_secrets,
)
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.secret_names import looks_secret
from hds_blueprint.policies.values import MISSING, entries, get, is_open, within

FUNCTION = "aws:lambda/function:Function"
PARAMETER = "aws:ssm/parameter:Parameter"
BUILD = "aws:codebuild/project:Project"
MODEL = "aws:sagemaker/model:Model"
NOTEBOOK_SCRIPTS = (
    "aws:sagemaker/notebookInstanceLifecycleConfiguration:NotebookInstanceLifecycleConfiguration"
)
GLUE_JOB = "aws:glue/job:Job"
BATCH_JOB = "aws:batch/jobDefinition:JobDefinition"
STACK = "pulumi:pulumi:Stack"
API_STAGE = "aws:apigateway/stage:Stage"
HTTP_STAGE = "aws:apigatewayv2/stage:Stage"
APP = "aws:amplify/app:App"
SERVICE = "aws:apprunner/service:Service"


@rule("lambda-environment-without-secrets", FUNCTION)
def function_environment(function: Resource, facts: Facts) -> Iterator[Outcome]:
    return mapping_without_secrets(get(function, "environment.variables"), "environment.variables")


@rule("ec2-user-data-without-secrets", *MACHINES)
def user_data(machine: Resource, facts: Facts) -> Iterator[Outcome]:
    # a launch template takes base64 in `userData`; the others have an input of their own for it
    yield script_without_secrets(machine, "userData", encoded=machine.type == TEMPLATE)
    yield script_without_secrets(machine, "userDataBase64", encoded=True)


@rule("ssm-parameter-secrets-secure", PARAMETER)
def parameter_secure(parameter: Resource, facts: Facts) -> Outcome:
    kind = get(parameter, "type")
    if is_open(kind):
        return unknown("type")
    if kind == "SecureString":
        return passed("type", kind)
    name = get(parameter, "name")
    words = name.rstrip("/").rpartition("/")[2] if isinstance(name, str) else parameter.name
    for path in ("value", "insecureValue"):
        value = get(parameter, path)
        if value is not MISSING and looks_secret(words, value):
            return failed("type", kind, variable=words)
    return passed("type", kind)


@rule("codebuild-environment-without-secrets", BUILD)
def build_environment(project: Resource, facts: Facts) -> Iterator[Outcome]:
    path = "environment.environmentVariables"
    variables = get(project, path)
    if not isinstance(variables, list):
        yield from listing_without_secrets(variables, path)
        return
    for place, entry in entries(variables, path):
        kind = within(entry, "type")
        if is_open(kind):
            yield unknown(f"{place}.type")
        elif kind in (MISSING, "PLAINTEXT"):
            yield from listing_without_secrets(entry, place)
        else:
            # read from Secrets Manager or the parameter store when a build starts
            yield passed(f"{place}.type", kind)


@rule("sagemaker-environment-without-secrets", MODEL)
def model_environment(model: Resource, facts: Facts) -> Iterator[Outcome]:
    path = "primaryContainer.environment"
    yield from mapping_without_secrets(get(model, path), path)
    for place, container in entries(get(model, "containers"), "containers"):
        yield from mapping_without_secrets(within(container, "environment"), f"{place}.environment")


@rule("sagemaker-notebook-scripts-without-secrets", NOTEBOOK_SCRIPTS)
def notebook_scripts(scripts: Resource, facts: Facts) -> Iterator[Outcome]:
    for path in ("onCreate", "onStart"):
        yield script_without_secrets(scripts, path, encoded=True)


@rule("glue-job-arguments-without-secrets", GLUE_JOB)
def glue_arguments(job: Resource, facts: Facts) -> Iterator[Outcome]:
    for path in ("defaultArguments", "nonOverridableArguments"):
        arguments = get(job, path)
        if isinstance(arguments, dict):
            arguments = {name.lstrip("-"): value for name, value in arguments.items()}
        yield from mapping_without_secrets(arguments, path)


@rule("batch-job-environment-without-secrets", BATCH_JOB)
def batch_environment(job: Resource, facts: Facts) -> Iterator[Outcome]:
    text, path = get(job, "containerProperties"), "containerProperties"
    if text is MISSING:
        yield not_applicable()
        return
    if not isinstance(text, str | Join):
        yield unknown(path)
        return
    properties = read(text, path, variable=path)
    if isinstance(properties, Outcome):
        yield properties
        return
    yield from listing_without_secrets(within(properties, "environment"), f"{path}.environment")


@rule("api-gateway-stage-variables-without-secrets", API_STAGE, HTTP_STAGE)
def stage_variables(stage: Resource, facts: Facts) -> Iterator[Outcome]:
    path = "variables" if stage.type == API_STAGE else "stageVariables"
    return mapping_without_secrets(get(stage, path), path)


@rule("amplify-environment-without-secrets", APP)
def app_environment(app: Resource, facts: Facts) -> Iterator[Outcome]:
    return mapping_without_secrets(get(app, "environmentVariables"), "environmentVariables")


@rule("apprunner-environment-without-secrets", SERVICE)
def service_environment(service: Resource, facts: Facts) -> Iterator[Outcome]:
    for source, settings in (("imageRepository", "image"), ("codeRepository", "code")):
        inner = "imageConfiguration" if settings == "image" else "codeConfiguration.codeConfigurationValues"
        path = f"sourceConfiguration.{source}.{inner}.runtimeEnvironmentVariables"
        yield from mapping_without_secrets(get(service, path), path)


@rule("stack-outputs-without-secrets", STACK)
def stack_outputs(stack: Resource, facts: Facts) -> Iterator[Outcome]:
    """Whoever may read the state, or the log of a deployment, reads the outputs of its stack."""
    if facts.graph.source == "preview" and not facts.graph.outputs:
        # a preview shows them to nobody
        yield unknown("outputs")
    for name, value in facts.graph.outputs.items():
        path = f"outputs.{name}"
        if isinstance(value, str | Unknown) and looks_secret(name, value):
            yield unknown(path) if isinstance(value, Unknown) else failed(path, name, variable=name)
        else:
            yield passed("outputs")
