"""Programs in YAML: what they give, and where they are wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from hds_blueprint.foreign.project import read
from hds_blueprint.foreign.settings import Settings
from hds_blueprint.foreign.yaml_program.evaluation import evaluate
from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, Secret, Unknown
from hds_blueprint.problem import InputError, Problem

WEBSITE = """
config:
  aws:region: eu-west-3
  size: {type: integer, default: 3}
  password: {type: string, secret: true}
variables:
  zones: {fn::aws:getAvailabilityZones: {state: available}}
  allowed:
    fn::invoke:
      function: aws:iam:getPolicyDocument
      arguments:
        statements: [{actions: ["s3:GetObject"], resources: ["${site.arn}/*"]}]
      return: json
resources:
  frankfurt: {type: "pulumi:providers:aws", properties: {region: eu-central-1, secretKey: abc}}
  policy:
    type: aws:s3:BucketPolicy
    properties: {bucket: "${site.id}", policy: "${allowed}"}
    options: {parent: "${site}", dependsOn: ["${db}"], protect: true, provider: "${frankfurt}"}
  site:
    type: aws:s3/bucket:Bucket
    properties:
      website: {indexDocument: index.html}
      tags: {n: "no ${size}", zone: "${zones.names[0]}", page: "${site2.website.indexDocument}"}
    options: {retainOnDelete: true, ignoreChanges: [tags], import: old-bucket, aliases: [{name: pages}]}
  site2: {type: aws:s3:Bucket, name: other, properties: {website: {indexDocument: home.html}}}
  db:
    type: aws:rds:Instance
    properties: {password: "${password}", username: "u-${password}", instanceClass: db.t3.micro, port: 5432}
  vpc: {type: aws:ec2:Vpc, get: {id: vpc-1}}
  upstream: {type: "pulumi:pulumi:StackReference", properties: {name: o/p/s}}
  topic:
    type: aws:sns:Topic
    properties:
      kmsMasterKeyId: ${upstream.outputs["key"]}
      displayName: ${db.masterUserSecrets[0].secretArn}
outputs:
  url: http://${site.websiteEndpoint}/
  cost: $$5
  stack: ${pulumi.stack}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def run(folder: Path, program: str, *config: str, file: str = "Pulumi.yaml") -> ResourceGraph:
    head = "name: site\nruntime: yaml\n"
    (folder / "Pulumi.yaml").write_text(head)
    (folder / file).write_text(head + program if file == "Pulumi.yaml" else program)
    settings = Settings(config=config)
    return evaluate(read(folder, settings), settings)


def failure(folder: Path, program: str, *config: str) -> Problem:
    with pytest.raises(InputError) as caught:
        run(folder, program, *config)
    return caught.value.problems[0]


def named(graph: ResourceGraph, name: str) -> Resource:
    (found,) = [each for each in graph.resources if each.name == name]
    return found


def test_a_website(folder: Path) -> None:
    graph = run(folder, WEBSITE, "password=hunter2")
    site, policy, db = (named(graph, name) for name in ("site", "policy", "db"))
    text = policy.inputs["policy"]
    assert isinstance(text, Join)
    assert text.parts[1] == Ref(site.urn, "arn")
    assert policy.inputs["bucket"] == Ref(site.urn, "id")
    assert policy.dependencies == {"bucket": (site.urn,), "policy": (site.urn,)}
    assert (policy.parent, policy.options.protect, policy.region) == (site.urn, True, "eu-central-1")
    assert policy.options.depends_on == (db.urn,)
    assert policy.urn.endswith("::aws:s3/bucket:Bucket$aws:s3/bucketPolicy:BucketPolicy::policy")
    assert site.inputs["website"] == {"indexDocument": "index.html"}
    assert (site.options.retain_on_delete, site.options.import_id) == (True, "old-bucket")
    assert site.options.aliases[0].endswith("::pages")
    assert site.inputs["tags"] == Unknown()  # an import that ignores changes keeps what is there
    assert named(graph, "other").type == "aws:s3/bucket:Bucket"
    assert (db.inputs["password"], db.inputs["username"], db.inputs["port"]) == (Secret(), Secret(), 5432)
    assert named(graph, "frankfurt").inputs["secretKey"] == Secret()
    vpc, topic = named(graph, "vpc"), named(graph, "topic")
    assert (vpc.external, vpc.id) == (True, "vpc-1")
    assert topic.inputs["displayName"] == Ref(db.urn, "masterUserSecrets[0].secretArn")
    assert topic.inputs["kmsMasterKeyId"] == Ref(named(graph, "upstream").urn, "outputs.key")
    assert graph.outputs == {
        "url": Join(("http://", Ref(site.urn, "websiteEndpoint"), "/")),
        "cost": "$5",
        "stack": "dev",
    }
    assert "hunter2" not in repr(graph)


