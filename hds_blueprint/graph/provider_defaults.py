"""The default providers that the engine makes where a program names no provider.

Source: `ProviderRequest.DefaultName` of the engine (pkg/resource/deploy/providers/provider.go).
"""

from __future__ import annotations

import re


def default_name(version: str, download_url: str) -> str:
    """The logical name of a default provider: `default_7_51_1` for version 7.51.1 of a package."""
    name = "default"
    if version:
        number, _, build = version.partition("+")
        number, _, pre = number.partition("-")
        parts = [*number.split("."), *(pre.split(".") if pre else ()), *(build.split(".") if build else ())]
        name += "".join(f"_{part}" for part in parts)
    if download_url:
        # the engine makes a qualified name of the address: no scheme, unfit characters as underscores
        address = download_url.partition("://")[2] or download_url
        name += "_" + re.sub(r"[^A-Za-z0-9_./-]", "_", address)
    return name
