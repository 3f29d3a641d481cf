"""Which library is loaded."""

import json
from typing import List, Literal, TypedDict

from ._library import library


class BuildInfo(TypedDict):
    """How the library was built."""

    version: str
    abi_version: int
    target: str
    #: The version text of the OpenSSL in it.
    openssl: str
    openssl_linked: Literal["static", "system"]
    features: List[str]


def version() -> str:
    """The version of the library that is loaded, such as ``"0.1.0"``."""
    return str(library.cybsign_version().decode("ascii"))


def build_info() -> BuildInfo:
    """How the library was built."""
    info: BuildInfo = json.loads(library.cybsign_build_info_json())
    return info
