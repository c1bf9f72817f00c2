"""Projects of somebody else, run in a process of their own: what they give, and how they fail."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hds_blueprint.foreign.program import Settings, graph_of
from hds_blueprint.graph.model import Join, Ref, ResourceGraph, Secret, Unknown
from hds_blueprint.problem import InputError, Problem

WEBSITE = """
import json
import pulumi
import pulumi_aws as aws

bucket = aws.s3.Bucket("site", website={"index_document": "index.html"})
policy = bucket.arn.apply(lambda arn: json.dumps({"Resource": f"{arn}/*"}))
aws.s3.BucketPolicy("site", bucket=bucket.id, policy=policy)
aws.sqs.Queue("work", name=pulumi.Config().get("queue"))
pulumi.export("url", bucket.website_endpoint)
"""

NAMESPACES = (
    sys.platform == "linux"
    and subprocess.run(["unshare", "-Urnmpf", "true"], capture_output=True, check=False).returncode == 0
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: site\nruntime: python\n")
    return tmp_path


def run(folder: Path, program: str, **settings: object) -> ResourceGraph:
    (folder / "__main__.py").write_text(program)
    return graph_of(folder, Settings(**settings))  # pyright: ignore[reportArgumentType]


def failure(folder: Path, program: str, **settings: object) -> Problem:
    with pytest.raises(InputError) as caught:
        run(folder, program, **settings)
    (problem,) = caught.value.problems
    assert "Traceback" not in str(problem)
    return problem


def test_the_graph_has_the_references(folder: Path) -> None:
    graph = run(folder, WEBSITE, config=("queue=q",))
    names = {resource.type: resource for resource in graph.resources if resource.custom}
    bucket = names["aws:s3/bucket:Bucket"]
    policy = names["aws:s3/bucketPolicy:BucketPolicy"]
    assert policy.inputs["bucket"] == Ref(bucket.urn, "id")
    assert policy.inputs["policy"] == Join(('{"Resource": "', Ref(bucket.urn, "arn"), '/*"}'))
    assert names["aws:sqs/queue:Queue"].inputs["name"] == "q"
    assert (graph.project, graph.stack) == ("site", "dev")
    assert "url" in graph.outputs
    assert any("blueprint's packages" in notice for notice in graph.notices)


def test_nothing_of_the_caller_reaches_the_program(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "PULUMI_ACCESS_TOKEN", "GITHUB_TOKEN", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "hunter2-hunter2")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    program = """
import json, os, sys
import pulumi_aws as aws
seen = json.dumps([dict(os.environ), sys.path, sys.argv, sorted(sys.modules)])
aws.sqs.Queue("q", tags={"seen": seen, "home": os.environ["HOME"], "here": os.getcwd()})
"""
    graph = run(folder, program)
    (queue,) = graph.of_type("aws:sqs/queue:Queue")
    tags = queue.inputs["tags"]
    assert isinstance(tags, dict)
    seen = str(tags["seen"])
    assert "hunter2" not in seen
    assert "/nowhere" not in seen
    assert "hds_blueprint.graph" not in seen
    assert tags["here"] == os.path.realpath(folder)
    assert not Path(str(tags["home"])).exists()
    assert sorted(path.name for path in folder.iterdir()) == ["Pulumi.yaml", "__main__.py"]


def test_packages_of_the_same_name_as_ours(folder: Path) -> None:
    for name in ("components", "policies"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(f"NAME = 'theirs-{name}'\n")
    program = """
import components, policies, pulumi_aws as aws
aws.sqs.Queue("q", name=components.NAME + policies.NAME)
"""
    (queue,) = run(folder, program).of_type("aws:sqs/queue:Queue")
    assert queue.inputs["name"] == "theirs-componentstheirs-policies"


def test_computing_with_what_is_not_known_yet(folder: Path) -> None:
    program = """
