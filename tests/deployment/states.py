"""Small exported states, as `pulumi stack export` writes them."""

from __future__ import annotations

from typing import Any

STACK = "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s"
PROVIDER = "urn:pulumi:s::p::pulumi:providers:aws::main"


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:s::p::{type_}::{name}"


def resource(type_: str, name: str, **fields: Any) -> dict[str, Any]:
    return {
        "urn": urn(type_, name),
        "custom": True,
        "type": type_,
        "id": f"{name}-id",
        "inputs": {},
        "outputs": {"arn": f"arn:aws:x:::{name}"},
        "parent": STACK,
        "provider": f"{PROVIDER}::0000",
        **fields,
    }


def base() -> list[dict[str, Any]]:
    return [
        {"urn": STACK, "custom": False, "type": "pulumi:pulumi:Stack"},
        {
            "urn": PROVIDER,
            "custom": True,
            "type": "pulumi:providers:aws",
            "id": "0000",
            "inputs": {"region": "eu-central-1"},
            "parent": STACK,
        },
    ]


def state(resources: list[dict[str, Any]], *pending: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    deployment: dict[str, Any] = {"manifest": {"time": "2026-11-24T08:00:00Z"}, "resources": resources}
    if pending:
        deployment["pending_operations"] = [{"type": verb, "resource": item} for verb, item in pending]
    return {"version": 3, "deployment": deployment}


def creating(type_: str, name: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    item = resource(type_, name, **fields)
    del item["id"], item["outputs"]
    return "creating", item
