from __future__ import annotations

from hds_blueprint.graph.model import ResourceGraph, targets

from .conftest import find, policy


def test_alarms_go_to_the_incident_contact_over_an_encrypted_topic(small: ResourceGraph) -> None:
    topic = find(small, "aws:sns/topic:Topic", "alarms")
    assert [urn.rsplit("::", 1)[1] for urn in targets(topic, "kmsMasterKeyId")] == ["alerts"]
    subscription = find(small, "aws:sns/topicSubscription:TopicSubscription", "incident-contact")
    assert subscription.inputs["protocol"] == "email"
    assert subscription.inputs["endpoint"] == "incidents@example.org"
    assert targets(subscription, "topic") == (topic.urn,)


def test_only_services_of_aws_publish_and_over_tls(small: ResourceGraph) -> None:
    statements = policy(find(small, "aws:sns/topicPolicy:TopicPolicy", "alarms"))
    refusal = statements.pop("RefuseWithoutTls")
    assert refusal["Effect"] == "Deny"
    assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    for statement in statements.values():
        assert set(statement["Principal"]) == {"Service"}
        assert statement["Action"] == "sns:Publish"
    assert statements["AlarmsPublish"]["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
