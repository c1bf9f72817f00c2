"""The marks by which Pulumi's property maps tell special values from ordinary ones.

Source: sdk/go/common/resource/properties.go, asset.go and archive.go of Pulumi; the values are
part of its wire and state formats and have never changed.
"""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
# the engine writes these for an unknown number, boolean, list or map
UNKNOWNS: Final = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
KEY: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a type mark, not a secret
RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"

# Assets and archives are named in a graph as Pulumi YAML names them.
ASSET_NAMES: Final = {"text": "fn::stringAsset", "path": "fn::fileAsset", "uri": "fn::remoteAsset"}
ARCHIVE_NAMES: Final = {"assets": "fn::assetArchive", "path": "fn::fileArchive", "uri": "fn::remoteArchive"}
