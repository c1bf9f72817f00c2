"""Images of containers: the platform's own registries (Amazon ECR), and where an image is pulled from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.policy_documents import ANYONE, Statement, Text, policy_document
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.images import ImageRepository, own_repository

_ECR_IMAGE = re.compile(r"([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.[a-z.]+/([a-z0-9._/-]+?)(?:[:@].+)?")


@dataclass(frozen=True, slots=True)
class Image:
    """An image as ECS pulls it; `repository` is the ARN of its repository in Amazon ECR, where it has one."""

    name: Text
    repository: Text | None


class Repository(Component):
    """A private registry of the platform's images: a tag is never moved, every image is scanned.

    Creates the repository (encrypted with the platform's key, tags that cannot be overwritten, scan at
    each push), its policy (nobody of another account) and the rules by which old images go. Images are
    pushed by whoever builds them; protected ones stay in the account when the stack ends.

    Cost: 0.10 USD per GB and month; the scan at each push is free.

    Answers: ISO/IEC 27001:2022 A.8.19 (installation of software), A.8.8 (vulnerabilities), A.8.32 (change),
    A.8.24 (cryptography), A.8.3 (access).

    Args:
        name: the repository's name in the document.
        repository: its section.
        key: encrypts the images.
    """

    token = "hds:images:Repository"  # noqa: S105 - a type, not a password

    repository: aws.ecr.Repository

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        repository: ImageRepository,
        key: aws.kms.Key,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            name, scope=scope, document=f"images.{name}", data_class="technical", options=options
        )
        self.repository = aws.ecr.Repository(
            name,
            name=f"{scope.prefix}/{name}",
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration=aws.ecr.RepositoryImageScanningConfigurationArgs(scan_on_push=True),
            encryption_configurations=[
                aws.ecr.RepositoryEncryptionConfigurationArgs(encryption_type="KMS", kms_key=key.arn)
            ],
            force_delete=not scope.protect_data,
            # a service that is renamed keeps its images: another name would be an empty repository
            opts=self.durable(ignore_changes=["name"]),
        )
        aws.ecr.RepositoryPolicy(
            name,
            repository=self.repository.name,
            policy=policy_document(_own_account_only(scope)),
            opts=self.durable(),
        )
        aws.ecr.LifecyclePolicy(
            name,
            repository=self.repository.name,
            policy=json.dumps({"rules": _lifecycle(repository)}),
            opts=self.durable(),
        )
        self.register_outputs({"url": self.repository.repository_url})


def image_of(image: str, repositories: Mapping[str, Repository], scope: Scope) -> Image:
    """Where an image of the document is pulled from: `images.NAME:TAG` is one of the platform's own."""
    own = own_repository(image)
    if own is not None:
        repository = repositories[own[0]].repository
        return Image(pulumi.Output.concat(repository.repository_url, own[1]), repository.arn)
    match = _ECR_IMAGE.fullmatch(image)
    if match is None:
        return Image(image, None)
    account, region, name = match.groups()
    return Image(image, f"arn:{scope.partition}:ecr:{region}:{account}:repository/{name}")


def pull_permissions(image: Image) -> list[Statement]:
    """What the role needs that pulls the image; a public registry asks for no permission."""
    if image.repository is None:
        return []
    return [
        # GetAuthorizationToken knows no resource: IAM accepts `*` alone (service authorization reference)
        Statement(sid="LogInToRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"]),
        Statement(
            sid="PullImage",
            actions=["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            resources=[image.repository],
        ),
    ]


def _own_account_only(scope: Scope) -> Statement:
    # a policy of a repository has no resource: it is about the repository that carries it
    return Statement(
        sid="RefuseOtherAccounts",
        effect="Deny",
        principals=ANYONE,
        actions=["ecr:*"],
        resources=[],
        conditions={
            "StringNotEquals": {"aws:PrincipalAccount": scope.account_id},
            # ECR's own scans act for the account
            "Bool": {"aws:PrincipalIsAWSService": "false"},
        },
    )


def _lifecycle(repository: ImageRepository) -> Sequence[Mapping[str, object]]:
    return [
        {
            "rulePriority": 1,
            "description": "Images without a tag",
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": repository.untagged_days,
            },
            "action": {"type": "expire"},
        },
        {
            "rulePriority": 2,
            "description": "All but the images pushed last",
            "selection": {
                "tagStatus": "any",
                "countType": "imageCountMoreThan",
                "countNumber": repository.keep_images,
            },
            "action": {"type": "expire"},
        },
    ]
