"""Where lines of a page may end: not in regions and references, nor inside the options of a command."""

from __future__ import annotations

import re

import pytest

from hds_blueprint.dossier.forms import line_breaks
from hds_blueprint.dossier.text_size import lines


@pytest.mark.parametrize(
    "reference", ["eu-west-3", "ap-southeast-1", "EXI 05", "R.1111-9-1", "L.1111-8", "2026-11-23"]
)
def test_a_reference_is_never_broken(reference: str) -> None:
    assert f'<span class="whole">{reference}</span>' in line_breaks.prose(f"Voir {reference}, et la suite")


def test_a_word_longer_than_a_column_may_be_broken_anywhere() -> None:
    number = "0" * 30
    assert line_breaks.prose(f"FR-{number}, 2026").startswith(f'FR-<span class="long">{number}')
    assert "long" not in line_breaks.prose("incidents@example.org")


def test_a_name_may_be_broken_at_its_seams() -> None:
    assert line_breaks.name("aws:s3/bucket:BucketLogging").split("<wbr>") == [
        "aws:", "s3/", "bucket:", "Bucket", "Logging",
    ]  # fmt: skip
    assert line_breaks.name("workloads.video") == "workloads.<wbr>video"


def test_the_words_of_a_command_stay_whole_and_can_be_copied() -> None:
    command = "aws rds wait db-instance-available --region eu-west-3"
    said = line_breaks.command(command)
    assert '<span class="word">--region</span>' in said
    assert re.sub(r"<[^>]+>", "", said) == command


def test_what_stands_in_a_text_stays_text() -> None:
    assert line_breaks.prose("<b> & eu-west-3") == '&lt;b&gt; &amp; <span class="whole">eu-west-3</span>'
    assert (
        line_breaks.command("<i> &") == '<span class="word">&lt;i&gt;</span> <span class="word">&amp;</span>'
    )


def test_a_region_is_not_broken_in_a_diagram() -> None:
    assert lines("Coffre de sauvegarde, eu-central-1", 128, 11)[-1] == "eu-central-1"
