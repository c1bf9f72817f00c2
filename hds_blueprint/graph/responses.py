"""What a program is told of a resource that would be created: its inputs again, and markers."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from collections.abc import Set as AbstractSet

from google.protobuf import struct_pb2
from google.protobuf.json_format import MessageToJson

from hds_blueprint.graph import signatures
from hds_blueprint.graph.markers import Markers
from hds_blueprint.graph.model import Ref
from hds_blueprint.graph.output_shapes import fill
from hds_blueprint.graph.output_types import text_outputs
from hds_blueprint.graph.property_values import contains_secret, secret


class Responses:
    """Outputs of resources as the program sees them.

    A known input comes back as it is, as in a preview of the real provider. A text that only
    apply knows comes back as a marker. Anything else is left out, which the SDK takes for
    unknown. A secret input comes back as a secret marker, so that its value stays where it was.
    """

    def __init__(self, markers: Markers, withheld: AbstractSet[Ref] | None) -> None:
        self._markers: Markers = markers
        self._withheld: AbstractSet[Ref] | None = withheld
        self._kept: dict[str, tuple[str, struct_pb2.Struct]] = {}

    def outputs(
        self,
        urn: str,
        type_token: str,
        inputs: struct_pb2.Struct,
        secret_outputs: Iterable[str],
        region: str | None,
    ) -> struct_pb2.Struct:
        """The outputs of a resource; `secret_outputs` names those that are always secret."""
        result = struct_pb2.Struct()
        result.CopyFrom(inputs)
        fields = result.fields
        hidden = set(secret_outputs)
        texts = text_outputs(type_token)
        for name in [name for name, value in fields.items() if contains_secret(value)]:
            self._hide(fields, name, urn, text=name in texts)
        for name in texts:
            if name not in fields:
                if name == "region" and region is not None:
                    # the provider plans its own region for every resource
                    fields[name].string_value = region
                else:
                    fields[name].string_value = self._marker(urn, name)
            elif fields[name].WhichOneof("kind") == "struct_value" and not secret(fields[name]):
                # a policy given as an object, which the provider writes as text
                text = MessageToJson(fields[name], indent=None)
                open_ = signatures.UNKNOWN in text or signatures.KEY in text
                fields[name].string_value = self._marker(urn, name) if open_ else text
        fill(fields, type_token, lambda path: self._marker(urn, path))
        for name in hidden:
            if name in fields and not secret(fields[name]):
                self._hide(fields, name, urn, text=name in texts)
        fields.pop("id", None)
        return result

    def new_id(self, urn: str, outputs: struct_pb2.Struct) -> str:
        """The id of a resource that would be created: a marker. Its outputs are kept for `kept`."""
        marker = self._marker(urn, "id")
        identity = "" if marker == signatures.UNKNOWN else marker
        self.keep(urn, identity, outputs)
        return identity

    def keep(self, urn: str, identity: str, outputs: struct_pb2.Struct) -> None:
        """Keeps id and outputs for the program's later question."""
        self._kept[urn] = (identity, outputs)

    def kept(self, urn: str) -> struct_pb2.Struct:
        """URN, id and state of a resource, in the form of the built-in data source `getResource`."""
        identity, outputs = self._kept.get(urn, ("", struct_pb2.Struct()))
        answer = struct_pb2.Struct()
        answer.fields["urn"].string_value = urn
        answer.fields["id"].string_value = identity
        answer.fields["state"].struct_value.CopyFrom(outputs)
        return answer

    def _marker(self, urn: str, name: str) -> str:
        if self._withheld is None or Ref(urn, name) in self._withheld:
            return signatures.UNKNOWN
        return self._markers.of(urn, name)

    def _hide(
        self, fields: MutableMapping[str, struct_pb2.Value], name: str, urn: str, *, text: bool
    ) -> None:
        value = fields[name]
        inner = value.struct_value.fields["value"] if secret(value) else value
        if inner.WhichOneof("kind") == "string_value" and self._markers.inside(inner.string_value):
            kept = inner.string_value  # a secret made of references is its own marker
        elif text:
            kept = self._marker(urn, name)
        else:
            kept = signatures.UNKNOWN
        wrapped = struct_pb2.Value()
        wrapped.struct_value.fields[signatures.KEY].string_value = signatures.SECRET
        wrapped.struct_value.fields["value"].string_value = kept
        fields[name].CopyFrom(wrapped)
