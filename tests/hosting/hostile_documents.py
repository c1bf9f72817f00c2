"""Documents that nobody should write, of every kind, from a seed: the same seed gives the same documents."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .documents_and_paths import FOLDER, valid

BASES = ("production", "development", "compliance", "classes", "generic")
_TEXTS = {name: (FOLDER / "documents" / f"{name}.yaml").read_text(encoding="utf-8") for name in BASES}
_DOCUMENTS = {name: valid(name) for name in BASES}
_STRANGE = (
    "\u202e", "\u0000", "\ufeff", "\U0001f9ec", "e\u0301", "\u2028", "\x85", "ı", "ß", "\x1b[2J",
    "$" * 40, "${" * 30, "}" * 9, "'" * 5, '"' * 5, "%" * 30, "{0}", "{reason}", "../" * 20,
    "=cmd|' /C calc'!A0",
)  # fmt: skip
_TYPES: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, -(10**18), 0.1, float("inf"), float("nan"), "", "x" * 70_000, [], {}, [[]],
    [{}], {"a": 1}, {"": ""}, [None], "2026-02-30", "4h", "10.0.0.0/8", "eu-west-3",
    "databases.records.password",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hostile:
    """One input: its kind, and its content or what stands in the file's place."""

    kind: str
    content: bytes | str
    refused: bool = True  # False where a mutation may leave a document that holds


def hostile_documents(count: int, seed: int) -> Iterator[Hostile]:
    """So many documents, of every kind in turn."""
    dice = random.Random(seed)
    kinds = list(KINDS.items())
    for index in range(count):
        kind, make = kinds[index % len(kinds)]
        yield Hostile(kind, make(dice), kind not in MAY_HOLD)


def place(hostile: Hostile, folder: Path, number: int) -> Path:
    """The input as a file, a folder, a link or nothing at all."""
    path = folder / f"{number}.yaml"
    match hostile.content:
        case "missing":
            return path
        case "folder":
            path.mkdir()
        case "dangling link":
            path.symlink_to(folder / "nowhere.yaml")
        case "link to itself":
            path.symlink_to(path)
        case bytes() as content:
            path.write_bytes(content)
        case other:
            raise AssertionError(other)
    return path


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    items = (
        list(node.items())
        if isinstance(node, dict)
        else list(enumerate(node))
        if isinstance(node, list)
        else []
    )
    for key, value in items:
        yield node, key
        yield from _places(value)


def _copy(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _copy(value) for key, value in node.items()}
    return [_copy(item) for item in node] if isinstance(node, list) else node


def _dumped(document: Any) -> bytes:
    text = yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    return text.encode("utf-8", errors="surrogatepass")


def _mutated(dice: random.Random, values: Callable[[], Any], times: int) -> bytes:
    document = _copy(_DOCUMENTS[dice.choice(BASES)])
    for _ in range(times):
        container, key = dice.choice(list(_places(document)))
        container[key] = values()
    return _dumped(document)


def _wrong_types(dice: random.Random) -> bytes:
    return _mutated(dice, lambda: dice.choice(_TYPES), dice.randint(1, 5))


def _removed(dice: random.Random) -> bytes:
    document = _copy(_DOCUMENTS[dice.choice(BASES)])
    for _ in range(dice.randint(1, 4)):
        container, key = dice.choice(list(_places(document)))
        del container[key]
    return _dumped(document)


def _unknown_keys(dice: random.Random) -> bytes:
    document = _copy(_DOCUMENTS[dice.choice(BASES)])
    mappings = [document["service"], document["data"], document["alerts"], document]
    for _ in range(dice.randint(1, 3)):
        key = "".join(dice.choice("abcxyz_.-é\u202e[]0") for _ in range(dice.randint(1, 200)))
        dice.choice(mappings)[f"x{key}"] = dice.choice(_TYPES)
    return _dumped(document)


def _swapped(dice: random.Random) -> bytes:
    document = _copy(_DOCUMENTS[dice.choice(BASES)])
    places = list(_places(document))
    (one, first), (other, second) = dice.choice(places), dice.choice(places)
    one[first], other[second] = _copy(other[second]), _copy(one[first])
    return _dumped(document)


