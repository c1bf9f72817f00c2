"""Tracebacks of the engine's program become one line with the user's file, line and reason."""

from __future__ import annotations

import pytest

from hds_blueprint.deployment.tracebacks import shortened

HEAD = "Program failed with an unhandled exception:\nTraceback (most recent call last):\n"
ENGINE = '  File "/bin/pulumi-language-python-exec", line 232, in <module>\n    loop.run(coro)\n'
SDK = (
    '  File "/p/.venv/lib/python3.11/site-packages/pulumi/output.py", line 318, in run\n    func(value)\n'
    "           ^^^^^^^^^^^\n"
)
USERS = '  File "/p/extensions/relay/parts.py", line 7, in <lambda>\n    queue.url.apply(lambda url: 1 / 0)\n'
PROGRAM = '  File "/p/__main__.py", line 5, in <module>\n    deploy()\n'
OURS = '  File "/p/hds_blueprint/components/program.py", line 23, in build\n    built()\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no trace at all", "no trace at all"),
        (
            HEAD + ENGINE + SDK + USERS + "ZeroDivisionError: division by zero\n",
            "extensions/relay/parts.py:7: ZeroDivisionError: division by zero",
        ),
        (HEAD + ENGINE + USERS + SDK + "KeyError: 'a'", "extensions/relay/parts.py:7: KeyError: 'a'"),
        (HEAD + ENGINE + PROGRAM + OURS + "ValueError: a\nb", "__main__.py:5: ValueError: a b"),
        (HEAD + ENGINE + SDK + "IndexError: list index out of range", "IndexError: list index out of range"),
        (HEAD + ENGINE, "no reason given"),
        (HEAD + "A: 1\n\nDuring handling:\n" + HEAD + USERS + "B: 2", "extensions/relay/parts.py:7: B: 2"),
    ],
)
def test_one_line(text: str, told: str) -> None:
    assert shortened(text) == told
