"""The engine: four verdicts, enforcement, order, and rules that fail themselves."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from hds_blueprint.graph.model import Origin, Ref, Resource, Unknown
from hds_blueprint.policies.engine import RuleError, evaluate, stack_urn
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, summary, unknown
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Enforcement, Status

from .graphs import BUCKET, DATABASE, graph, resource, urn

RULE = "rds-storage-encrypted"


def verdict_of(rule: str, *resources: Resource, **settings: object):
    built = graph(*resources, **settings)  # pyright: ignore[reportArgumentType]
    return evaluate(built, as_of=None, rules={rule: all_rules()[rule]})


def test_a_failure_carries_place_value_weight_and_controls() -> None:
    origin = Origin("stacks/prod.yaml", "databases.records", 54)
    database = resource(DATABASE, "records", {"engine": "postgres", "storageEncrypted": False}, origin=origin)
    (finding,) = verdict_of(RULE, database).findings
    assert finding.status is Status.FAIL
    assert (finding.path, finding.value, finding.urn) == ("storageEncrypted", "false", database.urn)
    assert finding.origin == origin
    assert finding.enforcement is Enforcement.MANDATORY
    assert "iso-27001-2022:8.24" in finding.controls
    assert "records" in finding.message


def test_an_unknown_value_is_never_a_pass() -> None:
    database = resource(DATABASE, "records", {"engine": "postgres", "storageEncrypted": Unknown()})
    verdict = verdict_of(RULE, database)
    assert verdict.counts[Status.UNKNOWN] == 1
    assert verdict.counts[Status.PASS] == 0


def test_a_component_that_is_called_like_a_resource_is_none() -> None:
    balancer = resource("aws:lb:ApplicationLoadBalancer", "edge", custom=False)
    assert evaluate(graph(balancer), as_of=None).findings == evaluate(graph(), as_of=None).findings


def test_resources_that_no_rule_speaks_of_are_named() -> None:
    bucket = resource("aws-native:s3:Bucket", "site")
    component = resource("shop:web:Site", "shop", custom=False)
    (notice,) = evaluate(graph(bucket, component, resource(BUCKET, "logs")), as_of=None).notices
    assert notice.endswith("none judges those of others: aws-native (1).")


def test_a_reference_to_a_key_is_a_known_key() -> None:
    key = resource("aws:kms/key:Key", "data")
    database = resource(DATABASE, "records", {"engine": "postgres", "kmsKeyId": Ref(key.urn, "arn")})
    assert verdict_of("rds-customer-key", key, database).counts[Status.PASS] == 1


def test_property_dependencies_serve_where_a_preview_has_no_references() -> None:
    key = resource("aws:kms/key:Key", "data")
    database = resource(
        DATABASE,
        "records",
        {"engine": "postgres", "kmsKeyId": Unknown()},
        dependencies={"kmsKeyId": (key.urn,)},
    )
    assert verdict_of("rds-customer-key", key, database).counts[Status.PASS] == 1


def test_settings_are_joined_by_dependencies_too() -> None:
    bucket = resource(BUCKET, "documents")
    versioning = resource(
        "aws:s3/bucketVersioning:BucketVersioning",
        "documents",
        {"bucket": Unknown(), "versioningConfiguration": {"status": "Suspended"}},
        dependencies={"bucket": (bucket.urn,)},
    )
    (finding,) = verdict_of("s3-bucket-versioned", bucket, versioning).findings
    assert (finding.status, finding.holder) == (Status.FAIL, versioning.urn)


def test_one_resource_alone_proves_nothing_about_what_is_missing() -> None:
    bucket = resource(BUCKET, "documents")
    facts = Facts(graph(bucket), complete=False)
    check = all_rules()["s3-bucket-versioned"].check
    assert check is not None
    result = check(bucket, facts)
    assert not isinstance(result, Outcome)
    assert summary(result)[0].status is Status.UNKNOWN


def test_environments_decide_what_a_failure_does() -> None:
    database = resource(DATABASE, "records", {"engine": "postgres", "copyTagsToSnapshot": False})
    rule = "rds-tags-copied-to-snapshots"
    assert verdict_of(rule, database).refused == ()
    bad = resource(DATABASE, "records", {"engine": "postgres", "deletionProtection": False})
    assert len(verdict_of("rds-deletion-protected", bad).refused) == 1
    assert verdict_of("rds-deletion-protected", bad, profile="development").refused == ()
    assert verdict_of("rds-final-snapshot-taken", bad, profile="development").findings == ()


def test_a_stack_without_health_data_hears_nothing_of_hds() -> None:
    bucket = resource(BUCKET, "documents", {"region": "us-east-1"})
    (finding,) = verdict_of("region-within-eea", bucket, health_data=False).findings
    assert finding.status is Status.NOT_APPLICABLE
    assert all(not control.startswith("hds-") for control in finding.controls)


def test_a_resource_only_read_is_not_judged() -> None:
    database = resource(DATABASE, "records", {"storageEncrypted": False}, external=True)
    assert verdict_of(RULE, database).findings == ()


def test_several_outcomes_give_every_failure_and_else_the_first_unknown() -> None:
    assert summary([passed("a"), failed("b"), unknown("c"), failed("d")]) == (failed("b"), failed("d"))
    assert summary([passed("a"), unknown("c"), unknown("d")]) == (unknown("c"),)
    assert summary([])[0].status is Status.NOT_APPLICABLE


def test_a_rule_that_fails_itself_names_rule_and_resource() -> None:
    def broken(resource: Resource, facts: Facts) -> Outcome:
        raise ZeroDivisionError("no")

    rule = replace(all_rules()[RULE], check=broken)
    database = resource(DATABASE, "records")
    with pytest.raises(RuleError) as caught:
        evaluate(graph(database), as_of=None, rules={RULE: rule})
    assert RULE in str(caught.value)
    assert database.urn in str(caught.value)


def test_a_message_that_cannot_be_filled_is_such_a_failure() -> None:
    metadata = all_rules()[RULE].metadata
    words = metadata.message.model_copy(update={"en": "{nothing}"})
    rule = replace(all_rules()[RULE], metadata=metadata.model_copy(update={"message": words}))
    with pytest.raises(RuleError, match=RULE):
        evaluate(graph(resource(DATABASE, "records")), as_of=None, rules={RULE: rule})


def test_messages_speak_french() -> None:
    database = resource(DATABASE, "records", {"engine": "postgres"})
    (finding,) = evaluate(
        graph(database), as_of=None, language="fr", rules={RULE: all_rules()[RULE]}
    ).findings
    assert (
        finding.message == "Le stockage de la base records n'est pas chiffré (storageEncrypted : non défini)."
    )


def test_the_value_of_a_secret_is_never_repeated() -> None:
    database = resource(DATABASE, "records", {"engine": "postgres", "password": "correct-horse"})
    verdict = evaluate(graph(database), as_of=date(2026, 11, 24))
    assert "correct-horse" not in repr(verdict)


def test_a_hostile_value_stays_a_value() -> None:
    database = resource(DATABASE, "records", {"engine": "postgres", "storageEncrypted": "{0.__class__}"})
    (finding,) = verdict_of(RULE, database).findings
    assert "{0.__class__}" in finding.message


def test_the_order_of_resources_changes_nothing() -> None:
    resources = [
        resource(DATABASE, f"db{number}", {"engine": "postgres", "storageEncrypted": number % 2 == 0})
        for number in range(20)
    ]
    resources += [resource(BUCKET, f"bucket{number}") for number in range(20)]
    expected = evaluate(graph(*resources), as_of=None)
    random.Random(7).shuffle(resources)
    assert evaluate(graph(*resources), as_of=None) == expected


def test_the_hash_seed_changes_nothing() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from policies.graphs import BUCKET, DATABASE, graph, resource\n"
        "from hds_blueprint.policies.engine import evaluate\n"
        "from hds_blueprint.reports import json\n"
        "built = graph(resource(BUCKET, 'b', {'tags': {'x': 'y'}}), resource(DATABASE, 'd', {}))\n"
        "print(json.render([evaluate(built, as_of=None)], 'en'))\n"
    )
    tests = str(__import__("pathlib").Path(__file__).parent.parent)
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, tests],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "12345")
    }
    assert len(outputs) == 1


def test_verdicts_about_the_stack_carry_its_urn() -> None:
    assert stack_urn(graph()) == "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod"
    assert urn(BUCKET, "x").startswith("urn:pulumi:prod::shop::")
