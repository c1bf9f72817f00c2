from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from hds_blueprint.deployment import cli
from hds_blueprint.deployment.cli import CliMissingError, find_cli, fits, sdk_version


def _pulumi(folder: Path, version: str) -> Path:
    """A program that says it is the CLI of this version."""
    folder.mkdir(parents=True)
    file = folder / "pulumi"
    file.write_text(f"#!/bin/sh\necho {version}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return folder


@pytest.fixture
def nothing_on_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))


@pytest.mark.parametrize(
    ("version", "serves"),
    [("3.260.0", True), ("3.272.0", True), ("3.259.9", False), ("4.0.0", False), ("", False), ("x", False)],
)
def test_the_range_of_versions(version: str, serves: bool) -> None:
    assert fits(version) is serves


def test_the_one_on_the_path_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{_pulumi(tmp_path / 'path', 'v3.271.0')}{os.pathsep}/bin")
    _pulumi(tmp_path / ".tools/pulumi/bin", "v3.272.0")
    found = find_cli(tmp_path)
    assert (found.version, found.origin) == ("3.271.0", "PATH")


def test_one_that_does_not_fit_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{_pulumi(tmp_path / 'path', 'v3.1.0')}{os.pathsep}/bin")
    _pulumi(tmp_path / ".tools/pulumi/bin", "v3.272.0")
    found = find_cli(tmp_path)
    assert (found.version, found.origin) == ("3.272.0", "tools")
    assert found.command.command == str(tmp_path / ".tools/pulumi/bin/pulumi")


@pytest.mark.usefixtures("nothing_on_path")
def test_nothing_is_downloaded_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_install", lambda root: pytest.fail("a download that nobody asked for"))
    with pytest.raises(CliMissingError, match="Install it: https://") as missing:
        find_cli(tmp_path)
    assert "\n" not in str(missing.value), "one line"


def test_a_cli_of_another_version_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{_pulumi(tmp_path / 'path', 'v3.1.0')}{os.pathsep}/bin")
    with pytest.raises(CliMissingError, match=r"has version 3\.1\.0"):
        find_cli(tmp_path)


@pytest.mark.usefixtures("nothing_on_path")
def test_an_installation_that_is_asked_for_is_announced_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def installer(destination: Path) -> list[str]:
        return [
            "/bin/sh",
            "-c",
            f"PATH=/bin:/usr/bin; mkdir -p {destination}/bin && printf '#!/bin/sh\\necho v{sdk_version()}\\n'"
            f" > {destination}/bin/pulumi && chmod +x {destination}/bin/pulumi",
        ]

    monkeypatch.setattr(cli, "_installer", installer)
    said: list[str] = []
    found = find_cli(tmp_path, allow_install=True, announce=said.append)
    assert (found.version, found.origin) == (sdk_version(), "installed")
    assert sdk_version() in said[0]
    assert [path.name for path in (tmp_path / ".tools").iterdir()] == ["pulumi"]
    assert find_cli(tmp_path).origin == "tools", "the next time it is there"


@pytest.mark.usefixtures("nothing_on_path")
@pytest.mark.parametrize("script", ["exit 1", "sleep 60", "mkdir -p {}/bin; exit 0"])
def test_an_installation_that_fails_hangs_or_is_half_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(
        cli, "_installer", lambda root: ["/bin/sh", "-c", f"PATH=/bin:/usr/bin; {script.format(root)}"]
    )
    monkeypatch.setattr(cli, "versions", lambda: {**_VERSIONS, "install_time_limit_seconds": 0.5})
    started = time.monotonic()
    with pytest.raises(CliMissingError, match="could not be installed"):
        find_cli(tmp_path, allow_install=True)
    assert time.monotonic() - started < 10
    assert list((tmp_path / ".tools").iterdir()) == []


_VERSIONS = cli.versions()
