"""A resource monitor that records a program instead of deploying it.

It answers the requests that a Pulumi program sends to the engine during a preview, in process
(as `pulumi.runtime.settings` takes a monitor) or behind a gRPC server (each method takes the
servicer's context). Nothing is created, no plugin is started, no network is used.

Where the engine would answer "unknown", the program gets a marker that keeps the identity of the
output (see markers.py), so that the graph knows what refers to what.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Any

from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import alias_pb2, resource_pb2

from hds_blueprint.graph import source_positions, urns
from hds_blueprint.graph.data_sources import DataSources
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.markers import Markers
from hds_blueprint.graph.model import Ref, Resource, ResourceOptions, Secret, Value, merge_urns, references
from hds_blueprint.graph.monitor_features import MonitorFeatures
from hds_blueprint.graph.property_values import PropertyReader
from hds_blueprint.graph.provider_defaults import default_name
from hds_blueprint.graph.registrations import Registration, in_order
from hds_blueprint.graph.responses import Responses

_PROVIDER = "pulumi:providers:"


class RecordingMonitor(MonitorFeatures):
    """Records the resources of one run of one program.

    Args:
        project: the Pulumi project's name, part of every URN.
        stack: the stack's name, part of every URN.
        config: configuration values (`aws:region`), as texts.
        answers: answers to data sources by token, before our own (see data_sources.py).
        withheld: outputs that are left unknown though they are texts (see withheld.py); None for all.
        secrets: the keys of `config` whose values are secret.
        plugins: whether a component that a plugin builds is noted without its resources, rather than refused.
    """

    def __init__(
        self,
        *,
        project: str,
        stack: str,
        config: Mapping[str, str] | None = None,
        answers: Mapping[str, Mapping[str, Any]] | None = None,
        withheld: AbstractSet[Ref] | None = frozenset(),
        secrets: AbstractSet[str] = frozenset(),
        plugins: bool = False,
    ) -> None:
        super().__init__(project=project, stack=stack, config=config)
        self.registrations: dict[str, Registration] = {}
        self.outputs: dict[str, Value] = {}
        self.opaque: list[str] = []  # components whose resources only their plugin knows
        self.markers: Markers = Markers(project=project, stack=stack)
        self._reader: PropertyReader = PropertyReader(self.markers)
        self._responses: Responses = Responses(self.markers, withheld)
        self._sources: DataSources = DataSources(answers or {}, self.markers)
        self._secrets: AbstractSet[str] = secrets
        self._plugins: bool = plugins
        self._default_providers: dict[tuple[str, str, str], str] = {}

    def resources(self) -> tuple[Resource, ...]:
        """The recorded resources, each after what it depends on."""
        return in_order(self.registrations)

    # --- resources ---------------------------------------------------------------------------

    def RegisterResource(  # noqa: N802 - the name of the protocol
        self, request: resource_pb2.RegisterResourceRequest, context: object = None
    ) -> resource_pb2.RegisterResourceResponse:
        """Notes a resource and answers its URN, id and outputs.

        Raises:
            GraphError: the resource is a remote component, or its URN is already taken.
        """
        if request.remote and not self._plugins:
            raise GraphError.of(
                f"the component {request.type} ({request.name}) is built by a plugin and cannot run offline",
                path=request.type,
                suggestion="Use a component of the program's own language.",
                code="remote-component",
                **source_positions.place(request),
            )
        self._transforms.apply(request, self._ancestors(request.parent))
        with self._lock:
            return self._register(request)

    def _register(
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        parent = self.registrations.get(request.parent)
        urn = self._urn(request.parent, request.type, request.name)
        is_provider = request.type.startswith(_PROVIDER)
        provider = None
        if request.custom and not is_provider:
            provider = self._provider(request, parent)
        if is_provider and request.version:
            request.object.fields["version"].string_value = request.version
        dependencies = _dependencies(request)
        inputs = self._reader.properties(request.object, dependencies)
        protect = request.protect if request.HasField("protect") else parent and parent.protect
        retain = (
            request.retainOnDelete
            if request.HasField("retainOnDelete")
            else parent and parent.retain_on_delete
        )
        registration = Registration(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent,
            custom=request.custom,
            inputs=inputs,
            options=self._options(request, urn, dependencies, protect=bool(protect), retain=bool(retain)),
            provider=provider,
            region=self._region(inputs, provider),
            dependencies={
                name: found for name, found in sorted(dependencies.items()) if found and name in inputs
            },
            protect=protect,
            retain_on_delete=retain,
            providers={**(parent.providers if parent and not request.custom else {}), **request.providers},
        )
        self._add(registration, source_positions.place(request))
        self._transforms.add_to_resource(urn, list(request.transforms))
        if request.remote:
            self.opaque.append(urn)
        if not request.custom:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        outputs = self._responses.outputs(
            urn, request.type, request.object, request.additionalSecretOutputs, registration.region
        )
        return resource_pb2.RegisterResourceResponse(
            urn=urn, id=self._responses.new_id(urn, outputs), object=outputs
        )

    def ReadResource(  # noqa: N802
        self, request: resource_pb2.ReadResourceRequest, context: object = None
    ) -> resource_pb2.ReadResourceResponse:
        """Notes a resource that the program only reads; all its outputs are known at apply only."""
        with self._lock:
            urn = self._urn(request.parent, request.type, request.name)
            provider = None
            if not request.type.startswith(_PROVIDER) and not request.type.startswith("pulumi:pulumi:"):
                provider = urns.provider_urn(request.provider) or self._default_provider(
                    request.type, request.version, request.pluginDownloadURL, request.packageRef
                )
            inputs = self._reader.properties(request.properties, None)
            known = self.markers.read(request.id)
            registration = Registration(
                urn=urn,
                type=request.type,
                name=request.name,
                parent=request.parent,
                custom=True,
                inputs=inputs,
                options=ResourceOptions(depends_on=tuple(sorted(request.dependencies))),
                provider=provider,
                region=self._region(inputs, provider),
                id=known if isinstance(known, str) else None,
                external=True,
            )
            self._add(registration, source_positions.place(request))
            outputs = self._responses.outputs(
                urn, request.type, request.properties, request.additionalSecretOutputs, registration.region
            )
            self._responses.keep(urn, request.id, outputs)
            response = resource_pb2.ReadResourceResponse(urn=urn, properties=outputs)
            if "id" in response.DESCRIPTOR.fields_by_name:
                response.id = request.id
            return response

    def RegisterResourceOutputs(  # noqa: N802
        self, request: resource_pb2.RegisterResourceOutputsRequest, context: object = None
    ) -> empty_pb2.Empty:
        """Notes the outputs of a component, or of the stack."""
        with self._lock:
            registration = self.registrations.get(request.urn)
            outputs = self._reader.properties(request.outputs, None)
            if registration is not None:
                registration.outputs = dict(sorted(outputs.items()))
                if registration.type == urns.STACK_TYPE:
                    self.outputs = dict(registration.outputs)
        return empty_pb2.Empty()

    def Invoke(  # noqa: N802
        self, request: resource_pb2.ResourceInvokeRequest, context: object = None
    ) -> resource_pb2.ResourceInvokeResponse:
        """Answers a data source.

        Raises:
            GraphError: nobody can answer this data source offline.
        """
        self._transforms.apply_to_invoke(request)
        with self._lock:
            if request.tok == "pulumi:pulumi:getResource":
                urn = request.args.fields["urn"].string_value
                return _answer(self._responses.kept(urn))
            provider = urns.provider_urn(request.provider)
            if provider is None:
                package, _, _ = request.tok.partition(":")
                provider = self._default_provider(
                    f"{package}::", request.version, request.pluginDownloadURL, request.packageRef
                )
            arguments = json_format.MessageToDict(request.args)
            found = self._sources.answer(request.tok, arguments, self._provider_region(provider))
            answer = struct_pb2.Struct()
            answer.update(found)
            return _answer(answer)

    # --- parts -------------------------------------------------------------------------------

    def _add(self, registration: Registration, place: Mapping[str, Any] = MappingProxyType({})) -> None:
        if registration.urn in self.registrations:
            raise GraphError.of(
                f"two resources have the URN {registration.urn}",
                path=registration.urn,
                suggestion=f"Give the second {registration.type} another name than {registration.name!r}.",
                code="duplicate-urn",
                **place,
            )
        self.registrations[registration.urn] = registration
        self.markers.carry(registration.urn, references(registration.inputs))

    def _urn(self, parent: str, type_token: str, name: str) -> str:
        return urns.make(
            stack=self.stack, project=self.project, parent=parent, type_token=type_token, name=name
        )

    def _ancestors(self, parent: str) -> list[str]:
        found: list[str] = []
        while parent:
            found.append(parent)
            registration = self.registrations.get(parent)
            parent = registration.parent if registration else ""
        return found

    def _provider(
        self, request: resource_pb2.RegisterResourceRequest, parent: Registration | None
    ) -> str | None:
        package = request.type.partition(":")[0]
        inherited = parent.providers.get(package) if parent else None
        reference = request.provider or request.providers.get(package) or inherited
        if reference:
            return urns.provider_urn(reference)
        if package == "pulumi":  # stack references and the like are the engine's own
            return None
        return self._default_provider(
            request.type, request.version, request.pluginDownloadURL, request.packageRef
        )

    def _default_provider(
        self, type_token: str, version: str, url: str, package_reference: str
    ) -> str | None:
        package = type_token.partition(":")[0]
        if package == "pulumi":
            return None
        registered = self._packages.get(package_reference)
        if registered is not None:
            version, url = registered.version, registered.download_url
        key = (package, version, url)
        urn = self._default_providers.get(key)
        if urn is None:
            name = default_name(version, url)
            urn = self._urn("", _PROVIDER + package, name)
            inputs: dict[str, Value] = {
                **self._configured(package),
                **({"version": version} if version else {}),
            }
            self._add(
                Registration(
                    urn=urn,
                    type=_PROVIDER + package,
                    name=name,
                    parent="",
                    custom=True,
                    inputs=inputs,
                    options=ResourceOptions(),
                    region=self._region(inputs, None),
                )
            )
            self._default_providers[key] = urn
        return urn

    def _configured(self, package: str) -> dict[str, Value]:
        """The configuration of a package's default provider, by the names of its inputs."""
        prefix = f"{package}:"
        return {
            key.removeprefix(prefix): Secret() if key in self._secrets else self.markers.read(value, ())
            for key, value in sorted(self._config.items())
            if key.startswith(prefix)
        }

    def _provider_region(self, provider: str | None) -> str | None:
        registration = self.registrations.get(provider or "")
        return registration.region if registration else None

    def _region(self, inputs: Mapping[str, Value], provider: str | None) -> str | None:
        own = inputs.get("region")
        return own if isinstance(own, str) and own else self._provider_region(provider)

    def _options(
        self,
        request: resource_pb2.RegisterResourceRequest,
        urn: str,
        dependencies: Mapping[str, tuple[str, ...]],
        *,
        protect: bool,
        retain: bool,
    ) -> ResourceOptions:
        implied = {target for targets in dependencies.values() for target in targets}
        return ResourceOptions(
            protect=protect,
            retain_on_delete=retain,
            depends_on=tuple(sorted(set(request.dependencies) - implied)),
            ignore_changes=tuple(request.ignoreChanges),
            delete_before_replace=request.deleteBeforeReplace,
            import_id=request.importId or None,
            aliases=merge_urns(
                request.aliasURNs, (self._alias(alias, urn, request.parent) for alias in request.aliases)
            ),
        )

    def _alias(self, alias: alias_pb2.Alias, urn: str, parent: str) -> str:
        if alias.WhichOneof("alias") == "urn":
            return alias.urn
        spec = alias.spec
        return urns.alias(
            own=urn,
            parent=spec.parentUrn or parent,
            name=spec.name,
            type_token=spec.type,
            stack=spec.stack,
            project=spec.project,
            without_parent=spec.noParent,
        )


def _answer(result: struct_pb2.Struct) -> resource_pb2.ResourceInvokeResponse:
    response = resource_pb2.ResourceInvokeResponse()
    getattr(response, "return").CopyFrom(result)  # `return` is a word of Python
    return response


def _dependencies(request: resource_pb2.RegisterResourceRequest) -> dict[str, tuple[str, ...]]:
    """The URNs by property; a client that sends none means that every property has all of them."""
    if not request.propertyDependencies and request.dependencies:
        everything = tuple(sorted(request.dependencies))
        return dict.fromkeys(request.object.fields, everything)
    return {name: tuple(sorted(found.urns)) for name, found in request.propertyDependencies.items()}
