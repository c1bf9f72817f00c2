"""Rules of Amazon Cognito: how people prove who they are, and what applications may ask for."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least, is_false, is_true, judge_boolean
from hds_blueprint.policies.choices import is_one_of, lists_none
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, entries, get, is_open, number

POOL = "aws:cognito/userPool:UserPool"
CLIENT = "aws:cognito/userPoolClient:UserPoolClient"
IDENTITIES = "aws:cognito/identityPool:IdentityPool"
# kinds of character that a password must mix
KINDS = ("requireLowercase", "requireUppercase", "requireNumbers", "requireSymbols")
# flows that hand the password itself to the application
PASSWORD_FLOWS = ("ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH")
LOCAL = ("http://localhost", "http://127.0.0.1")
# one hour in each unit that Cognito counts in
HOUR = {"seconds": 3600, "minutes": 60, "hours": 1, "days": 1 / 24}


@rule("cognito-second-factor-required", POOL)
def second_factor(pool: Resource, facts: Facts) -> Outcome:
    return is_one_of(pool, "mfaConfiguration", "ON", default="OFF")


@rule("cognito-second-factor-without-sms", POOL)
def factor_without_sms(pool: Resource, facts: Facts) -> Outcome:
    if get(pool, "mfaConfiguration") in (MISSING, "OFF"):
        return not_applicable()
    return is_true(pool, "softwareTokenMfaConfiguration.enabled")


@rule("cognito-threats-blocked", POOL)
def threats_blocked(pool: Resource, facts: Facts) -> Outcome:
    return is_one_of(pool, "userPoolAddOns.advancedSecurityMode", "ENFORCED", default="OFF")


@rule("cognito-password-long", POOL)
def password_long(pool: Resource, facts: Facts, *, minimum_length: int) -> Outcome:
    return at_least(pool, "passwordPolicy.minimumLength", minimum_length, default=8)


@rule("cognito-password-mixed", POOL)
def password_mixed(pool: Resource, facts: Facts) -> Iterator[Outcome]:
    policy = get(pool, "passwordPolicy")
    for kind in KINDS:
        path = f"passwordPolicy.{kind}"
        # without a policy of one's own all four are asked for
        yield judge_boolean(get(pool, path), path, wanted=True, default=policy is MISSING)


@rule("cognito-accounts-opened-by-administrators", POOL)
def opened_by_administrators(pool: Resource, facts: Facts) -> Outcome:
    return is_true(pool, "adminCreateUserConfig.allowAdminCreateUserOnly")


@rule("cognito-deletion-protected", POOL)
def deletion_protected(pool: Resource, facts: Facts) -> Outcome:
    return is_one_of(pool, "deletionProtection", "ACTIVE", default="INACTIVE")


@rule("cognito-contact-changes-verified", POOL)
def changes_verified(pool: Resource, facts: Facts) -> Outcome:
    path = "userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdates"
    value = get(pool, path)
    if is_open(value):
        return unknown(path)
    items = [item for _, item in entries(value, path)]
    if any(is_open(item) for item in items):
        return unknown(path)
    return passed(path, value) if "email" in items else failed(path, value)


@rule("cognito-accounts-not-revealed", CLIENT)
def not_revealed(client: Resource, facts: Facts) -> Outcome:
    return is_one_of(client, "preventUserExistenceErrors", "ENABLED")


@rule("cognito-tokens-never-in-addresses", CLIENT)
def tokens_not_in_addresses(client: Resource, facts: Facts) -> Outcome:
    return lists_none(client, "allowedOauthFlows", "implicit")


@rule("cognito-passwords-never-handed-on", CLIENT)
def passwords_not_handed_on(client: Resource, facts: Facts) -> Outcome:
    return lists_none(client, "explicitAuthFlows", *PASSWORD_FLOWS)


@rule("cognito-callbacks-use-tls", CLIENT)
def callbacks_use_tls(client: Resource, facts: Facts) -> Iterator[Outcome]:
    for name in ("callbackUrls", "logoutUrls", "defaultRedirectUri"):
        for path, url in entries(get(client, name), name):
            if is_open(url):
                yield unknown(path)
            else:
                plain = isinstance(url, str) and url.startswith("http://") and not url.startswith(LOCAL)
                yield failed(path, url) if plain else passed(path, url)


@rule("cognito-access-tokens-short", CLIENT)
def tokens_short(client: Resource, facts: Facts, *, maximum_hours: int) -> Outcome:
    value, unit = get(client, "accessTokenValidity"), get(client, "tokenValidityUnits.accessToken")
    if is_open(value) or is_open(unit):
        return unknown("accessTokenValidity")
    length = number(value)
    if length is None:
        # an hour where nothing is said
        return passed("accessTokenValidity")
    factor = HOUR.get(unit if isinstance(unit, str) else "hours", 1)
    short = length <= maximum_hours * factor
    return passed("accessTokenValidity", value) if short else failed("accessTokenValidity", value)


@rule("cognito-tokens-revocable", CLIENT)
def revocable(client: Resource, facts: Facts) -> Outcome:
    return is_true(client, "enableTokenRevocation", default=True)


@rule("cognito-guests-refused", IDENTITIES)
def guests_refused(pool: Resource, facts: Facts) -> Outcome:
    return is_false(pool, "allowUnauthenticatedIdentities")


@rule("cognito-classic-flow-refused", IDENTITIES)
def classic_flow(pool: Resource, facts: Facts) -> Outcome:
    return is_false(pool, "allowClassicFlow")