def test_the_default_provider_of_the_program(folder: Path) -> None:
    graph = run(
        folder,
        """
variables: {where: {fn::aws:getRegion: {}}}
resources:
  queue: {type: aws:sqs:Queue, properties: {name: "in-${where.region}"}}
  paris: {type: "pulumi:providers:aws", defaultProvider: true, properties: {region: eu-west-3}}
""",
    )
    queue = named(graph, "queue")
    assert (queue.provider, queue.inputs["name"]) == (named(graph, "paris").urn, "in-eu-west-3")


def test_a_program_in_a_file_of_its_own_and_in_any_case(folder: Path) -> None:
    text = '{"Resources": {"q": {"Type": "aws:sqs:Queue", "Properties": {"name": "a"}}}}'
    assert named(run(folder, text, file="Main.json"), "q").inputs["name"] == "a"


def test_encrypted_values_are_unknown_and_secret(folder: Path) -> None:
    (folder / "Pulumi.dev.yaml").write_text("config: {site:token: {secure: AAB=}, site:size: '4'}\n")
    graph = run(
        folder,
        "config: {token: {type: string}, size: {type: integer}}\nresources:\n"
        "  q: {type: aws:sqs:Queue, properties: {name: '${token}', delaySeconds: '${size}'}}\n",
    )
    assert named(graph, "q").inputs == {"name": Secret(), "delaySeconds": 4}
    assert any("site:token" in notice for notice in graph.notices)


def test_values_are_in_the_types_of_the_provider(folder: Path) -> None:
    graph = run(
        folder,
        """
resources:
  db:
    type: aws:rds:Instance
    properties:
      {instanceClass: db.t3.micro, engineVersion: 16, storageEncrypted: "false", allocatedStorage: "20",
       tags: {count: 3, on: true}, iops: many, port: "${size}"}
  site:
    type: aws:s3:Bucket
    properties: {lifecycleRules: [{enabled: "true", id: 7, tags: {age: 1.5}, expiration: {days: "30"}}]}
config: {size: {type: string}}
""",
        "size=5432",
    )
    assert named(graph, "db").inputs == {
        "instanceClass": "db.t3.micro",
        "engineVersion": "16",
        "storageEncrypted": False,
        "allocatedStorage": 20,
        "tags": {"count": "3", "on": "true"},
        "iops": "many",
        "port": 5432,
    }
    (rule,) = cast("list[Any]", named(graph, "site").inputs["lifecycleRules"])
    assert rule == {"enabled": True, "id": "7", "tags": {"age": "1.5"}, "expiration": {"days": 30}}


def test_components_of_the_project_are_noted(folder: Path) -> None:
    graph = run(
        folder,
        """
packages: {pages: ./pages, upstream: terraform-provider}
components: {store: {resources: {bucket: {type: aws:s3:Bucket}}}}
resources:
  own: {type: site:index:store}
  beside: {type: pages:index:Pages}
  elsewhere: {type: upstream:index:Thing}
""",
    )
    assert {each.name: each.custom for each in graph.resources[1:] if "providers" not in each.type} == {
        "own": False,
        "beside": False,
        "elsewhere": True,
    }
    assert len([notice for notice in graph.notices if "--preview" in notice]) == 2


