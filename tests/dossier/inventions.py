"""Numbers and names of the file that nothing gave: neither document, graph and verdict, nor a text of ours.

A text of ours is known as a whole: as a data file, the message catalogue or a table of facts has it. What is
put into it has to be given. A number that stands in one of our texts is therefore no excuse for the same
number elsewhere.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from babel.messages.pofile import read_po

from hds_blueprint.data_files import read_data
from hds_blueprint.dossier import provenance, runbook
from hds_blueprint.dossier.language import Language, translations
from hds_blueprint.dossier.model import Block, Dossier, Facts, Heading, Paragraph, Run, Steps, Table
from hds_blueprint.dossier.texts import day
from hds_blueprint.dossier.typography import percentage, typeset
from hds_blueprint.graph import serialize
from hds_blueprint.graph.data_sources import account
from hds_blueprint.policies.catalogue import FRAMEWORKS, framework, requirement
from tests.dossier.conftest import Stack

ROOT = Path(str(files("hds_blueprint")))
# Data files whose texts are ours.
TEXTS = (
    "dossier/wording",
    "dossier/components.yaml",
    "dossier/descriptions.yaml",
    "dossier/prepared.yaml",
    "dossier/resource_types.yaml",
    "dossier/runbook.yaml",
    "policies/catalogue",
    "policies/rules",
    "hosting/texts",
    "hosting/facts",
    "checkov/checks.json",
)
NUMBER = re.compile(r"(?<![\w.,])\d+(?:[\u00a0\u202f,]\d{3}(?!\d))*(?:[.,]\d+)?(?!\w)")
NAMES = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an address of a person
    r"|arn:[\w:*/.()-]+"
    r"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:org|com|net|fr|eu|io)\b"  # a host
    r"|\b\d{12}\b"  # an account
)
_FILLED = re.compile(r"%\(\w+\)[sd]|\{[a-z]+\}")
# What stands at such places: guides of blanks, and commands.
_INSIDE = re.compile(r"\{[a-z_0-9.]+\|([^{}]+)\}|\[\[(.+?)\]\]|`([^`]+)`")
REGIONS = re.compile(r"\b[a-z]{2}-(?:north|south|east|west|central)[a-z]*-\d\b")
_PLACE = re.compile(r"%\(\w+\)[sd]|\{[a-z_0-9.]+(?:\|[^{}]+)?\}|\[\[.+?\]\]|`[^`]+`")


def runs(dossier: Dossier) -> Iterator[tuple[str, Run]]:
    """Every piece of text of the file with its page and section."""
    for page in dossier.pages:
        for section in page.sections:
            for block in section.blocks:
                yield from ((f"{page.name}#{section.id}", run) for run in _of_block(block))


def _of_block(block: Block) -> Iterator[Run]:
    match block:
        case Paragraph():
            yield from block.line
        case Heading():
            yield Run(block.text)
        case Facts():
            for label, value in block.facts:
                yield Run(label)
                yield from value
        case Steps():
            for item in block.items:
                yield from item
        case Table():
            yield from (Run(column) for column in block.columns)
            for row in block.rows:
                for cell in row.cells:
                    for line in (*cell.lines, *cell.details):
                        yield from line
        case _:
            pass


def normal(number: str, language: Language = "en") -> str:
    """A number without separators of thousands, with a point, and without zeros that say nothing."""
    text = re.sub(r"[\u00a0\u202f]", "", number)
    if language == "en" and re.fullmatch(r"\d{1,3}(,\d{3})+", text):
        text = text.replace(",", "")
    whole, _, fraction = text.replace(",", ".").partition(".")
    fraction = fraction.rstrip("0")
    return f"{int(whole)}.{fraction}" if fraction else str(int(whole))


def leaves(node: Any) -> Iterator[Any]:
    """Every text and number of nested data, the keys too."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from leaves(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from leaves(item)
    elif node is not None and not isinstance(node, bool):
        yield node


@dataclass(frozen=True)
class Texts:
    """Our texts in a language: whole ones and their pieces, and those with places to be filled in."""

    pieces: frozenset[str]
    templates: tuple[re.Pattern[str], ...]

    def filled_in(self, text: str) -> Iterable[str] | None:
        """What a text of ours holds that is not ours; None where it is no text of ours."""
        text = text.strip()
        if text in self.pieces:
            return ()
        if all(part in self.pieces for part in text.split(", ")):
            return ()
        matches = (template.fullmatch(text) for template in self.templates)
        return next((match.groups() for match in matches if match), None)


