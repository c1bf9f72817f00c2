"""Caches in memory: Valkey or Redis on Amazon ElastiCache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.data_files import table
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.network import Network
from hds_blueprint.components.policy_documents import Statement
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.store import Store, Watched
from hds_blueprint.hosting.stores import Cache as CacheSection

_NAME_LIMIT = 40  # characters, of replication groups, users and user groups
# Hours in UTC, night in the EEA, apart from each other and from the databases' and backups' own.
_SNAPSHOT_WINDOW = "00:00-01:00"
MAINTENANCE_WINDOW = "sun:02:30-sun:03:30"
# All commands on all keys but those that administer the cache or stop it for everybody; client
# libraries ask for INFO when they connect.
_ACCESS = "on ~* &* +@all -@admin -@dangerous +info"
_LOGS = ("slow-log", "engine-log")


class Cache(Store):
    """A cache in the data tier, reached by the workloads that the document names, without a password.

    Creates the replication group (TLS required, encrypted with its domain's key, replicas in other
    zones that take over by themselves, daily snapshots, automatic minor versions), its subnet group,
    security group and parameter group, its log groups, and one user in a user group. The user signs in
    with the workload's own role (a token of 15 minutes, signed by the AWS SDK): there is no password to
    keep, to rotate or to leak. It runs every command but those that administer the cache. The slow log
    repeats the first characters of arguments, so it has the key of the data, not that of the traces.

    A minor version that AWS applied is newer than one that the document states in full: state the newer
    one then, for going back makes a new cache (a protected one refuses).

    Cost: each node (about 25 USD a month for a cache.t4g.small of Valkey), 0.085 USD per GB and month
    of snapshots. List prices of the order of those in eu-west-3.

    Answers: ISO/IEC 27001:2022 A.8.24 (cryptography), A.8.14 (redundancy), A.8.15 (logging), A.8.20 and
    A.8.22 (networks), A.8.5 and A.8.3 (authentication, access), A.8.8 (vulnerabilities, by minor
    upgrades); HDS v2.0 EXI 05 (risk scenarios C, D and G) in part.

    Args:
        name: the cache's name in the document.
        cache: its section.
        network: where it stands.
        keys: the key of its domain and that of the traces.
        log_retention_months: how long its logs are kept (the document's class `application`).
        maintenance: its weekly window, as ElastiCache writes it.
    """

    token = "hds:cache:Cache"  # noqa: S105 - a type, not a password
    section = "caches"
    word = "cache"
    port = 6379

    group: aws.elasticache.ReplicationGroup
    user: aws.elasticache.User
    security_group: aws.ec2.SecurityGroup

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        cache: CacheSection,
        network: Network,
        keys: Keys,
        log_retention_months: int,
        maintenance: str = MAINTENANCE_WINDOW,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            name, scope=scope, document=f"caches.{name}", data_class=cache.data_class, options=options
        )
        self.key = keys.domain(cache.key_domain)
        self.cache = cache
        # a database may have the same name, and so would the security groups of both
        self._stem = f"{self.word}-{name}"
        self._identifier = scope.physical_name(name, maximum=_NAME_LIMIT)
        self.security_group = network.security_group(self._stem, f"Cache {name}", parent=self)
        subnet_group = aws.elasticache.SubnetGroup(
            self._stem,
            name=scope.physical_name(name, maximum=255),
            description=f"Data tier of the cache {name}",
            subnet_ids=[subnet.id for subnet in network.data_subnets],
            opts=self.child(ignore_changes=["name"]),
        )
        logs = {
            kind: log_group(
                f"{self._stem}-{kind}",
                parent=self,
                retention_months=log_retention_months,
                key=self.key if kind == "slow-log" else keys.logs,
                # the start of the name keeps the account's policy of log deliveries short (CloudWatch
                # Logs user guide, "Logs sent to CloudWatch Logs")
                physical_name=f"/aws/vendedlogs/elasticache/{self._identifier}/{kind}",
            )
            for kind in _LOGS
        }
        users = self._users(name)
        self.group = aws.elasticache.ReplicationGroup(
            self._stem,
            replication_group_id=self._identifier,
            description=f"Cache {name} of {scope.prefix}",
            engine=cache.engine,
            engine_version=cache.engine_version,
            node_type=cache.node_class,
            num_cache_clusters=cache.node_count,
            automatic_failover_enabled=cache.multi_az,
            multi_az_enabled=cache.multi_az,
            port=self.port,
            parameter_group_name=self._parameters(name).name,
            subnet_group_name=subnet_group.name,
            security_group_ids=[self.security_group.id],
            user_group_ids=[users.user_group_id],
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            at_rest_encryption_enabled=True,
            kms_key_id=self.key.arn,
            snapshot_retention_limit=cache.snapshot_days,
            snapshot_window=_SNAPSHOT_WINDOW,
            final_snapshot_identifier=(
                f"{self._identifier}-final" if scope.protect_data and cache.snapshot_days else None
            ),
            maintenance_window=maintenance,
            auto_minor_version_upgrade=True,
            apply_immediately=False,
            log_delivery_configurations=[
                aws.elasticache.ReplicationGroupLogDeliveryConfigurationArgs(
                    log_type=kind,
                    destination_type="cloudwatch-logs",
                    destination=logs[kind].name,
                    log_format="json",
                )
                for kind in _LOGS
            ],
            # a service that is renamed keeps its cache under the name that it was created with
            opts=self.durable(
                ignore_changes=["replicationGroupId", "subnetGroupName", "finalSnapshotIdentifier"]
            ),
        )
        self.register_outputs({"address": self.group.primary_endpoint_address})

    @property
    def place(self) -> pulumi.Output[str]:
        """The host name of its primary endpoint."""
        return self.group.primary_endpoint_address

    @property
    def attributes(self) -> Mapping[str, pulumi.Output[str]]:
        """What `${caches.NAME.…}` may ask for; `name` and `username` are what a token is signed for."""
        return {
            "name": self.group.replication_group_id,
            "address": self.group.primary_endpoint_address,
            "host": self.group.primary_endpoint_address,
            "reader": self.group.reader_endpoint_address,
            "port": pulumi.Output.from_input(str(self.port)),
            "username": self.user.user_name,
        }

    @property
    def permissions(self) -> Sequence[Statement]:
        """Signing in as the cache's user."""
        return [
            Statement(
                sid="SignInToCaches",
                actions=["elasticache:Connect"],
                resources=[self.group.arn, self.user.arn],
            )
        ]

    @property
    def watched(self) -> Sequence[Watched]:
        """Every node: CPU, memory, connections, refused sign-ins."""
        return [
            Watched(
                "cache",
                {"CacheClusterId": pulumi.Output.concat(self.group.replication_group_id, f"-{number:03}")},
                part=f"{number:03}",
            )
            for number in range(1, self.cache.node_count + 1)
        ]

    def _users(self, name: str) -> aws.elasticache.UserGroup:
        """The user group: one user by IAM, and for Redis the user `default`, which Redis asks for, shut off.

        Source: Amazon ElastiCache user guide, "Role-Based Access Control (RBAC)" and "Authenticating
        with IAM" (id and name are the same); read 2026-11.
        """
        scope, engine = self.scope, self.cache.engine
        self.user = aws.elasticache.User(
            self._stem,
            user_id=self._identifier,
            user_name=self._identifier,
            engine=engine,
            access_string=_ACCESS,
            authentication_mode=aws.elasticache.UserAuthenticationModeArgs(type="iam"),
            opts=self.child(ignore_changes=["userId", "userName"]),
        )
        members = [self.user]
        if engine == "redis":
            members.append(
                aws.elasticache.User(
                    f"{self._stem}-default",
                    user_id=scope.physical_name(name, "default", maximum=_NAME_LIMIT),
                    user_name="default",
                    engine=engine,
                    access_string="off -@all",
                    authentication_mode=aws.elasticache.UserAuthenticationModeArgs(
                        type="no-password-required"
                    ),
                    opts=self.child(ignore_changes=["userId"]),
                )
            )
        return aws.elasticache.UserGroup(
            self._stem,
            user_group_id=self._identifier,
            engine=engine,
            user_ids=[member.user_id for member in members],
            opts=self.child(ignore_changes=["userGroupId"]),
        )

    def _parameters(self, name: str) -> aws.elasticache.ParameterGroup:
        family = f"{self.cache.engine}{self.cache.engine_version.split('.', maxsplit=1)[0]}"
        return aws.elasticache.ParameterGroup(
            self._stem,
            # a major upgrade needs a group of another family beside the one in use: another name
            name=self.scope.physical_name(name, family, maximum=255),
            family=family,
            description=f"Settings of the cache {name}",
            parameters=[
                aws.elasticache.ParameterGroupParameterArgs(
                    name=parameter["name"], value=str(parameter["value"])
                )
                for parameter in table("cache_parameters")["parameters"]
            ],
            opts=self.child(),
        )
