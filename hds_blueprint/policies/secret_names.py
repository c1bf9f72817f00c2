"""Which settings look like secrets written in plain text."""

from __future__ import annotations

import re

from hds_blueprint.graph.model import Join, Ref
from hds_blueprint.hosting.checks.plain_secrets import holds_secret, names_secret
from hds_blueprint.policies.values import Found

# words anywhere in a name that say that its value is a secret: SECRET_KEY_BASE, PASSWORD_HASH
_SECRET_WORDS = re.compile(
    r"(?:^|_)(?:PASSWORDS?|PASSWD|PWD|PASSPHRASE|SECRET|TOKEN|(?:API|PRIVATE|ACCESS)_?KEYS?|CREDENTIALS?)(?:$|_)"
)
# names that speak of a secret without being one: where it is, how long it lives
_ABOUT_SECRETS = re.compile(
    r"_(?:ARN|FILE|PATH|NAME|URL|URI|ID|TTL|EXPIRY|LENGTH|POLICY|ENABLED|TYPE|ALGORITHM|ENDPOINT|HOST|PORT|HEADER"
    r"|ISSUER|AUDIENCE|ALIAS|REGION|BUCKET|TABLE|TIMEOUT|SECONDS|MINUTES|DAYS|ROTATION|VERSION|PREFIX|SUFFIX)$"
)
# a switch, and an address that the secret is fetched from when it is needed
_NO_SECRET = re.compile(
    r"(?:true|false|yes|no|on|off|none|null|arn:aws[a-z-]*:.+|\{\{resolve:.+\}\}|ssm(?:-secure)?:.+|vault:.+)",
    re.IGNORECASE | re.DOTALL,
)
# outputs that say where a secret is, not what it is
_NAMING_OUTPUTS = re.compile(r"(?:.*(?:Arn|Id|Name)|arn|id|name)")


def looks_secret(name: str, value: Found) -> bool:
    """Whether a plain setting is a secret by its name, or by the form of its known value.

    A value that is another resource's output counts by its name alone, but for outputs that name
    the resource (its ARN, id or name); so does a text that says where the secret is kept.
    """
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).upper().replace("-", "_").replace(".", "_")
    named = _SECRET_WORDS.search(words) or names_secret(words)
    if named and not _ABOUT_SECRETS.search(words):
        return value not in ("", None) and not _names_a_place(value)
    if isinstance(value, Join):
        value = "".join(part if isinstance(part, str) else "${output}" for part in value.parts)
    return isinstance(value, str) and holds_secret(value)


def _names_a_place(value: Found) -> bool:
    if isinstance(value, Ref):
        return _NAMING_OUTPUTS.fullmatch(value.property) is not None
    start = value.parts[0] if isinstance(value, Join) else value
    return isinstance(start, str) and _NO_SECRET.fullmatch(start) is not None
