"""The ResourceProvider service that the Pulumi engine speaks with."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final, NoReturn, TypeVar

import grpc
import tenacity
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from hds_blueprint.graph.replacement import forces_replacement
from hds_blueprint.simulated_aws import checking, configuration, data_sources, operations
from hds_blueprint.simulated_aws.argument_classes import (
    ResourceType,
    UnknownTypeError,
    resource_type,
    type_tokens,
)
from hds_blueprint.simulated_aws.check import check_inputs
from hds_blueprint.simulated_aws.difference import Change, changes
from hds_blueprint.simulated_aws.errors import AwsError, refusal
from hds_blueprint.simulated_aws.fault import FaultError
from hds_blueprint.simulated_aws.faults import Faults
from hds_blueprint.simulated_aws.naming import DEFAULTS, Autonaming, naming_rule
from hds_blueprint.simulated_aws.operations import ProviderState
from hds_blueprint.simulated_aws.outputs import Place
from hds_blueprint.simulated_aws.values import UNKNOWN, decode, encode, has_unknown, reveal
from hds_blueprint.simulated_aws.world import World

Result = TypeVar("Result")
_Context = grpc.ServicerContext
_KINDS: Final = {
    ("add", False): provider_pb2.PropertyDiff.ADD,
    ("add", True): provider_pb2.PropertyDiff.ADD_REPLACE,
    ("delete", False): provider_pb2.PropertyDiff.DELETE,
    ("delete", True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    ("update", False): provider_pb2.PropertyDiff.UPDATE,
    ("update", True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}
# Attempts at a throttled call, the first included; the real provider makes up to 25, with longer waits.
_ATTEMPTS: Final = 5


class _Instance:
    """What is known of one provider instance of the engine, which has a connection of its own."""

    def __init__(self) -> None:
        self.state: ProviderState | None = None
        self.cancelled = threading.Event()


class SimulatedProvider(provider_pb2_grpc.ResourceProviderServicer):
    """pulumi_aws as the engine sees it, on top of a world instead of AWS.

    The engine attaches once for each provider resource of the program, always to the same port;
    each attachment is a connection of its own, and by its peer address the instances (and their
    regions) are told apart.
    """

    def __init__(self, world: World, faults: Faults, latency: float = 0.0) -> None:
        """`latency` is the time in seconds that each create, update and delete takes."""
        self._world = world
        self._faults = faults
        self._latency = latency
        self._instances: dict[str, _Instance] = {}
        self._lock = threading.Lock()

    def release(self) -> None:
        """End every operation that hangs; for the end of the server."""
        with self._lock:
            for instance in self._instances.values():
                instance.cancelled.set()

    # The instance

    def Handshake(self, request: provider_pb2.ProviderHandshakeRequest, context: _Context):  # noqa: N802
        self._instance(context)
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True,
            accept_resources=False,
            accept_outputs=True,
            supports_autonaming_configuration=True,
        )

    def Attach(self, request: plugin_pb2.PluginAttach, context: _Context):  # noqa: N802
        self._instance(context)
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: _Context):  # noqa: N802
        return plugin_pb2.PluginInfo(version=version("pulumi-aws"))

    def GetSchema(self, request: provider_pb2.GetSchemaRequest, context: _Context):  # noqa: N802
        # Enough for an engine that asks who we are; programs bring pulumi_aws with them.
        schema = {
            "name": "aws",
            "version": version("pulumi-aws"),
            "resources": {token: {} for token in type_tokens()},
        }
        return provider_pb2.GetSchemaResponse(schema=json.dumps(schema))

    def GetMapping(self, request: provider_pb2.GetMappingRequest, context: _Context):  # noqa: N802
        return provider_pb2.GetMappingResponse()

    def GetMappings(self, request: provider_pb2.GetMappingsRequest, context: _Context):  # noqa: N802
        return provider_pb2.GetMappingsResponse()

    def Cancel(self, request: empty_pb2.Empty, context: _Context):  # noqa: N802
        self._instance(context).cancelled.set()
        return empty_pb2.Empty()

    def CheckConfig(self, request: provider_pb2.CheckRequest, context: _Context):  # noqa: N802
        news = decode(request.news)
        failures = configuration.failures(news)
        return provider_pb2.CheckResponse(inputs=request.news, failures=_failures(failures))

    def DiffConfig(self, request: provider_pb2.DiffRequest, context: _Context):  # noqa: N802
        olds = decode(request.old_inputs) or decode(request.olds)
        found = changes(olds, decode(request.news), list(request.ignoreChanges))
        # Another region is another place: nothing can move there.
        return _difference(found, {change.path for change in found if change.property == "region"}, False)

    def Configure(self, request: provider_pb2.ConfigureRequest, context: _Context):  # noqa: N802
        arguments = decode(request.args) if request.HasField("args") else dict(request.variables)
        try:
            state = configuration.provider_state(arguments)
        except configuration.ConfigurationError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        with self._lock:
            # A later connection may have the address of one that was cancelled.
            known = self._instances.get(context.peer())
            if known is None or known.cancelled.is_set():
                known = self._instances[context.peer()] = _Instance()
            known.state = state
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, acceptResources=False, acceptOutputs=True
        )

    # Resources

    def Check(self, request: provider_pb2.CheckRequest, context: _Context):  # noqa: N802
        kind = self._type(request.urn, context)
        inputs, failures = check_inputs(
            self._world,
            kind,
            name=_name(request.urn),
            urn=request.urn,
            news=decode(request.news),
            olds=decode(request.olds),
            state=self._state(context),
            autonaming=_autonaming(request),
        )
        return provider_pb2.CheckResponse(inputs=encode(inputs), failures=_failures(failures))

    def Diff(self, request: provider_pb2.DiffRequest, context: _Context):  # noqa: N802
        kind = self._type(request.urn, context)
        olds = decode(request.old_inputs) if request.HasField("old_inputs") else decode(request.olds)
        news = decode(request.news)
        # what is only written is never compared: its version says that it is to be written again
        written = [name for name in kind.inputs if name.endswith("Wo")]
        found = changes(olds, news, [*request.ignoreChanges, *written])
        replacing = {
            change.path for change in found if forces_replacement(kind.token, change.path, change.kind)
        }
        clash = bool(replacing) and self._clashes(kind, request.id, request.urn, news, context)
        return _difference(found, replacing, clash)

    def Create(self, request: provider_pb2.CreateRequest, context: _Context):  # noqa: N802
        kind, state = self._type(request.urn, context), self._state(context)
        inputs = decode(request.properties)
        if request.preview:
            outputs = operations.previewed(kind, inputs)
            return provider_pb2.CreateResponse(properties=encode(outputs))

        def work() -> operations.Answer:
            return operations.create(self._world, kind, _name(request.urn), request.urn, inputs, state)

        answer = self._perform("create", "creating", kind, request.urn, "", work, context)
        return provider_pb2.CreateResponse(id=answer.id, properties=encode(answer.outputs))

    def Read(self, request: provider_pb2.ReadRequest, context: _Context):  # noqa: N802
        kind, state = self._type(request.urn, context), self._state(context)

        def work() -> operations.Answer | None:
            inputs, properties = decode(request.inputs), decode(request.properties)
            return operations.read(self._world, kind, request.id, inputs, properties, state)

        answer = self._perform("read", "reading", kind, request.urn, request.id, work, context)
        if answer is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=answer.id, properties=encode(answer.outputs), inputs=encode(answer.inputs)
        )

    def Update(self, request: provider_pb2.UpdateRequest, context: _Context):  # noqa: N802
        kind, state = self._type(request.urn, context), self._state(context)
        olds, news = decode(request.olds), decode(request.news)
        if request.preview:
            outputs = operations.preview_of_update(kind, olds, news)
            return provider_pb2.UpdateResponse(properties=encode(outputs))

        def work() -> dict[str, Any]:
            return operations.update(self._world, kind, request.id, news, state)

        outputs = self._perform("update", "updating", kind, request.urn, request.id, work, context)
        return provider_pb2.UpdateResponse(properties=encode(outputs))

    def Delete(self, request: provider_pb2.DeleteRequest, context: _Context):  # noqa: N802
        kind, state = self._type(request.urn, context), self._state(context)
        known = decode(request.old_inputs) or decode(request.properties)

        def work() -> None:
            operations.delete(self._world, kind, request.id, known, state)

        self._perform("delete", "deleting", kind, request.urn, request.id, work, context)
        return empty_pb2.Empty()

    def Invoke(self, request: provider_pb2.InvokeRequest, context: _Context):  # noqa: N802
        arguments = {key: reveal(value) for key, value in decode(request.args).items()}
        if has_unknown(arguments):
            return _answer({"id": UNKNOWN})
        struck = self._faults.strike("invoke", request.tok, "")
        if struck in ("fail", "throttle"):
            error = refusal("throttled" if struck == "throttle" else "simulated-fault")
            context.abort(grpc.StatusCode.UNKNOWN, f"invoking {request.tok}: {error}")
        if struck:
            self._hang(context)
        try:
            answer = data_sources.invoke(request.tok, arguments, self._state(context), self._world)
        except data_sources.DataSourceError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        return _answer(answer)

    # Helpers

    def _instance(self, context: _Context) -> _Instance:
        with self._lock:
            return self._instances.setdefault(context.peer(), _Instance())

    def _state(self, context: _Context) -> ProviderState:
        state = self._instance(context).state
        if state is None:
            context.abort(
                grpc.StatusCode.FAILED_PRECONDITION, "this provider instance has not been configured"
            )
        return state

    def _type(self, urn: str, context: _Context) -> ResourceType:
        parts = urn.split("::")
        token = parts[2].split("$")[-1] if len(parts) > 3 else urn
        try:
            return resource_type(token)
        except UnknownTypeError:
            near = checking.suggestion(token, sorted(type_tokens()))
            hint = f". Did you mean {near}?" if near else ""
            message = f"pulumi_aws {version('pulumi-aws')} has no resource type {token}{hint}"
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, message)

    def _clashes(
        self, kind: ResourceType, id_: str, urn: str, news: dict[str, Any], context: _Context
    ) -> bool:
        """Whether old and new resource cannot exist at once, because AWS would see the same name.

        A name that the provider chose is no obstacle: the new resource gets another one.
        """
        rule = naming_rule(kind)
        if rule is not None and rule.property in news.get(DEFAULTS, []):
            return False
        if has_unknown(news):
            news = {key: value for key, value in news.items() if not has_unknown(value)}
        state = self._state(context)
        place: Place = operations.place_of(kind, news, state)
        try:
            new = operations.identify(self._world, kind, urn, news, place, -1, revision=0)
        except (KeyError, ValueError):
            return False
        region = operations.world_region(kind, place)
        olds = self._world.find(type=kind.token, id=id_, region=region, account=place.account)
        if not olds:
            return False
        old = olds[0]
        named = bool(new.physical_name) and new.physical_name == old.physical_name
        return new.id == id_ or named

    def _perform(
        self,
        verb: str,
        gerund: str,
        kind: ResourceType,
        urn: str,
        id_: str,
        work: Callable[[], Result],
        context: _Context,
    ) -> Result:
        name = _name(urn)
        number = self._world.begin(verb, kind.token, name, urn, id_) if verb != "read" else 0
        instance = self._instance(context)

        def attempt() -> Result:
            struck = self._faults.strike(verb, kind.token, name)
            if struck == "fail":
                raise refusal("simulated-fault")
            if struck == "throttle":
                raise refusal("throttled")
            if struck == "hang":
                self._hang(context)
            if self._latency and verb != "read":
                instance.cancelled.wait(self._latency)
            result = work()
            if struck == "lose":
                if number:
                    self._world.end(number, "answer-lost")
                self._hang(context)
            return result

        def pause(seconds: float) -> None:
            instance.cancelled.wait(seconds)

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(_ATTEMPTS),
            wait=tenacity.wait_exponential(multiplier=0.02, max=0.2),
            retry=tenacity.retry_if_exception(_is_throttled),
            sleep=pause,
            reraise=True,
        )
        try:
            result = retrying(attempt)
        except AwsError as error:
            if number:
                self._world.end(number, error.code)
            subject = f"{gerund} {kind.token} ({id_ or name})"
            context.abort(grpc.StatusCode.UNKNOWN, f"{subject}: {error}")
        except FaultError as error:
            if number:
                self._world.end(number, "FaultError")
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        if number:
            identifier = result.id if isinstance(result, operations.Answer) else id_
            self._world.end(number, "done", identifier)
        return result

    def _hang(self, context: _Context) -> NoReturn:
        cancelled = self._instance(context).cancelled
        while context.is_active() and not cancelled.wait(0.5):
            pass
        context.abort(grpc.StatusCode.CANCELLED, "the operation was cancelled")


def _answer(values: dict[str, Any]) -> provider_pb2.InvokeResponse:
    response = provider_pb2.InvokeResponse()
    # The field's name is a keyword of Python.
    getattr(response, "return").CopyFrom(encode(values))
    return response


def _name(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


def _autonaming(request: provider_pb2.CheckRequest) -> Autonaming | None:
    if not request.HasField("autonaming"):
        return None
    options = provider_pb2.CheckRequest.AutonamingOptions
    match request.autonaming.mode:
        case options.DISABLE:
            return Autonaming("disable")
        case options.ENFORCE:
            return Autonaming("enforce", request.autonaming.proposed_name)
        case _:
            return Autonaming("propose", request.autonaming.proposed_name)


def _is_throttled(error: BaseException) -> bool:
    return isinstance(error, AwsError) and error.code == "ThrottlingException"


def _failures(found: list[checking.Failure]) -> list[provider_pb2.CheckFailure]:
    return [provider_pb2.CheckFailure(property=item.path, reason=item.reason) for item in found]


def _difference(found: list[Change], replacing: set[str], clash: bool) -> provider_pb2.DiffResponse:
    response = provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if found else provider_pb2.DiffResponse.DIFF_NONE,
        diffs=sorted({change.property for change in found}),
        replaces=sorted({change.property for change in found if change.path in replacing}),
        deleteBeforeReplace=clash,
        hasDetailedDiff=True,
    )
    for change in found:
        detail = response.detailedDiff[change.path]
        detail.kind = _KINDS[change.kind, change.path in replacing]
        detail.inputDiff = True
    return response
