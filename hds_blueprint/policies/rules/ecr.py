"""Rules of Amazon ECR: images that nobody moves, reads or replaces unseen."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import AWS_MANAGED_ALIAS, KEY_TYPES, is_false, judge_boolean
from hds_blueprint.policies.choices import configured_by, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import bounded_services, closed_to_strangers, listed_actions
from hds_blueprint.policies.values import MISSING, entries, get, is_open, within

REPOSITORY = "aws:ecr/repository:Repository"
POLICY = "aws:ecr/repositoryPolicy:RepositoryPolicy"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
PUBLIC_REPOSITORY = "aws:ecrpublic/repository:Repository"
REGISTRY_POLICY = "aws:ecr/registryPolicy:RegistryPolicy"
REGISTRY_SCANS = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"


@rule("ecr-repository-customer-key", REPOSITORY)
def own_key(repository: Resource, facts: Facts) -> Outcome:
    name = "encryptionConfigurations"
    settings = get(repository, name)
    if is_open(settings):
        return unknown(name)
    for path, entry in entries(settings, name):
        kind, key = within(entry, "encryptionType"), within(entry, "kmsKey")
        if is_open(kind):
            return unknown(f"{path}.encryptionType")
        if kind not in ("KMS", "KMS_DSSE"):
            return failed(f"{path}.encryptionType", kind)
        if isinstance(key, str) and AWS_MANAGED_ALIAS not in key:
            return passed(f"{path}.kmsKey", key)
        if key is MISSING or isinstance(key, str):
            return failed(f"{path}.kmsKey", key)
        known = facts.targets(repository, f"{path}.kmsKey", *KEY_TYPES)
        return passed(f"{path}.kmsKey", key) if known else unknown(f"{path}.kmsKey")
    return failed(name)


@rule("ecr-repository-tags-immutable", REPOSITORY)
def tags_immutable(repository: Resource, facts: Facts) -> Outcome:
    return is_one_of(repository, "imageTagMutability", "IMMUTABLE", default="MUTABLE")


@rule("ecr-repository-scanned", REPOSITORY)
def scanned(repository: Resource, facts: Facts) -> Outcome:
    path = "imageScanningConfiguration.scanOnPush"
    own = judge_boolean(get(repository, path), path, wanted=True, default=False)
    registry = [each for each in facts.graph.of_type(REGISTRY_SCANS) if get(each, "rules") is not MISSING]
    # the registry's rules scan at each push, or all the time, whatever the repository says
    return passed("registryScanningConfiguration", holder=registry[0].urn) if registry else own


@rule("ecr-repository-images-expire", REPOSITORY)
def images_expire(repository: Resource, facts: Facts) -> Outcome:
    found = configured_by(repository, "repository", "lifecyclePolicy", facts, LIFECYCLE)
    return found if isinstance(found, Outcome) else passed("lifecyclePolicy", holder=found[0].urn)


@rule("ecr-repository-private", REPOSITORY, PUBLIC_REPOSITORY)
def private(repository: Resource, facts: Facts) -> Outcome:
    # the type of the resource is what gives its images to everybody: no setting of it takes them back
    if repository.type == REPOSITORY:
        return passed()
    return failed("repositoryName", get(repository, "repositoryName"))


@rule("ecr-repository-not-emptied", REPOSITORY)
def not_emptied(repository: Resource, facts: Facts) -> Outcome:
    return is_false(repository, "forceDelete") if facts.production else not_applicable()


@rule("ecr-policy-private", POLICY, REGISTRY_POLICY)
def policy_private(policy: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(policy, "policy", facts, absent=not_applicable())


@rule("ecr-policy-actions-listed", POLICY, REGISTRY_POLICY)
def actions_listed(policy: Resource, facts: Facts) -> list[Outcome]:
    return listed_actions(policy, facts)


@rule("ecr-policy-services-bounded", POLICY, REGISTRY_POLICY)
def services_bounded(policy: Resource, facts: Facts) -> list[Outcome]:
    return bounded_services(policy, facts)
