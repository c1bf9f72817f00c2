from __future__ import annotations

from pathlib import Path

import pytest

from hds_blueprint.deployment.settings import StackSettings, check_stack_name, read_settings
from hds_blueprint.deployment.target import Target, choose
from hds_blueprint.problem import InputError

FILE = Path("Pulumi.prod.yaml")
NEW = StackSettings(FILE)


def _stored(**values: str) -> StackSettings:
    return StackSettings(FILE, {f"hds:{key}": value for key, value in values.items()})


def _refused(settings: StackSettings = NEW, **asked: object) -> str:
    arguments: dict[str, object] = {
        "simulated": False,
        "account": None,
        "region": "eu-west-3",
        "environment": {},
    } | asked
    with pytest.raises(InputError) as caught:
        choose(settings, **arguments)  # type: ignore[arg-type]
    assert len(caught.value.problems) == 1
    return caught.value.problems[0].code


def test_a_simulated_target_says_that_nothing_is_real() -> None:
    target = choose(NEW, simulated=True, account=None, region="eu-west-3", environment={"AWS_REGION": "x"})
    assert target == Target("simulated", "eu-west-3")
    assert "nothing real" in str(target)
    assert target.configuration == {"hds:target": "simulated", "hds:region": "eu-west-3"}


def test_an_account_is_stated_once_and_stored() -> None:
    assert _refused() == "target-missing"
    target = choose(NEW, simulated=False, account="123456789012", region="eu-west-3", environment={})
    assert str(target) == "AWS account 123456789012, region eu-west-3"
    stored = StackSettings(FILE, target.configuration)
    assert choose(stored, simulated=False, account=None, region="eu-west-3", environment={}) == target


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"])
def test_a_simulated_stack_refuses_real_credentials_and_does_not_show_them(name: str) -> None:
    with pytest.raises(InputError) as caught:
        choose(NEW, simulated=True, account=None, region="eu-west-3", environment={name: "AKIASECRET"})
    assert caught.value.problems[0].code == "target-credentials"
    assert name in str(caught.value)
    assert "AKIASECRET" not in str(caught.value)


def test_a_real_stack_refuses_a_simulated_provider() -> None:
    attached = {"PULUMI_DEBUG_PROVIDERS": "random:1,aws:12345"}
    assert _refused(account="123456789012", environment=attached) == "target-simulated"


def test_a_stack_keeps_its_target_for_life() -> None:
    real = _stored(target="account", account="123456789012", region="eu-west-3")
    assert _refused(real, simulated=True) == "target-kind"
    assert _refused(_stored(target="simulated"), account="123456789012") == "target-kind"
    assert _refused(real, account="999999999999") == "target-account"
    assert _refused(real, region="eu-central-1") == "target-region"


@pytest.mark.parametrize("account", ["12345678901", "1234567890123", "12345678901a", "١٢٣٤٥٦٧٨٩٠١٢"])
def test_an_account_id_has_twelve_digits(account: str) -> None:
    assert _refused(account=account) == "target-account"


@pytest.mark.parametrize("name", ["../prod", "", ".hidden", "a/b", "a" * 101, "prod\n"])
def test_a_stack_name_is_no_path(name: str) -> None:
    with pytest.raises(InputError):
        check_stack_name(name)


def test_settings_are_read_with_a_safe_loader(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.prod.yaml"
    assert read_settings(file) == StackSettings(file)
    file.write_text("config:\n  hds:account: '1'\nencryptionsalt: v1\nsecretsprovider: awskms://alias/x\n")
    settings = read_settings(file)
    assert (settings.text("hds:account"), settings.secrets_provider, settings.has_passphrase) == (
        "1",
        "awskms://alias/x",
        True,
    )
    for odd in ("- a\n", "a: [\n", "!!python/object/apply:os.system ['true']\n", "\x00"):
        file.write_text(odd)
        with pytest.raises(InputError):
            read_settings(file)
