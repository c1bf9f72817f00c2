"""One verdict, eight formats: the same failures, waived ones, unknown ones and errors of waivers in each."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as Xml

import pytest

from hds_blueprint.policies.verdict import NOTICE, Status, Verdict
from hds_blueprint.policies.waiting import UNKNOWN_POLICY
from hds_blueprint.reports.formats import renderer
from tests.reports import verdicts

MAKERS: tuple[Callable[[], Verdict], ...] = (
    verdicts.verdict,
    verdicts.clean,
    verdicts.changed,
    verdicts.hostile,
)
Counts = tuple[int, int, int]


def expected(found: Verdict) -> Counts:
    """Failures that count, waived ones, errors of waivers."""
    return len(found.with_status(Status.FAIL)), len(found.waived), len(found.problems)


def of_json(text: str) -> Counts:
    (stack,) = json.loads(text)["stacks"]
    listed = [each for each in stack["verdicts"] if each["status"] == "FAIL" and not each["known"]]
    waived = [each for each in listed if each["waiver"] is not None]
    assert stack["counts"]["FAIL"] == len(listed) - len(waived)
    assert stack["counts"]["WAIVED"] == len(waived)
    return len(listed) - len(waived), len(waived), len(stack["problems"])


def of_sarif(text: str) -> Counts:
    (run,) = json.loads(text)["runs"]
    failed = [r for r in run["results"] if r["kind"] == "fail" and r.get("baselineState") != "unchanged"]
    waived = [result for result in failed if "suppressions" in result]
    (invocation,) = run["invocations"]
    notes = [note for note in invocation["toolExecutionNotifications"] if note["level"] == "error"]
    assert invocation["executionSuccessful"] is not bool(notes)
    return len(failed) - len(waived), len(waived), len(notes)


def of_junit(text: str) -> Counts:
    suite = Xml.fromstring(text.encode())[0]
    counts = {each.get("name"): int(each.get("value", "")) for each in suite.findall("properties/property")}
    assert len(suite.findall("testcase/failure")) == int(suite.get("failures", ""))
    assert len(suite.findall("testcase/skipped")) == int(suite.get("skipped", ""))
    assert len(suite.findall("testcase")) == int(suite.get("tests", ""))
    return counts["FAIL"], counts["WAIVED"], int(suite.get("errors", ""))


def of_github(text: str) -> Counts:
    levels: Counter[str] = Counter()
    problems = 0
    for line in text.splitlines():
        if found := re.match(r"(?:::)?(error|warning|notice)(?=[ :])", line):
            problem = "title=waiver-expired::" in line or ":waiver-expired: " in line
            problems += problem
            levels[found[1]] += not problem and UNKNOWN_POLICY not in line and NOTICE not in line
    return levels["error"] + levels["warning"], levels["notice"], problems


def of_gitlab(text: str) -> Counts:
    issues = [issue for issue in json.loads(text) if issue["check_name"] not in (UNKNOWN_POLICY, NOTICE)]
    waived = sum(issue["severity"] == "info" for issue in issues)
    problems = sum(issue["check_name"] == "waiver-expired" for issue in issues)
    return len(issues) - waived - problems, waived, problems


def of_markdown(text: str) -> Counts:
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    waived = text.partition("#### Waived")[2].partition("####")[0]
    said = re.search(r"(\d+) failed .* (\d+) waived", text)
    assert said is not None
    counted = max(len(rows) - 1, 0), waived.count("\n- rds-"), text.count("the waiver of ")
    assert counted[:2] == (int(said[1]), int(said[2]))
    return counted


def of_csv(text: str) -> Counts:
    rows = list(csv.DictReader(io.StringIO(text)))
    failed = [row for row in rows if row["status"] == "FAIL" and row["known"] != "true"]
    waived = sum(bool(row["waiver"]) for row in failed)
    return len(failed) - waived, waived, sum(row["status"] == "ERROR" for row in rows)


def of_text(text: str) -> Counts:
    said = re.search(r"(\d+) failed .* (\d+)\s+waived", text, re.DOTALL)
    failed = re.findall(r"^  (?:critical|high|medium|low) · ", text, re.MULTILINE)
    problems = text.partition("Waivers that cannot be applied")[2].count("has expired")
    assert said is not None
    assert len(failed) == int(said[1])
    return int(said[1]), int(said[2]), problems


COUNTING: dict[str, Callable[[str], Counts]] = {
    "text": of_text,
    "json": of_json,
    "sarif": of_sarif,
    "junit": of_junit,
    "github": of_github,
    "gitlab": of_gitlab,
    "markdown": of_markdown,
    "csv": of_csv,
}


@pytest.mark.parametrize("name", COUNTING)
@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_every_format_counts_alike(name: str, make: Callable[[], Verdict]) -> None:
    found = make()
    assert COUNTING[name](renderer(name).render([found], "en")) == expected(found)


def test_a_report_of_a_folder_is_that_of_each_stack() -> None:
    both = [verdicts.verdict(), verdicts.clean()]
    assert len(json.loads(renderer("json").render(both, "en"))["stacks"]) == 2
    assert len(json.loads(renderer("sarif").render(both, "en"))["runs"]) == 2
    assert len(Xml.fromstring(renderer("junit").render(both, "en").encode())) == 2
    for name in ("text", "markdown"):
        assert renderer(name).render(both, "en").count("stack prod, production") == 2


def test_a_table_of_the_comment_stands_apart_from_what_is_before_it() -> None:
    lines = renderer("markdown").render([verdicts.verdict()], "en").splitlines()
    head = next(index for index, line in enumerate(lines) if line.startswith("| Severity"))
    assert lines[head - 1] == ""
    # notices are no more entries of the list of waived failures
    assert [line for line in lines if line.startswith("> ")] == ["> A notice.  "]


def test_a_comment_is_never_longer_than_github_takes() -> None:
    found = [verdicts.many(80), verdicts.verdict(), verdicts.many(40)]
    text = renderer("markdown").render(found, "fr")
    assert 60_000 < len(text) <= 65_536
    assert text.count("ne tiennent pas ici") == 2, "the short section keeps all its lines"
    assert text.count("### stacks/prod.yaml") == 3


def test_annotations_show_the_worst_within_githubs_limit_and_log_the_rest() -> None:
    found = verdicts.many(30)
    lines = renderer("github").render([found], "en").splitlines()
    shown = [line for line in lines if re.match(r"::(error|warning|notice) ", line)]
    assert Counter(line.split(" ")[0] for line in shown) == {"::error": 10, "::warning": 10, "::notice": 3}
    assert "title=waiver-expired" in shown[0]
    assert all("title=rds-storage-encrypted" in line for line in shown[1:10])
    assert lines[23].startswith("::group::")
    assert lines[-1] == "::endgroup::"


def test_no_two_findings_share_a_fingerprint() -> None:
    found = verdicts.many(20)
    issues = json.loads(renderer("gitlab").render([found], "en"))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    (run,) = json.loads(renderer("sarif").render([found], "en"))["runs"]
    marks = [result["partialFingerprints"]["hds/v1"] for result in run["results"]]
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize("name", ["github", "gitlab"])
def test_what_waits_for_apply_is_counted_once_a_stack_of_production(name: str) -> None:
    found = verdicts.verdict()
    number = len(found.with_status(Status.UNKNOWN))
    assert number > 0
    text = renderer(name).render([found, replace(found, profile="staging")], "en")
    assert text.count(f"{number} verdicts are known only during apply") == 1
