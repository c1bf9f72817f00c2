"""Names of the document that look alike once they are joined never meet in one resource."""

from __future__ import annotations

from .conftest import GraphOf

NAMED = {
    "aws:rds/instance:Instance": "identifier",
    "aws:iam/role:Role": "name",
    "aws:kms/alias:Alias": "name",
}


def test_lookalike_names_stay_apart(graph_of: GraphOf) -> None:
    image = "123456789012.dkr.ecr.eu-west-3.amazonaws.com/a:1"
    graph = graph_of(
        {
            "workloads": {
                "a": {"image": image, "databases": ["b-to-c", "endpoints", "s3"], "buckets": ["a"]},
                "a-to-b": {"image": image, "databases": ["c"]},
                "a-task": {"image": image},
            },
            "databases": {name: {} for name in ("b-to-c", "c", "endpoints", "s3", "a", "a-monitoring")},
            "buckets": {"a": {"replicate": True}, "a-replica": {"replicate": True}, "a-replication": {}},
        }
    )
    urns = [resource.urn for resource in graph.resources]
    assert len(urns) == len(set(urns))
    for type_, key in NAMED.items():
        names = [(resource.region, resource.inputs[key]) for resource in graph.of_type(type_)]
        assert names
        assert len(names) == len(set(names)), type_
    buckets = [str(bucket.inputs["bucket"]) for bucket in graph.of_type("aws:s3/bucket:Bucket")]
    assert len(buckets) == len(set(buckets))
