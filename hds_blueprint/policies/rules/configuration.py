"""Rules of configuration records (AWS Config): everything recorded, running, and able to arrive."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import BUCKETS, OBJECT_LOCK, Setting, each_setting
from hds_blueprint.policies.checks import customer_key, judge_boolean
from hds_blueprint.policies.choices import judge_choice
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open, within

RECORDER = "aws:cfg/recorder:Recorder"
STATUS = "aws:cfg/recorderStatus:RecorderStatus"
CHANNEL = "aws:cfg/deliveryChannel:DeliveryChannel"
# Types without a region, which one region records for all (AWS Config, "Selecting resource types").
WITHOUT_REGION = ("AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User")
_GROUP = "recordingGroup"
_EXCLUDED = f"{_GROUP}.exclusionByResourceTypes"


@rule("config-recorder-records-everything", RECORDER)
def records_everything(recorder: Resource, facts: Facts) -> Outcome:
    group = get(recorder, _GROUP)
    everything = within(group, "allSupported")
    if is_open(everything):
        return unknown(f"{_GROUP}.allSupported")
    if group is MISSING or boolean(everything) is not False:
        return passed(_GROUP)
    if is_open(get(recorder, _EXCLUDED)):
        return unknown(_EXCLUDED)
    excluded = [
        type_
        for _, exclusion in entries(get(recorder, _EXCLUDED), _EXCLUDED)
        for _, type_ in entries(within(exclusion, "resourceTypes"), "")
    ]
    if any(is_open(type_) for type_ in excluded):
        return unknown(_EXCLUDED)
    missing = [type_ for type_ in excluded if type_ not in WITHOUT_REGION]
    if excluded and not missing:
        return passed(_EXCLUDED, excluded)
    return failed(_EXCLUDED, missing) if missing else failed(f"{_GROUP}.allSupported", False)


@rule("config-recorder-continuous", RECORDER)
def continuous(recorder: Resource, facts: Facts) -> Iterator[Outcome]:
    """Every change is recorded when it happens, and not what was left of it at the end of the day."""
    mode = "recordingMode"
    frequencies = [
        (f"{mode}.recordingFrequency", within(get(recorder, mode), "recordingFrequency")),
        *(
            (f"{path}.recordingFrequency", within(override, "recordingFrequency"))
            for path, override in entries(
                within(get(recorder, mode), "recordingModeOverrides"), f"{mode}.recordingModeOverrides"
            )
        ),
    ]
    for path, frequency in frequencies:
        yield judge_choice(frequency, path, ("CONTINUOUS",), default="CONTINUOUS")


@rule("config-recorder-running", RECORDER)
def running(recorder: Resource, facts: Facts) -> Iterator[Outcome]:
    attached = facts.attached(recorder, "name", STATUS)
    if not attached.resources:
        yield unknown("status") if attached.uncertain else failed("status")
    for status in attached.resources:
        value = get(status, "isEnabled")
        yield judge_boolean(value, "isEnabled", wanted=True, default=False, holder=status.urn)


@rule("config-records-customer-key", CHANNEL)
def own_key(channel: Resource, facts: Facts) -> Outcome:
    return customer_key(channel, "s3KmsKeyArn", facts)


@rule("config-records-deliverable", CHANNEL)
def deliverable(channel: Resource, facts: Facts) -> Iterator[Outcome]:
    path = "s3BucketName"

    def broken(setting: Setting) -> Outcome:
        if is_open(setting.value):
            return unknown(path)
        return passed(path) if setting.value is MISSING else failed(path, setting.value)

    buckets = facts.target_resources(channel, path, *BUCKETS)
    if not buckets:
        # a bucket of another program: what it is like is not known here
        yield unknown(path)
    for bucket in buckets:
        yield from each_setting(bucket, facts, OBJECT_LOCK, broken, absent=passed(path))