@cache
def our_texts(language: Language) -> Texts:
    """The texts of ours in a language."""
    found = {typeset(text, language) for text in _of_data_files()}
    with (ROOT / "dossier" / "locale" / "fr.po").open("rb") as file:
        for message in read_po(file, locale="fr"):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            found |= {str(each) for each in (said if language == "fr" else ids) if each}
    pieces = {piece.strip() for text in found for piece in _PLACE.split(text)} | {t.strip() for t in found}
    pieces |= {part for text in found for each in _INSIDE.findall(text) for part in each if part}
    pieces |= {day(text, language) for text in found} | {day(text, language, style="short") for text in found}
    services = read_data("hds_blueprint.hosting.facts", "service_levels.yaml")["services"]
    zones = ("one_zone", "several_zones")
    levels = {each[name] for each in services.values() for name in zones if name in each}
    pieces |= {"SHA-256", *_numbered(language)}
    pieces |= {percentage(float(level), language) for level in levels}
    # a template that is all place would let anything through
    templates = [
        text for text in found if re.search(r"\w{2,}", _PLACE.sub("", text)) and _FILLED.search(text)
    ]
    return Texts(
        frozenset(pieces), tuple(_pattern(text) for text in sorted(templates, key=len, reverse=True))
    )


def _numbered(language: Language) -> Iterator[str]:
    """Requirements by their numbers, and by numbers and titles."""
    for name in FRAMEWORKS:
        for row in framework(name).requirements:
            yield from (row.id, f"ISO\u00a027001 {row.id}")
            yield from (f"{row.id}{mark} {typeset(row.title.say(language), language)}" for mark in ("", "°"))


def _pattern(text: str) -> re.Pattern[str]:
    # a brace that stands for itself is written twice
    parts = [part.replace("{{", "{").replace("}}", "}") for part in _FILLED.split(text)]
    return re.compile(r"\s*" + "(.+?)".join(re.escape(part) for part in parts) + r"\s*")


@cache
def _of_data_files() -> frozenset[str]:
    found: set[str] = set()
    for place in TEXTS:
        root = ROOT / place
        for path in [root] if root.is_file() else sorted(root.rglob("*")):
            if path.suffix in (".yaml", ".json"):
                text = path.read_text("utf-8")
                data = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
                found |= {str(leaf) for leaf in leaves(data)}
    return frozenset(found)


@dataclass(frozen=True)
class Given:
    """What document, graph and verdict hold: their texts and numbers."""

    texts: frozenset[str]
    numbers: frozenset[str]
    regions: frozenset[str]
    whole: str

    @classmethod
    def of(cls, stack: Stack, dossier: Dossier) -> Given:
        verdict = stack.verdicts[dossier.language]
        data = [
            stack.document.file,
            stack.document.content.model_dump(mode="json"),
            sorted(stack.document.positions),
            [position.line for position in stack.document.positions.values()],
            json.loads(serialize.dump(stack.graph)),
            [json.loads(json.dumps(asdict(each), default=str)) for each in verdict.findings],
            list(verdict.tools.values()),
            [dossier.digest, dossier.version, dossier.as_of.isoformat()],
            [astuple(provenance.digests(stack.document, stack.graph, verdict))],
            [provenance.shipped(*each) for each in (provenance.RULES, provenance.FACTS, provenance.TEXTS)],
            [version(name) for name in ("pulumi", "pulumi-aws")],
        ]
        found = list(leaves(data))
        texts = {str(leaf) for leaf in found}
        numbers = {normal(str(leaf)) for leaf in found if not isinstance(leaf, str) and leaf >= 0}
        numbers |= {n for text in texts for n in _numbers_of(text)} | _counted(stack, dossier)
        regions = {each.region for each in stack.graph.resources if each.region}
        return cls(frozenset(texts), frozenset(numbers), frozenset(regions), "\0".join(sorted(texts)))

    def has_name(self, text: str) -> bool:
        """Whether a name is given: alone, or as a whole part of a longer text (an ARN, a policy)."""
        return (
            text in self.texts
            or re.search(rf"(?<![\w.-]){re.escape(text)}(?![\w.-])", self.whole) is not None
        )