import pulumi_aws as aws
bucket = aws.s3.Bucket("b")
aws.sqs.Queue("q", name=bucket.arn.apply(lambda arn: str(int(arn.split(":")[4]) + 1)))
"""
    graph = run(folder, program)
    (queue,) = graph.of_type("aws:sqs/queue:Queue")
    assert queue.dependencies["name"] == (graph.of_type("aws:s3/bucket:Bucket")[0].urn,)
    assert any("only after apply" in notice for notice in graph.notices)


@pytest.mark.parametrize(
    ("program", "part", "line"),
    [
        ("x = 1\nraise ValueError('no such colour')", "ValueError: no such colour", 2),
        ("x = 1\nx +", "SyntaxError: invalid syntax", 2),
        ("\n\nimport nowhere_to_be_found", "ModuleNotFoundError", 3),
        ("import sys\nsys.exit(3)", "ended itself with code 3", 2),
        ("import sys\nsys.exit()", "ended itself with code None", 2),
        ("import os\nprint('bye', flush=True)\nos._exit(0)", "ended early, with code 0: bye", None),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "ended early, with code -11", None),
        ("import pulumi\npulumi.Config().require('size')", "'site:size'", 2),
        ("import pulumi_aws as aws\naws.rds.get_instance(db_instance_identifier='d')", "data source", 2),
        ("import pulumi_aws as aws\naws.s3.Bucket('a')\naws.s3.Bucket('a')", "have the URN", None),
        ("import pulumi\npulumi.log.error('not like this')", "not like this", None),
        ("raise Exception('x' * 10_000)", "xxxx", 1),
    ],
)
def test_failures_name_the_place(folder: Path, program: str, part: str, line: int | None) -> None:
    problem = failure(folder, program)
    assert part in problem.reason
    assert len(problem.reason) < 700
    if line is not None:
        assert problem.line == line
        assert str(problem.file).endswith("__main__.py")


def test_what_to_do_is_said(folder: Path) -> None:
    config = failure(folder, "import pulumi\npulumi.Config().require('size')")
    assert "--config" in str(config.suggestion)
    package = failure(folder, "import nowhere_to_be_found")
    assert "--python" in str(package.suggestion)


def test_a_program_that_hangs_is_ended_with_what_it_started(folder: Path, tmp_path: Path) -> None:
    mark = f"{600 + os.getpid() / 1e6:.6f}"  # a time to sleep that no other process has
    program = f"""
import subprocess, time
subprocess.Popen(["sleep", {mark!r}])
open({str(tmp_path / "started")!r}, "w").close()
time.sleep(600)
"""
    start = time.monotonic()
    problem = failure(folder, program, timeout=2)
    assert time.monotonic() - start < 15
    assert "did not end within 2 seconds" in problem.reason
    assert (tmp_path / "started").exists()
    assert not _sleeping(mark)


def _sleeping(mark: str) -> bool:
    """Whether a process with this argument is still there; one that is being ended gets a moment."""
    for _ in range(50):
        commands = (_command(path) for path in Path("/proc").glob("[0-9]*/cmdline"))
        if not any(f"\0{mark}\0" in command for command in commands):
            return False
        time.sleep(0.02)
    return True


def _command(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def test_a_thread_left_behind_does_not_hold_it(folder: Path) -> None:
    program = """
import threading, time
import pulumi_aws as aws
threading.Thread(target=time.sleep, args=(600,)).start()
aws.sqs.Queue("q")
"""
    assert run(folder, program, timeout=60).of_type("aws:sqs/queue:Queue")


def test_answers_to_data_sources(folder: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text('"aws:ec2/getAmi:getAmi": {id: ami-42}\n')
    program = """
import pulumi_aws as aws
aws.ec2.Instance("i", ami=aws.ec2.get_ami(most_recent=True).id, instance_type="t3.micro")
"""
    (instance,) = run(folder, program, answers=answers).of_type("aws:ec2/instance:Instance")
    assert instance.inputs["ami"] == "ami-42"


def test_secrets_of_the_configuration(folder: Path) -> None:
    (folder / "Pulumi.dev.yaml").write_text(
        "config:\n  site:token: {secure: AAB=}\n  aws:secretKey: {secure: A=}\n"
    )
    program = """
