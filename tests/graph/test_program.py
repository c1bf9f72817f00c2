"""Programs run apart: from each other, from the caller, from the environment; failures have a place."""

from __future__ import annotations

import asyncio
import sys
import threading
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest
from pulumi.runtime import settings

from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.graph.program import record
from hds_blueprint.problem import InputError
from tests.graph.programs import Group, named, recorded, storage, urn


def _failure(program: object, **arguments: object) -> GraphError:
    with pytest.raises(GraphError) as caught:
        recorded(program, **arguments)
    return caught.value


def test_runs_do_not_know_of_each_other() -> None:
    def other() -> None:
        aws.sqs.Queue("documents")

    first, second, third = recorded(storage), recorded(other), recorded(storage)
    assert first == third
    assert {resource.name for resource in second.resources} == {"clinic-test", "default_7_51_1", "documents"}


def test_the_settings_of_the_caller_stay() -> None:
    before = (settings.get_project(), settings.get_stack(), settings.is_dry_run(), settings.get_monitor())
    recorded(storage)
    assert (
        settings.get_project(),
        settings.get_stack(),
        settings.is_dry_run(),
        settings.get_monitor(),
    ) == before


def test_a_program_can_be_recorded_inside_a_running_one() -> None:
    inner: list[ResourceGraph] = []

    def outer() -> None:
        aws.sqs.Queue("before")
        inner.append(record(storage, project="clinic", stack="inner"))
        queue = aws.sqs.Queue("after")
        pulumi.export("queue", queue.arn)

    graph = recorded(outer)
    assert {resource.name for resource in graph.resources} == {
        "clinic-test", "default_7_51_1", "before", "after",
    }  # fmt: skip
    assert list(graph.outputs) == ["queue"]
    assert {resource.urn.split("::")[0] for resource in inner[0].resources} == {"urn:pulumi:inner"}


def test_a_program_can_be_recorded_while_an_event_loop_runs() -> None:
    async def caller() -> ResourceGraph:
        await asyncio.sleep(0)
        return recorded(storage)

    assert asyncio.run(caller()) == recorded(storage)


def test_programs_can_be_recorded_at_the_same_time() -> None:
    graphs: dict[str, ResourceGraph] = {}

    def run(stack: str) -> None:
        graphs[stack] = record(storage, project="clinic", stack=stack)

    threads = [threading.Thread(target=run, args=(stack,)) for stack in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for stack, graph in graphs.items():
        assert graph == record(storage, project="clinic", stack=stack)


def test_an_asynchronous_program() -> None:
    async def program() -> None:
        await asyncio.sleep(0)
        aws.sqs.Queue("queue")

    assert named(recorded(program), "queue").type == "aws:sqs/queue:Queue"


def test_the_run_is_a_preview_of_the_named_stack() -> None:
    seen: list[object] = []

    def program() -> None:
        seen.extend([pulumi.get_project(), pulumi.get_stack(), pulumi.runtime.is_dry_run()])

    recorded(program)
    assert seen == ["clinic", "test", True]


def test_configuration_is_what_the_caller_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", '{"clinic:size": "from the environment", "clinic:other": "also"}')
    seen: list[object] = []

    def program() -> None:
        config = pulumi.Config()
        seen.extend([config.get("size"), config.get("other")])

    recorded(program, config={"clinic:size": "large"})
    assert seen == ["large", None]


def test_a_missing_configuration_value_is_named() -> None:
    def program() -> None:
        pulumi.Config().require("size")

    assert "clinic:size" in str(_failure(program))


# --- failures ------------------------------------------------------------------------------


def test_a_failure_names_file_and_line_of_the_program() -> None:
    def program() -> None:
        aws.sqs.Queue("queue")
        raise ValueError("no such size\nsecond line")

    (problem,) = _failure(program).problems
    assert problem.reason == "the program failed: ValueError: no such size"
    assert Path(problem.file or "").name == "test_program.py"
    assert problem.line == program.__code__.co_firstlineno + 2


def test_a_failure_inside_an_apply_is_not_lost() -> None:
    def program() -> None:
        queue = aws.sqs.Queue("queue", name="known")

        def check(name: str) -> str:
            assert name == "other", "wrong name"
            return name

        pulumi.export("name", queue.name.apply(check))

    (problem,) = _failure(program).problems
    assert "wrong name" in problem.reason
    assert Path(problem.file or "").name == "test_program.py"


def test_a_program_that_ends_itself() -> None:
    (problem,) = _failure(lambda: sys.exit(3)).problems
    assert problem.reason == "the program ended itself with code 3"


def test_bad_input_that_the_program_raises_is_passed_on() -> None:
    class RefusedError(InputError):
        pass

    def program() -> None:
        raise RefusedError.of("this platform is refused", file="prod.yaml", line=7)

    with pytest.raises(RefusedError) as caught:
        recorded(program)
    assert caught.value.problems[0].line == 7


def test_an_error_that_the_program_logs_is_a_failure() -> None:
    assert "the disk is too small" in str(_failure(lambda: pulumi.log.error("the disk is too small")))


def test_two_resources_of_one_name_are_refused() -> None:
    def program() -> None:
        aws.sqs.Queue("queue")
        aws.sqs.Queue("queue")

    (problem,) = _failure(program).problems
    assert problem.code == "duplicate-urn"
    assert urn("aws:sqs/queue:Queue", "queue") in problem.reason
    assert Path(problem.file or "").name == "test_program.py"
    assert problem.line == program.__code__.co_firstlineno + 2


def test_a_component_of_a_plugin_is_refused() -> None:
    class Remote(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("awsx:ec2:Vpc", "vpc", {}, None, remote=True)

    (problem,) = _failure(Remote).problems
    assert (problem.code, problem.path) == ("remote-component", "awsx:ec2:Vpc")


def test_after_a_failure_the_next_run_is_sound() -> None:
    def broken() -> None:
        aws.sqs.Queue("queue")
        raise RuntimeError

    _failure(broken)
    assert recorded(storage) == recorded(storage)


# --- transforms ----------------------------------------------------------------------------


def _tagged(arguments: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    if not arguments.custom:
        return None
    properties = {**arguments.props, "tags": {"owner": "platform"}}
    return pulumi.ResourceTransformResult(properties, arguments.opts)


def test_a_transform_of_the_stack_changes_every_later_resource() -> None:
    def program() -> None:
        aws.sqs.Queue("before")
        pulumi.runtime.register_resource_transform(_tagged)
        key = aws.kms.Key("after")
        aws.sqs.Queue("using", kms_master_key_id=key.arn)

    graph = recorded(program)
    assert "tags" not in named(graph, "before").inputs
    assert named(graph, "after").inputs["tags"] == {"owner": "platform"}
    assert named(graph, "using").inputs["kmsMasterKeyId"] != ""


def test_a_transform_of_a_component_changes_its_children() -> None:
    def program() -> None:
        group = Group("group", "", pulumi.ResourceOptions(transforms=[_tagged]))
        aws.sqs.Queue("inside", opts=pulumi.ResourceOptions(parent=group))
        aws.sqs.Queue("outside")

    graph = recorded(program)
    assert named(graph, "inside").inputs["tags"] == {"owner": "platform"}
    assert "tags" not in named(graph, "outside").inputs