def _huge_values(dice: random.Random) -> bytes:
    size = 10 ** dice.randint(3, 5)
    value: Any = dice.choice(
        ["9" * size, "a" * size, "a." * (size // 2), "a@" * (size // 2), "/" * size, "-" * size, ["x"] * 5000]
    )
    return _mutated(dice, lambda: value, 1)


def _unicode(dice: random.Random) -> bytes:
    return _mutated(dice, lambda: "".join(dice.choices(_STRANGE, k=dice.randint(1, 12))), dice.randint(1, 4))


def _cut(dice: random.Random) -> bytes:
    text = _TEXTS[dice.choice(BASES)]
    start = dice.randrange(len(text))
    signs = [*_STRANGE, "\udcff", ":", " ", "\n", "- ", "\t", "&a ", "*a ", "!!x ", "{", "[", "|"]
    inserted = "".join(dice.choices(signs, k=4))
    return (text[:start] + inserted + text[start + dice.randint(0, 40) :]).encode(
        "utf-8", errors="surrogatepass"
    )


def _flipped(dice: random.Random) -> bytes:
    content = bytearray(_TEXTS[dice.choice(BASES)].encode())
    for _ in range(dice.randint(1, 8)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return bytes(content)


def _noise(dice: random.Random) -> bytes:
    return dice.randbytes(dice.randint(1, 400))


def _bomb(dice: random.Random) -> bytes:
    wide, high = dice.randint(5, 12), dice.randint(6, 20)
    lines = ["a0: &a0 [" + ",".join(["x"] * wide) + "]"]
    lines += [f"a{n}: &a{n} [" + ",".join([f"*a{n - 1}"] * wide) + "]" for n in range(1, high)]
    return "\n".join(lines).encode()


def _anchors(dice: random.Random) -> bytes:
    text = _TEXTS[dice.choice(BASES)]
    more = dice.choice(
        ["\nx: &a [*a]\n", "\nx: *nowhere\n", "\nx: &a {b: 1}\ny: {<<: *a}\n", "\n? [a]\n: b\n",
         "\nx: &a " + "y" * 50_000 + "\nz: [" + ",".join(["*a"] * 3000) + "]\n"]
    )  # fmt: skip
    return (text + more).encode()


def _duplicate_keys(dice: random.Random) -> bytes:
    lines = [line for line in _TEXTS[dice.choice(BASES)].splitlines() if line and line[0].isalpha()]
    key = dice.choice(lines).split(":")[0]
    return (_TEXTS["production"] + f"\n{key}: {{}}\n{key}: 5\n").encode()


def _traps(dice: random.Random) -> bytes:
    value = dice.choice(
        ["yes", "Off", "TRUE", "22:30", "0755", "0x1F", "1_000", "1e3", ".inf", "+1", "0o17", "~"]
    )
    return (_TEXTS["production"] + f"\nextends: {value}\n").encode()


def _tags(dice: random.Random) -> bytes:
    tag = dice.choice(
        ["!!python/object/apply:os.system [id]", "!!binary aGk=", "!x y", "!!set {a, b}", "!!float 1"]
    )
    return (_TEXTS["production"] + f"\nextensions: {tag}\n").encode()


def _deep(dice: random.Random) -> bytes:
    depth = 10 ** dice.randint(2, 5)
    return dice.choice([b"[" * depth, b"{a: " * depth, b"- " * depth, b"? " * depth])


def _many(dice: random.Random) -> bytes:
    count = 10 ** dice.randint(3, 5)
    return dice.choice(
        [b"[" + b"a," * count + b"]", b"\n".join(b"k%d: 1" % n for n in range(count)), b"- a\n" * count]
    )


def _encodings(dice: random.Random) -> bytes:
    text = _TEXTS[dice.choice(BASES)] + "# é\n"
    return dice.choice(
        [text.encode("utf-16"), text.encode("utf-32"), text.encode("latin-1"), text.encode() + b"\xff\xfe",
         text.encode()[:-3] + b"\xc3", b"\xef\xbb\xbf\xef\xbb\xbf" + text.encode(),
         text.encode("utf-7") + b"\x80"]
    )  # fmt: skip


def _large(dice: random.Random) -> bytes:
    line = dice.choice([b"#" * 99 + b"\n", b"a: b\n", b"[" * 100, b"'" + b"x" * 99])
    return line * (10 * 1024 * 1024 // len(line))


def _several(dice: random.Random) -> bytes:
    text = _TEXTS[dice.choice(BASES)]
    return dice.choice(
        [f"{text}\n---\n{text}", "- a\n- b\n", "just text\n", "5\n", "", "\n\n", "# nothing\n"]
    ).encode()


def _no_file(dice: random.Random) -> str:
    return dice.choice(["missing", "folder", "dangling link", "link to itself"])


KINDS: dict[str, Callable[[random.Random], bytes | str]] = {
    "wrong types": _wrong_types,
    "removed": _removed,
    "unknown keys": _unknown_keys,
    "swapped": _swapped,
    "huge values": _huge_values,
    "unicode": _unicode,
    "cut": _cut,
    "flipped bytes": _flipped,
    "noise": _noise,
    "bomb of aliases": _bomb,
    "anchors": _anchors,
    "duplicate keys": _duplicate_keys,
    "values that readers disagree on": _traps,
    "tags": _tags,
    "depth": _deep,
    "count": _many,
    "encodings": _encodings,
    "not a document": _several,
    "no file": _no_file,
}
# A mutation can leave a document that holds: the removal of an optional field, a byte inside of a title.
MAY_HOLD = (
    "huge values",
    "wrong types",
    "removed",
    "swapped",
    "unicode",
    "cut",
    "flipped bytes",
    "values that readers disagree on",
)
LARGE = _large
