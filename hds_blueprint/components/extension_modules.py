"""Finding and loading the code of extensions: from the project's own folder, by checked names, no other way.

A document is untrusted: the name in it chooses among the files of one folder and can name nothing
else. `hds validate` reads documents without coming here; whatever builds the resource graph (`hds plan`,
`check`, `docs`, `up`) runs the code of the extensions that the document names.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from hds_blueprint.hosting.vocabulary import EXTENSION_NAME
from hds_blueprint.problem import InputError

FOLDER = "extensions"
ENTRY = "build"
# the modules live under this name, so that an extension called `json` hides nobody's module
_PACKAGE = "hds_extensions"

Build = Callable[[Any], object]


def folder(start: Path | None = None) -> Path:
    """The folder of extensions of the project in whose folder, or below it, we are.

    The document's own place does not count: one that was brought in from elsewhere runs code of this
    project at most.

    Raises:
        InputError: there is no project here.
    """
    here = (start or Path.cwd()).absolute()
    for candidate in (here, *here.parents):
        if (candidate / "Pulumi.yaml").is_file():
            return candidate / FOLDER
    raise InputError.of(
        "extensions are taken from the project in whose folder the command runs, and there is none here",
        path=FOLDER,
        suggestion="Run the command in the folder of the project (with its Pulumi.yaml).",
        code="extension-without-project",
    )


def file_of(name: str, path: str, extensions: Path) -> Path:
    """The file of an extension: `NAME.py`, or `__init__.py` of the package `NAME`.

    Raises:
        InputError: the name is none, there is no such file, or it is a link to the outside.
    """
    if re.fullmatch(EXTENSION_NAME, name) is None:
        raise InputError.of(
            "this cannot be the name of an extension", path=path, value=name[:60], code="extension-name"
        )
    candidates = (extensions / f"{name}.py", extensions / name / "__init__.py")
    found = [candidate for candidate in candidates if candidate.is_file()]
    if len(found) == 2:
        raise InputError.of(
            "two files answer to this name",
            path=path,
            value=" and ".join(_shown(candidate) for candidate in found),
            suggestion="Keep one of them.",
            code="extension-twice",
        )
    if not found:
        known = sorted(each.stem for each in extensions.glob("*.py") if not each.stem.startswith("_"))
        raise InputError.of(
            "the project has no such extension",
            path=path,
            value=name,
            bound=", ".join(known) or "the folder extensions has none",
            suggestion=f"Write {FOLDER}/{name}.py with a function {ENTRY}(extension).",
            code="extension-missing",
        )
    if not found[0].resolve().is_relative_to(extensions.resolve()):
        raise InputError.of(
            f"this extension is a link that leaves the folder {FOLDER}",
            path=path,
            value=_shown(found[0]),
            suggestion="Put the file itself there.",
            code="extension-outside",
        )
    return found[0]


def load(name: str, file: Path) -> Build:
    """Runs the module of an extension and returns its function `build`.

    The module is loaded anew each time: a graph is that of the code as it stands.

    Raises:
        InputError: the module has no such function.
        BaseException: whatever the module itself raises.
    """
    whole = f"{_PACKAGE}.{name}"
    for loaded in [each for each in sys.modules if each == whole or each.startswith(f"{whole}.")]:
        del sys.modules[loaded]
    sys.modules.setdefault(_PACKAGE, ModuleType(_PACKAGE))
    package = [str(file.parent)] if file.name == "__init__.py" else None
    spec = cast("ModuleSpec", spec_from_file_location(whole, file, submodule_search_locations=package))
    module = module_from_spec(spec)
    sys.modules[whole] = module
    cast("Any", spec.loader).exec_module(module)
    build = getattr(module, ENTRY, None)
    if not callable(build):
        raise InputError.of(
            f"this extension has no function {ENTRY}",
            file=_shown(file),
            line=1,
            suggestion=f"Write `def {ENTRY}(extension: Extension) -> None:`.",
            code="extension-without-build",
        )
    return build


def _shown(file: Path) -> str:
    return f"{FOLDER}/{file.relative_to(file.parents[1] if file.name == '__init__.py' else file.parent)}"
