"""What a resource monitor offers besides resources and data sources."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from google.protobuf import empty_pb2
from pulumi.runtime.proto import callback_pb2, resource_pb2, resource_pb2_grpc

from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.transforms import Transforms

# Output values are for remote components only, and gated invokes would turn answers into unknowns.
_FEATURES = (
    resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
    resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
)
_FEATURE_NAMES = frozenset(
    {
        "secrets",
        "resourceReferences",
        "aliasSpecs",
        "deletedWith",
        "replaceWith",
        "transforms",
        "invokeTransforms",
        "parameterization",
        "resourceHooks",
        "errorHooks",
    }
)


class MonitorFeatures(resource_pb2_grpc.ResourceMonitorServicer):
    """Facts of the deployment, features, packages, transforms and hooks of a recorded program."""

    def __init__(self, *, project: str, stack: str, config: Mapping[str, str] | None) -> None:
        self.project: str = project
        self.stack: str = stack
        self._config: dict[str, str] = dict(config or {})
        self._transforms: Transforms = Transforms()
        self._packages: dict[str, resource_pb2.RegisterPackageRequest] = {}
        self._lock: threading.RLock = threading.RLock()

    def Call(self, request: resource_pb2.ResourceCallRequest, context: object = None) -> None:  # noqa: N802
        """Methods of a resource are run by its plugin; there is none offline.

        Raises:
            GraphError: always.
        """
        raise GraphError.of(
            f"the program calls {request.tok}, a method that only a running plugin can answer",
            path=request.tok,
            code="method-call",
        )

    def GetDeploymentInfo(  # noqa: N802
        self, request: empty_pb2.Empty, context: object = None
    ) -> resource_pb2.DeploymentInfo:
        """Project, stack, configuration and what this monitor can do; always a preview."""
        return resource_pb2.DeploymentInfo(
            project=self.project,
            stack=self.stack,
            organization="organization",
            config=self._config,
            dryRun=True,
            supportedFeatures=_FEATURES,
        )

    def SupportsFeature(  # noqa: N802
        self, request: resource_pb2.SupportsFeatureRequest, context: object = None
    ) -> resource_pb2.SupportsFeatureResponse:
        """Whether a feature is supported, in the question's older form."""
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id in _FEATURE_NAMES)

    def RegisterPackage(  # noqa: N802
        self, request: resource_pb2.RegisterPackageRequest, context: object = None
    ) -> resource_pb2.RegisterPackageResponse:
        """Notes a parameterised package; its reference stands for it in later requests."""
        with self._lock:
            reference = f"package-{len(self._packages) + 1}"
            self._packages[reference] = request
        return resource_pb2.RegisterPackageResponse(ref=reference)

    def RegisterStackTransform(  # noqa: N802
        self, request: callback_pb2.Callback, context: object = None
    ) -> empty_pb2.Empty:
        """Notes a transform of every later resource."""
        self._transforms.add_to_stack(request)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(  # noqa: N802
        self, request: callback_pb2.Callback, context: object = None
    ) -> empty_pb2.Empty:
        """Notes a transform of every later call of a data source."""
        self._transforms.add_to_invokes(request)
        return empty_pb2.Empty()

    def RegisterResourceHook(  # noqa: N802
        self, request: resource_pb2.RegisterResourceHookRequest, context: object = None
    ) -> empty_pb2.Empty:
        """Accepts a hook; hooks run when something is created, which never happens here."""
        return empty_pb2.Empty()

    def RegisterErrorHook(  # noqa: N802
        self, request: object, context: object = None
    ) -> empty_pb2.Empty:
        """Accepts a hook, as `RegisterResourceHook` does."""
        return empty_pb2.Empty()

    def SignalAndWaitForShutdown(  # noqa: N802
        self, request: empty_pb2.Empty, context: object = None
    ) -> empty_pb2.Empty:
        """The program has registered everything; there is nothing to wait for."""
        self._transforms.close()
        return empty_pb2.Empty()
