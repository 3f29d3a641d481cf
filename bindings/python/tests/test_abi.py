"""The constants are those of the header, and the library's versions those of the package.

scripts/api.py compares the table of functions, the structures and the statuses.
"""

import ast
import re

import cybsign
import pytest
from cybsign import _abi, simple_order

from conftest import PACKAGE, ROOT

HEADER = (ROOT / "include" / "cybsign.h").read_text(encoding="utf-8")


def constants(pattern):
    return {name: int(value) for name, value in re.findall(r"#define CYBSIGN_(%s) (\d+)" % pattern, HEADER)}


def test_constants():
    assert {"EXPIRY_" + state.name: int(state) for state in cybsign.ExpiryState} == constants(r"EXPIRY_\w+")
    assert {algorithm.name: int(algorithm) for algorithm in cybsign.RsaAlgorithm} == constants(r"RSA[ES]\w+")
    assert {"CONTENT_" + name.upper(): number for name, number in simple_order.CONTENT_KINDS.items()} == constants(r"CONTENT_\w+")


def test_versions_agree():
    declared = re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), flags=re.M).group(1)
    assert cybsign.__version__ == cybsign.version() == cybsign.build_info()["version"] == declared
    assert cybsign.build_info()["abi_version"] >= _abi.ABI_VERSION


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: file.name)
def test_the_language_is_python_3_8(file):
    ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_everything_public_is_listed():
    modules = {file.stem for file in (PACKAGE / "src" / "cybsign").glob("*.py")} - {"__init__", "status"}
    public = {name for name in vars(cybsign) if not name.startswith("_")} - modules
    assert public | {"__version__", "inspect"} == set(cybsign.__all__)