def _numbers_of(text: str) -> Iterator[str]:
    # an identifier of one piece (a digest, a URN) holds no number for people; its parts by - . / : do
    for piece in re.split(r"[^0-9A-Za-z]+", text):
        if match := re.fullmatch(r"(\d{1,9})(?:[dhms]|xlarge)?", piece):
            yield str(int(match[1]))
    yield from (normal(each) for each in NUMBER.findall(text))


def _counted(stack: Stack, dossier: Dossier) -> set[str]:
    """What the file counts itself: rows, resources by type, and verdicts, all of them counted anew."""
    counted: set[int] = {len(block.rows) for _, block in dossier.tables()}
    inventory = sum(len(block.rows) for page, block in dossier.tables() if page.name == "inventory")
    counted |= {inventory - 1, *Counter(each.type for each in stack.graph.resources).values()}
    by_rule: dict[str, Counter[str]] = {}
    by_resource: dict[str, Counter[str]] = {}
    for each in stack.verdicts[dossier.language].findings:
        status = "WAIVED" if each.waiver else each.status.value
        by_resource.setdefault(each.urn, Counter())[status] += 1
        if each.tool == "hds":
            by_rule.setdefault(each.rule, Counter())[status] += 1
    counted.add(len(by_rule))
    together = [row.rules for name in FRAMEWORKS for row in framework(name).requirements]
    scenarios = read_data("hds_blueprint.dossier", "wording/risks.yaml")["scenarios"]
    for references in scenarios.values():
        together.append(tuple({rule for each in references for rule in requirement(each).rules}))
    for rules in together:
        counted |= set(sum((by_rule.get(rule, Counter()) for rule in rules), Counter[str]()).values())
        counted.add(sum(rule in by_rule for rule in rules))
    for found in (*by_rule.values(), *by_resource.values()):
        counted |= set(found.values())
    return {str(number) for number in counted} | _kept(stack)


def _kept(stack: Stack) -> set[str]:
    """Days until a record of a bucket is gone: until it expires, and then as an earlier version."""
    settings = stack.graph.of_type("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
    rules = [rule for each in settings for rule in json.loads(json.dumps(each.inputs["rules"]))]
    return {
        str(rule["expiration"]["days"] + rule["noncurrentVersionExpiration"]["noncurrentDays"])
        for rule in rules
        if "days" in rule.get("expiration", {}) and "noncurrentVersionExpiration" in rule
    }


def _guide(run: Run, dossier: Dossier) -> str:
    """What a blank asks for, without what every blank begins with."""
    start = translations(dossier.language).gettext("To be filled in:")
    return run.text.removeprefix(f"[{start} ").removesuffix("]")


def inventions(stack: Stack, dossier: Dossier) -> list[tuple[str, str, str]]:
    """Place, what was not given, and the text around it."""
    given, ours = Given.of(stack, dossier), our_texts(dossier.language)
    found: list[tuple[str, str, str]] = []
    for place, run in runs(dossier):
        if run.text.startswith("http") or run.target.startswith("https:"):
            continue
        if run.look == "code":
            shown = re.sub(r"\(account\)|\(compte\)|\bACCOUNT\b|\bCOMPTE\b", account(), run.text)
            filled = ours.filled_in(shown)
            names = (shown,) if filled is None else filled
            found += [
                (place, run.text, run.text)
                for name in names
                if name and name not in runbook.UNKNOWN.values() and not given.has_name(name)
            ]
            continue
        text = _guide(run, dossier) if run.look == "blank" else run.text
        filled = ours.filled_in(text)
        for part in (text,) if filled is None else filled:
            if part in given.texts or ours.filled_in(part) == ():
                continue
            found += [
                (place, region, run.text) for region in REGIONS.findall(part) if region not in given.regions
            ]
            found += [(place, name, run.text) for name in NAMES.findall(part) if name not in given.whole]
            found += [
                (place, number, run.text)
                for number in NUMBER.findall(REGIONS.sub("", NAMES.sub("", part)))
                if normal(number, dossier.language) not in given.numbers
            ]
    return found
