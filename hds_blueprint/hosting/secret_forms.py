"""The forms of secrets: names that say so, and values that are secrets whatever their name."""

from __future__ import annotations

import re

# The last word of a variable's name that says its value is a secret: PGPASSWORD, DB_PASS, authToken.
# PASSWORD_MIN_LENGTH or TOKEN_URL name something else.
_NAME = re.compile(
    r"([A-Z0-9]*PASSWORD|[A-Z0-9]*PASSWD|PASS|PASSPHRASE|PWD|SECRET|TOKEN|CREDENTIALS?|API_?KEY|ACCESS_?KEY|SECRET_?KEY"
    r"|PRIVATE_?KEY|ENCRYPTION_?KEY|SIGNING_?KEY|CLIENT_?SECRET|MOT_?DE_?PASSE|MDP)(_?[0-9]+)?",
    re.IGNORECASE,
)
_VALUES = (
    re.compile(r"(?<![A-Z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"),  # AWS access key ids
    re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"),
    re.compile(r"[a-z][a-z0-9+.-]{0,30}://[^/\s:@]{0,100}:[^/\s:@$]{1,200}@", re.IGNORECASE),
    # `…?password=x`, `-Dspring.datasource.password=x`; not `use_token=true`, nor a reference `${…}`
    re.compile(
        r"(?<![A-Za-z])[A-Za-z0-9_.-]{0,80}(password|passwd|pwd|secret|token|api_?key)="
        r"(?!\$\{|(true|false|yes|no|none|null|[0-9]{1,3})(?![^&;,\s]))[^&;\s]+",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![A-Za-z])(Basic\s+[A-Za-z0-9+/]{12,}={0,2}|Bearer\s+[A-Za-z0-9._~+/-]{20,})"),  # HTTP
    re.compile(r"(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{30,}"),  # GitHub
    re.compile(r"(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20,}"),  # GitLab
    re.compile(r"(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}"),
    re.compile(r"(?<![A-Za-z0-9])[sr]k_live_[A-Za-z0-9]{16,}"),  # Stripe
    re.compile(r"(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}"),  # Google
    re.compile(r"(?<![A-Za-z0-9])xox[abprs]-[A-Za-z0-9-]{10,}"),  # Slack
    re.compile(r"(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\."),  # a signed JSON web token
)
# A word that names a secret, and what follows it: `--password x`, `token: x`.
_SPOKEN = re.compile(
    r"(password|passwd|passphrase|secret|token|api[_-]?key|credentials?)[\"']?[\s=:]+[^\s=:]", re.IGNORECASE
)
# `user:password@host`, with or without a scheme; a password may hold a slash. `tag@sha256:…` is an image.
_CREDENTIALS = re.compile(r"(?<![^\s/\"'=])[^\s:@/]{0,100}:[^\s@]{1,200}@(?!sha256:)")


def names_secret(variable: str) -> bool:
    """Whether the end of a variable's name says that it holds a secret."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", variable).split("_")
    return any(_NAME.fullmatch("_".join(words[-count:])) for count in (1, 2, 3) if count <= len(words))


def holds_secret(value: str) -> bool:
    """Whether a value has the form of a known kind of secret."""
    return any(pattern.search(value[:4096]) for pattern in _VALUES)


def speaks_of_secret(value: str) -> bool:
    """Whether a value may hold a secret after the word for it, as a command line written as one text does.

    Far wider than `holds_secret`: it decides only that a wrong value is not shown.
    """
    return _SPOKEN.search(value[:4096]) is not None


def holds_credentials(value: str) -> bool:
    """Whether a value may hold a user's name and password before a host: `user:password@host`.

    Wider than `holds_secret`: it decides what is shown, and what an image's name may hold.
    """
    return _CREDENTIALS.search(value[:4096]) is not None
