"""Rules of Amazon ElastiCache: who signs in, with what, to do what."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.choices import has_entries, is_absent
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, summary, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.elasticache import GROUP, SERVERLESS
from hds_blueprint.policies.values import MISSING, boolean, get, is_open

USER = "aws:elasticache/user:User"
ACCESS = "accessString"
MODE = "authenticationMode.type"
_PASSWORDS = ("passwords", "passwordsWo", "authenticationMode.passwords")
# What stops the cache for everybody or changes it (categories of Valkey's and Redis's ACL).
_ADMINISTRATION = ("@admin", "@dangerous")


@rule("elasticache-users-named", GROUP, SERVERLESS)
def users_named(cache: Resource, facts: Facts) -> Outcome:
    return has_entries(cache, "userGroupIds" if cache.type == GROUP else "userGroupId")


@rule("elasticache-shared-token-absent", GROUP)
def shared_token_absent(cache: Resource, facts: Facts) -> Outcome:
    # the value itself is never repeated
    outcomes = [is_absent(cache, path) for path in ("authToken", "authTokenWo")]
    return summary(outcomes)[0]


@rule("elasticache-user-authenticated", USER)
def user_authenticated(user: Resource, facts: Facts) -> Outcome:
    access = get(user, ACCESS)
    if is_open(access):
        return unknown(ACCESS)
    if _is_off(access):
        return not_applicable()
    none, mode = get(user, "noPasswordRequired"), get(user, MODE)
    if boolean(none) is True:
        return failed("noPasswordRequired", none)
    if mode == "no-password-required":
        return failed(MODE, mode)
    return unknown(MODE) if is_open(none) or is_open(mode) else passed(MODE, mode)


@rule("elasticache-user-without-password", USER)
def user_without_password(user: Resource, facts: Facts) -> Outcome:
    if _is_off(get(user, ACCESS)):
        return not_applicable()
    for path in _PASSWORDS:
        if get(user, path) not in (MISSING, []):
            # the value itself is never repeated
            return failed(path)
    mode = get(user, MODE)
    if is_open(mode):
        return unknown(MODE)
    return failed(MODE, mode) if mode == "password" else passed(MODE, mode)


@rule("elasticache-user-commands-bounded", USER)
def user_commands_bounded(user: Resource, facts: Facts) -> Outcome:
    access = get(user, ACCESS)
    if not isinstance(access, str):
        return unknown(ACCESS) if is_open(access) else not_applicable()
    if _is_off(access):
        return not_applicable()
    allowed = _allowed_categories(access.split())
    return failed(ACCESS, access) if allowed else passed(ACCESS, access)


def _is_off(access: object) -> bool:
    """Whether nobody can sign in: `off` is also what a string without either word means."""
    return isinstance(access, str) and "on" not in access.split()


def _allowed_categories(words: list[str]) -> set[str]:
    """The categories of administration that are left after all words, read in order as the engine does."""
    allowed: set[str] = set()
    for word in words:
        category = word[1:]
        if word in ("+@all", "allcommands"):
            allowed.update(_ADMINISTRATION)
        elif word in ("-@all", "nocommands"):
            allowed.clear()
        elif category in _ADMINISTRATION:
            allowed = allowed | {category} if word.startswith("+") else allowed - {category}
    return allowed
