"""`hds init` as a program: documents that validate, questions in a terminal, and nothing overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from hds_blueprint.command.init import command
from hds_blueprint.hosting.initial_document import TEMPLATES
from hds_blueprint.hosting.loader import load
from hds_blueprint.hosting.wording import LANGUAGES, texts
from hds_blueprint.problem import InputError

from .test_validate import hds

APP = typer.Typer()
APP.command()(command)
GIVEN = ("--name", "fhir", "--owner", "platform@example.org")


def asked(path: Path, *lines: str, options: tuple[str, ...] = ()) -> tuple[str, Path]:
    """What the command says when the lines are typed at its questions."""
    done = CliRunner().invoke(APP, [str(path), "--interactive", *options], input="\n".join(lines) + "\n")
    assert done.exit_code == 0, done.output
    return done.output, path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", ["hds", "synthetic", "generic"])
@pytest.mark.parametrize("environment", ["production", "development"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_written_document_validates(
    tmp_path: Path, language: str, profile: str, environment: str, template: str
) -> None:
    path = tmp_path / "prod.yaml"
    options = ["--language", language, "--profile", profile, "--environment", environment]
    done = CliRunner().invoke(APP, [str(path), "--no-interactive", *GIVEN, "--template", template, *options])
    assert done.exit_code == 0, done.output
    needs = load(path).requirements
    assert (needs.service.name, needs.service.profile) == ("fhir", profile)
    assert needs.service.environment == environment
    text = path.read_text(encoding="utf-8")
    assert "# " in text and "{{" not in text
    assert bool(needs.workloads) == (template != "minimal")
    if profile == "generic":
        assert needs.organisation is None and "organisation" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_name_of_a_stage_makes_a_document_of_that_stage(
    tmp_path: Path, template: str, language: str
) -> None:
    path = tmp_path / "dev.yaml"
    options = ["--no-interactive", *GIVEN, "--template", template, "--language", language]
    assert CliRunner().invoke(APP, [str(path), *options]).exit_code == 0
    needs = load(path).requirements
    assert (needs.service.environment, needs.service.profile) == ("development", "synthetic")
    assert needs.backup.lock is None and not needs.backup.copy_to_recovery_region
    assert not any(database.multi_az for database in needs.databases.values())
    if template != "minimal":
        assert (needs.network.nat, needs.network.zones) == ("single", 2)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_production_document_keeps_a_second_of_everything(tmp_path: Path, template: str) -> None:
    path = tmp_path / "prod.yaml"
    options = ["--no-interactive", *GIVEN, "--template", template]
    assert CliRunner().invoke(APP, [str(path), *options]).exit_code == 0
    needs = load(path).requirements
    assert needs.service.environment == "production"
    assert needs.backup.lock is not None and needs.backup.copy_to_recovery_region
    assert all(database.multi_az for database in needs.databases.values())
    assert all(workload.scaling.minimum >= 2 for workload in needs.workloads.values())
    if template != "minimal":
        assert (needs.network.nat, needs.network.zones) == ("per-zone", 3)


def test_as_a_program(tmp_path: Path) -> None:
    path = tmp_path / "stacks" / "prod.yaml"
    done = hds("init", str(path), *GIVEN)
    assert done.returncode == 0 and done.stdout.splitlines() == [
        f"{path}: written",
        f"Next: hds validate {path}",
    ]
    assert [each.name for each in path.parent.iterdir()] == ["prod.yaml"]
    assert hds("validate", str(path)).returncode == 0


def test_answers_become_fields(tmp_path: Path) -> None:
    path = tmp_path / "prod.yaml"
    title, organisation = 'Dossiers: "#1"', "Hôpital d'Exemple, null"
    done = hds(
        "init",
        str(path),
        *GIVEN,
        *("--title", title, "--organisation", organisation, "--on-behalf-of-others", "--no-care-context"),
        *("--region", "eu-west-1", "--recovery-region", "eu-west-3", "--hostname", "records.example.org"),
        *("--health-professional-contact", "referent@example.org"),
    )
    assert done.returncode == 0, done.stderr
    needs = load(path).requirements
    assert needs.service.title == title
    assert needs.organisation is not None and needs.organisation.name == organisation
    assert (needs.organisation.on_behalf_of_others, needs.organisation.care_context) == (True, False)
    assert (needs.location.region, needs.location.recovery_region) == ("eu-west-1", "eu-west-3")
    assert needs.workloads["web"].hostname == "records.example.org"


@pytest.mark.parametrize("name", ["on", "yes", "null", "true"])
def test_words_that_yaml_reads_otherwise_stay_text(name: str, tmp_path: Path) -> None:
    path = tmp_path / "prod.yaml"
    assert hds("init", str(path), "--name", name, "--owner", "a@example.org").returncode == 0
    assert load(path).requirements.service.name == name


def test_existing_file_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "prod.yaml"
    path.write_text("mine\n")
    done = hds("init", str(path), *GIVEN)
    assert done.returncode == 2 and "--force" in done.stderr
    assert path.read_text() == "mine\n"
    assert hds("init", str(path), *GIVEN, "--force").returncode == 0
    assert load(path).requirements.service.name == "fhir"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--name"),
        (("--name", "fhir"), "--owner"),
        (("--name", "UP", "--owner", "a@example.org"), "service.name"),
        (("--name", "fhir-prod", "--owner", "a@example.org"), "service.name"),  # the file is prod.yaml
        ((*GIVEN, "--region", "eu-west-2"), "location.region"),
        ((*GIVEN, "--recovery-region", "eu-west-3"), "location.recovery_region"),
        ((*GIVEN, "--care-context"), "organisation.name"),
        ((*GIVEN, "--template", "nonsense"), "--template"),
        ((*GIVEN, "--title", "a\x07b"), "service.title"),
    ],
)
def test_wrong_answers_write_nothing(options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    path = tmp_path / "prod.yaml"
    done = hds("init", str(path), *options)
    assert done.returncode == 2 and not path.exists()
    assert said.split(".")[-1] in done.stderr


def test_folder_is_refused(tmp_path: Path) -> None:
    done = hds("init", str(tmp_path), *GIVEN)
    assert done.returncode == 2 and "folder" in done.stderr


def test_questions_are_asked_and_wrong_answers_asked_again(tmp_path: Path) -> None:
    output, path = asked(
        tmp_path / "prod.yaml",
        *("FHIR", "fhir", "", "platform@example", "platform@example.org", ""),
        *("Exemple Santé", "y", "y", "eu-west-2", "eu-west-3", "", "", "", "", ""),
        options=("--profile", "hds"),
    )
    assert "small letters" in output and "London" in output and "written" in output
    needs = load(path).requirements
    assert (needs.service.name, needs.service.title) == ("fhir", "fhir")
    assert needs.organisation is not None and needs.organisation.on_behalf_of_others
    assert needs.location.region == "eu-west-3"
    assert needs.alerts.incident_contact == "platform@example.org"


def test_generic_profile_is_not_asked_of_health(tmp_path: Path) -> None:
    output, path = asked(
        tmp_path / "prod.yaml",
        *("generic", "", "", "", ""),
        options=(*GIVEN, "--title", "Shop", "--template", "minimal"),
    )
    questions = texts("init.en")["questions"]
    assert questions["on_behalf_of_others"] not in output and questions["region"] in output
    assert load(path).requirements.service.profile == "generic"


def test_schema_is_named_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text("{}")
    for path, line in ((tmp_path / "a.yaml", "schema.json"), (tmp_path / "x" / "a.yaml", "../schema.json")):
        path.parent.mkdir(exist_ok=True)
        assert hds("init", str(path), *GIVEN).returncode == 0
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema={line}"


def test_missing_answers_are_told_at_once(tmp_path: Path) -> None:
    done = CliRunner().invoke(APP, [str(tmp_path / "a.yaml"), "--no-interactive"])
    assert isinstance(done.exception, InputError)
    assert [problem.path for problem in done.exception.problems] == ["--name", "--owner"]
