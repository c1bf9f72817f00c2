"""Transforms: functions of the program that change each resource before it is registered.

The program serves them over gRPC; the monitor calls them back, as the engine does.
"""

from __future__ import annotations

import grpc
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

# Well above any transform that ends; a program that never answers must not hang the caller.
_PATIENCE_SECONDS = 60


class Transforms:
    """The transforms of the stack, of each resource (for its descendants too) and of data sources."""

    def __init__(self) -> None:
        self._stack: list[callback_pb2.Callback] = []
        self._invokes: list[callback_pb2.Callback] = []
        self._of_resource: dict[str, list[callback_pb2.Callback]] = {}
        self._channels: dict[str, grpc.Channel] = {}

    def add_to_stack(self, callback: callback_pb2.Callback) -> None:
        """A transform of every resource registered from now on."""
        self._stack.append(callback)

    def add_to_invokes(self, callback: callback_pb2.Callback) -> None:
        """A transform of every call of a data source from now on."""
        self._invokes.append(callback)

    def add_to_resource(self, urn: str, callbacks: list[callback_pb2.Callback]) -> None:
        """The transforms that a resource declared; its descendants run them too."""
        if callbacks:
            self._of_resource[urn] = callbacks

    def close(self) -> None:
        """Ends the connections to the program."""
        for channel in self._channels.values():
            channel.close()
        self._channels.clear()

    def apply(self, request: resource_pb2.RegisterResourceRequest, ancestors: list[str]) -> None:
        """Runs the transforms of a resource, of its ancestors (nearest first) and of the stack on a
        request, which is changed in place."""
        callbacks = list(request.transforms)
        if self._of_resource:
            callbacks.extend(c for urn in ancestors for c in self._of_resource.get(urn, ()))
        callbacks.extend(self._stack)
        if not callbacks:
            return
        options = _options(request)
        for callback in callbacks:
            message = resource_pb2.TransformRequest(
                type=request.type,
                name=request.name,
                custom=request.custom,
                parent=request.parent,
                properties=request.object,
                options=options,
            )
            answer = resource_pb2.TransformResponse.FromString(
                self._call(callback, message.SerializeToString())
            )
            if answer.HasField("properties"):
                request.object.CopyFrom(answer.properties)
            if answer.HasField("options"):
                options = answer.options
        _write_options(request, options)

    def apply_to_invoke(self, request: resource_pb2.ResourceInvokeRequest) -> None:
        """Runs the transforms of data sources on a call, which is changed in place."""
        for callback in self._invokes:
            message = resource_pb2.TransformInvokeRequest(
                token=request.tok,
                args=request.args,
                options=resource_pb2.TransformInvokeOptions(
                    provider=request.provider, version=request.version
                ),
            )
            answer = resource_pb2.TransformInvokeResponse.FromString(
                self._call(callback, message.SerializeToString())
            )
            if answer.HasField("args"):
                request.args.CopyFrom(answer.args)
            if answer.HasField("options"):
                request.provider = answer.options.provider

    def _call(self, callback: callback_pb2.Callback, message: bytes) -> bytes:
        channel = self._channels.get(callback.target)
        if channel is None:
            channel = self._channels[callback.target] = grpc.insecure_channel(callback.target)
        request = callback_pb2.CallbackInvokeRequest(token=callback.token, request=message)
        answer = callback_pb2_grpc.CallbacksStub(channel).Invoke(request, timeout=_PATIENCE_SECONDS)
        return answer.response


def _options(request: resource_pb2.RegisterResourceRequest) -> resource_pb2.TransformResourceOptions:
    options = resource_pb2.TransformResourceOptions(
        depends_on=request.dependencies,
        ignore_changes=request.ignoreChanges,
        replace_on_changes=request.replaceOnChanges,
        version=request.version,
        aliases=request.aliases,
        provider=request.provider,
        providers=dict(request.providers),
        plugin_download_url=request.pluginDownloadURL,
        deleted_with=request.deletedWith,
        additional_secret_outputs=request.additionalSecretOutputs,
        replace_with=request.replace_with,
    )
    setattr(options, "import", request.importId)  # `import` is a word of Python
    if request.HasField("protect"):
        options.protect = request.protect
    if request.HasField("retainOnDelete"):
        options.retain_on_delete = request.retainOnDelete
    if request.deleteBeforeReplaceDefined or request.deleteBeforeReplace:
        options.delete_before_replace = request.deleteBeforeReplace
    if request.HasField("customTimeouts"):
        options.custom_timeouts.CopyFrom(request.customTimeouts)
    return options


def _write_options(
    request: resource_pb2.RegisterResourceRequest, options: resource_pb2.TransformResourceOptions
) -> None:
    del request.dependencies[:]
    request.dependencies.extend(options.depends_on)
    del request.ignoreChanges[:]
    request.ignoreChanges.extend(options.ignore_changes)
    del request.aliases[:]
    request.aliases.extend(options.aliases)
    del request.additionalSecretOutputs[:]
    request.additionalSecretOutputs.extend(options.additional_secret_outputs)
    request.provider = options.provider
    request.providers.clear()
    request.providers.update(options.providers)
    request.version = options.version
    request.importId = getattr(options, "import")
    request.ClearField("protect")
    if options.HasField("protect"):
        request.protect = options.protect
    request.ClearField("retainOnDelete")
    if options.HasField("retain_on_delete"):
        request.retainOnDelete = options.retain_on_delete
    request.deleteBeforeReplace = options.delete_before_replace
