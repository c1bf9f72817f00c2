"""JSON as the reports write it."""

from __future__ import annotations

import json
import re

# half of a pair, which UTF-8 cannot hold; JSON has codes for it
_HALF = re.compile("[\ud800-\udfff]")


def written(content: object) -> str:
    """The content as JSON in UTF-8, indented, with an end of line."""
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return _HALF.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
