"""Rules of Amazon SageMaker: notebooks, domains, models and their endpoints."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key, is_set, is_true
from hds_blueprint.policies.choices import has_entries, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, boolean, get

NOTEBOOK = "aws:sagemaker/notebookInstance:NotebookInstance"
DOMAIN = "aws:sagemaker/domain:Domain"
MODEL = "aws:sagemaker/model:Model"
ENDPOINT = "aws:sagemaker/endpointConfiguration:EndpointConfiguration"
FEATURES = "aws:sagemaker/featureGroup:FeatureGroup"
METADATA = "instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion"


@rule("sagemaker-notebook-customer-key", NOTEBOOK)
def notebook_key(notebook: Resource, facts: Facts) -> Outcome:
    return customer_key(notebook, "kmsKeyId", facts)


@rule("sagemaker-notebook-without-internet", NOTEBOOK)
def notebook_internet(notebook: Resource, facts: Facts) -> Outcome:
    return is_one_of(notebook, "directInternetAccess", "Disabled", default="Enabled")


@rule("sagemaker-notebook-within-network", NOTEBOOK)
def notebook_network(notebook: Resource, facts: Facts) -> Outcome:
    return is_set(notebook, "subnetId")


@rule("sagemaker-notebook-without-root", NOTEBOOK)
def notebook_root(notebook: Resource, facts: Facts) -> Outcome:
    return is_one_of(notebook, "rootAccess", "Disabled", default="Enabled")


@rule("sagemaker-notebook-metadata-v2", NOTEBOOK)
def notebook_metadata(notebook: Resource, facts: Facts) -> Outcome:
    return is_one_of(notebook, METADATA, "2")


@rule("sagemaker-domain-within-network", DOMAIN)
def domain_network(domain: Resource, facts: Facts) -> Outcome:
    return is_one_of(domain, "appNetworkAccessType", "VpcOnly", default="PublicInternetOnly")


@rule("sagemaker-domain-customer-key", DOMAIN)
def domain_key(domain: Resource, facts: Facts) -> Outcome:
    return customer_key(domain, "kmsKeyId", facts)


@rule("sagemaker-domain-single-sign-on", DOMAIN)
def domain_sign_on(domain: Resource, facts: Facts) -> Outcome:
    return is_one_of(domain, "authMode", "SSO")


@rule("sagemaker-domain-shared-notebooks-encrypted", DOMAIN)
def shared_notebooks(domain: Resource, facts: Facts) -> Outcome:
    base = "defaultUserSettings.sharingSettings"
    if get(domain, f"{base}.notebookOutputOption") in (MISSING, "Disabled"):
        return not_applicable()
    return customer_key(domain, f"{base}.s3KmsKeyId", facts)


@rule("sagemaker-model-network-isolated", MODEL)
def model_isolated(model: Resource, facts: Facts) -> Outcome:
    return is_true(model, "enableNetworkIsolation")


@rule("sagemaker-model-within-network", MODEL)
def model_network(model: Resource, facts: Facts) -> Outcome:
    return has_entries(model, "vpcConfig.subnets")


@rule("sagemaker-endpoint-customer-key", ENDPOINT)
def endpoint_key(endpoint: Resource, facts: Facts) -> Outcome:
    return customer_key(endpoint, "kmsKeyArn", facts)


@rule("sagemaker-captured-data-customer-key", ENDPOINT)
def captured_key(endpoint: Resource, facts: Facts) -> Outcome:
    if boolean(get(endpoint, "dataCaptureConfig.enableCapture")) is not True:
        return not_applicable()
    return customer_key(endpoint, "dataCaptureConfig.kmsKeyId", facts)


@rule("sagemaker-features-customer-key", FEATURES)
def features_key(group: Resource, facts: Facts) -> Iterator[Outcome]:
    for store, path in (
        ("onlineStoreConfig", "onlineStoreConfig.securityConfig.kmsKeyId"),
        ("offlineStoreConfig", "offlineStoreConfig.s3StorageConfig.kmsKeyId"),
    ):
        if get(group, store) is not MISSING:
            yield customer_key(group, path, facts)
