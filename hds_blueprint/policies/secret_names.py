"""Which settings look like secrets written in plain text."""

from __future__ import annotations

import re

from hds_blueprint.graph.model import Join
from hds_blueprint.hosting.secret_forms import holds_secret, names_secret
from hds_blueprint.policies.values import Found

# words anywhere in a name that say that its value is a secret: SECRET_KEY_BASE, PASSWORD_HASH
_SECRET_WORDS = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)(?:$|_)"
)
# names that speak of a secret without being one: where it is, how long it lives
_ABOUT_SECRETS = re.compile(
    r"_(?:ARN|FILE|PATH|NAME|URL|URI|ID|TTL|EXPIRY|LENGTH|POLICY|ENABLED|TYPE|ALGORITHM)$"
)


def looks_secret(name: str, value: Found) -> bool:
    """Whether a plain setting is a secret by its name, or by the form of its known value.

    A value that is another resource's output counts by its name alone.
    """
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).upper().replace("-", "_").replace(".", "_")
    named = _SECRET_WORDS.search(words) or names_secret(words)
    if named and not _ABOUT_SECRETS.search(words):
        return value not in ("", None)
    if isinstance(value, Join):
        value = "".join(part if isinstance(part, str) else "${output}" for part in value.parts)
    return isinstance(value, str) and holds_secret(value)
