"""Errors as AWS gives them."""

from __future__ import annotations

from typing import Any

from hds_blueprint.simulated_aws.data_files import table


class AwsError(Exception):
    """AWS refuses an operation: `code` as in its API (`InvalidSubnet.Range`), message for people."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"api error {code}: {message}")


def refusal(key: str, **details: Any) -> AwsError:
    """The refusal with this key in data/refusals.yaml, its message filled with `details`."""
    entry = table("refusals.yaml")[key]
    return AwsError(entry["code"].format(**details), " ".join(entry["message"].split()).format(**details))


class NotFoundError(AwsError):
    """The resource of an update is no longer there."""