import pulumi, pulumi_aws as aws
config = pulumi.Config()
aws.ssm.Parameter("p", type="SecureString", value=config.require_secret("token"))
aws.sqs.Queue("q", name=config.require("token"))
"""
    graph = run(folder, program)
    (parameter,) = graph.of_type("aws:ssm/parameter:Parameter")
    (queue,) = graph.of_type("aws:sqs/queue:Queue")
    (provider,) = graph.of_type("pulumi:providers:aws")
    assert (parameter.inputs["value"], queue.inputs["name"]) == (Secret(), Unknown())
    assert provider.inputs["secretKey"] == Secret()
    given = run(folder, program, config=("token=hunter2",))
    assert given.of_type("aws:ssm/parameter:Parameter")[0].inputs["value"] == Secret()


def test_a_component_of_a_plugin_is_noted(folder: Path) -> None:
    program = """
import pulumi, pulumi_aws as aws
class Vpc(pulumi.ComponentResource):
    vpc_id: pulumi.Output[str]
    def __init__(self):
        super().__init__("awsx:ec2:Vpc", "net", {"vpc_id": None}, remote=True)
aws.ec2.SecurityGroup("sg", vpc_id=Vpc().vpc_id)
"""
    graph = run(folder, program)
    (group,) = graph.of_type("aws:ec2/securityGroup:SecurityGroup")
    assert group.inputs["vpcId"] == Unknown((graph.of_type("awsx:ec2:Vpc")[0].urn,))
    assert any("net (awsx:ec2:Vpc)" in notice for notice in graph.notices)


def test_transforms_are_called_back(folder: Path) -> None:
    program = """
import pulumi, pulumi_aws as aws
def named(args):
    return pulumi.ResourceTransformResult(props={**args.props, "name": "transformed"}, opts=args.opts)
pulumi.runtime.register_stack_transform(named)
aws.sqs.Queue("q")
"""
    (queue,) = run(folder, program).of_type("aws:sqs/queue:Queue")
    assert queue.inputs["name"] == "transformed"


@pytest.mark.parametrize("content", ["[1]", "a: 1", ": : :", "\x00"])
def test_answers_that_are_none(folder: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "answers.yaml").write_text(content)
    assert failure(folder, "", answers=tmp_path / "answers.yaml").code == "bad-answers"


def test_a_secret_is_in_no_graph_and_no_message(folder: Path) -> None:
    program = """
import base64, json, pulumi, pulumi_aws as aws
word = pulumi.Config().get("word")
site = aws.s3.Bucket("site", tags={"word": word, "coded": base64.b64encode(word.encode()).decode()})
policy = site.arn.apply(lambda arn: json.dumps({"Resource": arn, "Sid": word}))
aws.s3.BucketPolicy("site", bucket=site.id, policy=policy)
pulumi.export("word", "it is " + word)
if pulumi.Config().get("fails"):
    raise ValueError(f"not with {word}")
"""
    given = {"config_secret": ('word=hun"ter2',)}
    graph = run(folder, program, **given)
    site, policy = graph.of_type("aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy")
    assert site.inputs["tags"] == {"word": Secret(), "coded": "(secret)"}
    joined = Join(('{"Resource": "', Ref(site.urn, "arn"), '", "Sid": "(secret)"}'))
    assert policy.inputs["policy"] == joined
    assert graph.outputs["word"] == "it is (secret)"
    problem = failure(folder, program, config=("fails=1",), **given)
    assert "not with (secret)" in problem.reason


def test_a_failed_call_has_the_line_of_the_program(folder: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text('"aws:rds/getInstance:getInstance": {allocatedStorage: much}\n')
    program = "import pulumi_aws as aws\n\naws.rds.get_instance(db_instance_identifier='x')\n"
    problem = failure(folder, program, config=("aws:region=eu-west-3",), answers=answers)
    assert (Path(str(problem.file)).name, problem.line) == ("__main__.py", 3)


@pytest.mark.skipif(not NAMESPACES, reason="the kernel gives no namespaces to a process without rights")
def test_the_program_sees_no_other_process(folder: Path) -> None:
    program = """
import glob, os, pulumi
seen = {int(path.split("/")[2]) for path in glob.glob("/proc/[0-9]*/cmdline")}
pulumi.export("others", len(seen - {os.getpid(), os.getppid()}))
"""
    assert run(folder, program).outputs["others"] == 0
