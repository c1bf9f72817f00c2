"""Programs in TypeScript and JavaScript: what they give, and how they fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hds_blueprint.foreign.program import Settings, graph_of
from hds_blueprint.graph.model import Join, Ref, ResourceGraph, Secret, Unknown
from hds_blueprint.problem import InputError, Problem

PACKAGES = Path(__file__).parents[2] / ".tools" / "nodejs" / "node_modules"
IMPORTS = 'import * as aws from "@pulumi/aws"; import * as pulumi from "@pulumi/pulumi";\n'

pytestmark = [
    pytest.mark.skipif(
        shutil.which("node") is None or not (PACKAGES / "@pulumi" / "aws").is_dir(),
        reason="needs Node.js and the packages in .tools/nodejs (`make unit` installs them with npm)",
    ),
    pytest.mark.timeout(240),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: site\nruntime: nodejs\n")
    (tmp_path / "node_modules").symlink_to(PACKAGES)
    return tmp_path


def run(folder: Path, program: str, *, file: str = "index.ts", **settings: object) -> ResourceGraph:
    (folder / file).write_text(program)
    return graph_of(folder, Settings(**settings))  # pyright: ignore[reportArgumentType]


def failure(folder: Path, program: str, **settings: object) -> Problem:
    with pytest.raises(InputError) as caught:
        run(folder, program, **settings)
    (problem,) = caught.value.problems
    return problem


def test_a_website_in_typescript(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2-hunter2")
    (folder / "Pulumi.dev.yaml").write_text("config:\n  site:token: {secure: AAB=}\n")
    program = """
const bucket = new aws.s3.Bucket("site", { website: { indexDocument: "index.html" } });
const allowed = aws.iam.getPolicyDocumentOutput({ statements: [{
    actions: ["s3:GetObject"], resources: [pulumi.interpolate`${bucket.arn}/*`],
}] });
new aws.s3.BucketPolicy("site", { bucket: bucket.id, policy: allowed.json });
const ami = aws.ec2.getAmiOutput({ mostRecent: true });
const seen = JSON.stringify(process.env);
new aws.ec2.Instance("web", { ami: ami.id, instanceType: "t3.micro", tags: { seen } });
new aws.ssm.Parameter("token", { type: "SecureString", value: new pulumi.Config().requireSecret("token") });
export const url = bucket.websiteEndpoint;
"""
    graph = run(folder, IMPORTS + program)
    (bucket,) = graph.of_type("aws:s3/bucket:Bucket")
    (policy,) = graph.of_type("aws:s3/bucketPolicy:BucketPolicy")
    (instance,) = graph.of_type("aws:ec2/instance:Instance")
    (parameter,) = graph.of_type("aws:ssm/parameter:Parameter")
    document = policy.inputs["policy"]
    assert policy.inputs["bucket"] == Ref(bucket.urn, "id")
    assert isinstance(document, Join)
    assert Ref(bucket.urn, "arn") in document.parts
    assert instance.inputs["ami"] == Unknown()
    assert "hunter2" not in str(instance.inputs["tags"])
    assert parameter.inputs["value"] == Secret()
    assert graph.outputs == {"url": Ref(bucket.urn, "websiteEndpoint")}
    assert any("site:token" in notice for notice in graph.notices)


def test_javascript_in_a_folder_of_its_own(folder: Path) -> None:
    (folder / "Pulumi.yaml").write_text("name: site\nruntime: nodejs\nmain: infra\n")
    (folder / "infra").mkdir()
    program = 'const aws = require("@pulumi/aws"); new aws.sqs.Queue("q", { name: "work" });'
    (queue,) = run(folder, program, file="infra/index.js").of_type("aws:sqs/queue:Queue")
    assert queue.inputs["name"] == "work"


def test_computing_with_what_is_not_known_yet(folder: Path) -> None:
    program = """
const bucket = new aws.s3.Bucket("b");
new aws.sqs.Queue("q", { name: bucket.arn.apply(a => {
    if (!a.startsWith("arn:")) { throw new Error("no ARN"); }
    return a.split(":")[5];
}) });
"""
    graph = run(folder, IMPORTS + program)
    (queue,) = graph.of_type("aws:sqs/queue:Queue")
    assert queue.dependencies["name"] == (graph.of_type("aws:s3/bucket:Bucket")[0].urn,)
    assert any("only after apply" in notice for notice in graph.notices)


@pytest.mark.parametrize(
    ("program", "part", "line"),
    [
        ("throw new TypeError('no such colour');", "TypeError: no such colour", 2),
        ("new pulumi.Config().require('size');", "'site:size'", 2),
        ("process.exit(3);", "ended early, with code 3", None),
        ("process.exit(0);", "ended itself with code 0", None),
        ("import x from 'nowhere'; console.log(x);", "Cannot find module 'nowhere'", 2),
        ("const x: = 3;", "error TS1110", 2),
        ("aws.rds.getInstance({ dbInstanceIdentifier: 'd' });", "aws:rds/getInstance:getInstance", None),
        ("new aws.s3.Bucket('a');\nnew aws.s3.Bucket('a');", "two resources have the URN", None),
    ],
)
def test_failures_name_the_place(folder: Path, program: str, part: str, line: int | None) -> None:
    problem = failure(folder, IMPORTS + program)
    assert part in problem.reason
    if line is not None:
        assert (Path(str(problem.file)).name, problem.line) == ("index.ts", line)


def test_a_program_that_hangs_is_ended(folder: Path) -> None:
    assert "did not end within 3 seconds" in failure(folder, "while (true) {}", timeout=3.0).reason


def test_a_program_that_takes_too_much_memory(folder: Path) -> None:
    program = "const kept = []; while (true) { kept.push(new Array(100000).fill(1.5)); }"
    assert "memory" in failure(folder, program, memory=1 << 30).reason
