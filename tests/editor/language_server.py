"""A client of a language server: the few messages that completion, hover and diagnostics need (LSP 3.17)."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_SECONDS = 30
_CAPABILITIES = {
    "textDocument": {
        "completion": {"completionItem": {"documentationFormat": ["markdown"], "snippetSupport": True}},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    }
}
# No catalogue of schemas is fetched: the document's first line names its schema.
_SETTINGS = {
    "completion": True,
    "hover": True,
    "validate": True,
    "schemaStore": {"enable": False},
    "schemas": {},
}


class LanguageServer:
    """A server as a child process that speaks over its standard streams."""

    def __init__(self, command: Sequence[str], root: Path) -> None:
        self._root = root
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._messages: queue.Queue[dict[str, Any]] = queue.Queue()
        self._requests = self._documents = 0
        threading.Thread(target=self._read, daemon=True).start()
        self._ask("initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": _CAPABILITIES})
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": {"yaml": _SETTINGS}})

    def completions(self, text: str) -> dict[str, str]:
        """What is offered at the end of the text: labels, with what is said of each."""
        lines = text.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        answer = self._ask("textDocument/completion", {**self._open(text), "position": position})
        return {item["label"]: _said(item.get("documentation", "")) for item in answer["items"]}

    def hover(self, text: str, line: int, character: int) -> str:
        """What is shown at a place (from 0)."""
        position = {"line": line, "character": character}
        answer = self._ask("textDocument/hover", {**self._open(text), "position": position})
        return _said(answer["contents"]) if answer else ""

    def diagnostics(self, text: str) -> list[dict[str, Any]]:
        """What the server finds wrong with a text."""
        uri = self._open(text)["textDocument"]["uri"]
        while True:
            message = self._messages.get(timeout=_SECONDS)
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return message["params"]["diagnostics"]
            self._answer(message)

    def close(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.wait()

    def _open(self, text: str) -> dict[str, Any]:
        """A new document each time, so that nothing of an earlier one is left."""
        self._documents += 1
        uri = (self._root / f"{self._documents}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        return {"textDocument": {"uri": uri}}

    def _ask(self, method: str, parameters: dict[str, Any]) -> Any:
        self._requests += 1
        number = self._requests
        self._send({"id": number, "method": method, "params": parameters})
        while True:
            message = self._messages.get(timeout=_SECONDS)
            if message.get("id") == number and "method" not in message:
                return message.get("result")
            self._answer(message)

    def _answer(self, message: dict[str, Any]) -> None:
        """The server's own questions (its settings, the registration of what it can do) need nothing."""
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})

    def _tell(self, method: str, parameters: dict[str, Any]) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while header := stream.readline():
            length = int(header.split(b":")[1])
            while stream.readline().strip():
                pass
            self._messages.put(json.loads(stream.read(length)))


def _said(content: Any) -> str:
    return content if isinstance(content, str) else content["value"]
