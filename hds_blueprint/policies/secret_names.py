"""Which settings look like secrets written in plain text."""

from __future__ import annotations

import re

from hds_blueprint.policies.values import Found

# parts of a name that say that its value is a secret
_SECRET_WORDS = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)(?:$|_)"
)
# names that speak of a secret without being one: where it is, how long it lives
_ABOUT_SECRETS = re.compile(
    r"_(?:ARN|FILE|PATH|NAME|URL|URI|ID|TTL|EXPIRY|LENGTH|POLICY|ENABLED|TYPE|ALGORITHM)$"
)
_KNOWN_FORMS = re.compile(
    r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----|://[^/\s:@]+:[^/\s:@$]+@|gh[pousr]_[A-Za-z0-9]{36}"
)


def looks_secret(name: str, value: Found) -> bool:
    """Whether a plain setting is a secret by its name, or by the form of its known value.

    A value that is another resource's output counts by its name alone.
    """
    upper = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).upper().replace("-", "_").replace(".", "_")
    if _SECRET_WORDS.search(upper) and not _ABOUT_SECRETS.search(upper):
        return value not in ("", None)
    return isinstance(value, str) and _KNOWN_FORMS.search(value) is not None