def test_a_component_of_a_plugin_is_noted(folder: Path) -> None:
    graph = run(
        folder,
        "resources:\n  net: {type: awsx:ec2:Vpc}\n"
        "  sg: {type: aws:ec2:SecurityGroup, properties: {vpcId: '${net.vpcId}'}}\n",
    )
    assert named(graph, "sg").inputs["vpcId"] == Ref(named(graph, "net").urn, "vpcId")
    assert any("net (awsx:ec2:Vpc)" in notice for notice in graph.notices)


Q = "resources:\n  q:\n    type: aws:sqs:Queue\n"


@pytest.mark.parametrize(
    ("program", "part", "line"),
    [
        (Q + "    properties: {name: '${que.id}'}", "no resource, variable or configuration value", 6),
        (Q + "    properties: {name: '${q.id}'}", "lead back", 6),
        (Q + "    properties: {name: '${q'}", "no closing brace", 6),
        (Q + "    propertys: {}", "no part of Pulumi YAML", 6),
        (Q + "    options: {protekt: true}", "no part of Pulumi YAML", 6),
        (Q + "    options: {protect: maybe}", "true or false", 6),
        (Q + "    options: {parent: q}", "a resource is expected", 6),
        (Q + "    properties: [1]", "the properties are a mapping", 6),
        (Q + "    get: {id: a}\n    properties: {name: b}", "no properties of its own", 6),
        ("resources:\n  q: {type: aws:sqs:Quue}", "no such type", 4),
        ("resources:\n  q: {properties: {}}", "no type", 4),
        ("resources: [a]", "a mapping is expected", 3),
        ("config:\n  size: {type: integer}", "no value for this", 4),
        ("config:\n  size: {type: integer, default: big}", "no integer", 4),
        ("config:\n  size: {type: colour, default: red}", "no type of a configuration value", 4),
        ("outputs:\n  a: {fn::nothing: 1}", "no such function", 4),
        ("outputs:\n  a: {fn::aws:rds:getInstance: {}}", "cannot be answered offline", 4),
        ("outputs:\n  a: 1\n  a: 2", "a", 5),
    ],
)
def test_mistakes_are_told_with_their_place(folder: Path, program: str, part: str, line: int) -> None:
    problem = failure(folder, program)
    assert part in problem.reason
    assert problem.line == line
    assert str(problem.file).endswith("Pulumi.yaml")


def test_what_was_meant_is_suggested(folder: Path) -> None:
    assert "aws:sqs:Queue" in str(failure(folder, "resources: {q: {type: aws:sqs:Quue}}").suggestion)
    program = "resources: {b: {type: aws:s3:Bucket}}\noutputs: {a: '${b.websiteEndpont}'}"
    assert "websiteEndpoint" in str(failure(folder, program).suggestion)
    assert "--config size=VALUE" in str(failure(folder, "config: {size: {type: integer}}").suggestion)


@pytest.mark.parametrize(
    "lines",
    [
        [f"  v{i}: ['${{v{i + 1}}}', '${{v{i + 1}}}', '${{v{i + 1}}}']" for i in range(60)] + ["  v60: x"],
        [f"  v{i}: '${{v{i + 1}}}${{v{i + 1}}}'" for i in range(60)] + ["  v60: xxxxxxxxxx"],
        [f"  v{i}: ['${{v{i + 1}}}']" for i in range(400)] + ["  v400: x"],
    ],
)
def test_variables_that_grow_without_end(folder: Path, lines: list[str]) -> None:
    assert "more than can be evaluated" in failure(folder, "variables:\n" + "\n".join(lines)).reason


def test_an_alias_bomb(folder: Path) -> None:
    lines = ["variables:", "  a0: &a0 [x, x, x, x, x, x, x, x]"]
    lines += [f"  a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * 8) + "]" for i in range(1, 12)]
    assert failure(folder, "\n".join(lines)).bound == "20000"
