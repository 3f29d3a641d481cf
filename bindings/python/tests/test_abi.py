"""The library that is loaded fits the package. That the tables are those of the header is checked by scripts/api.py."""

import ast
import re

import cybsign
import pytest
from cybsign import _abi, status

from conftest import PACKAGE, ROOT

NUMBERS = {name: value for name, value in vars(status).items() if name.isupper()}


@pytest.mark.parametrize("name, number", NUMBERS.items())
def test_the_library_knows_each_status(name, number):
    assert cybsign.Error(number, "").name == "CYBSIGN_" + name
    assert cybsign.Error(number, "").category in (
        "ok usage encoding credential certificate crypto verification io internal".split()
    )


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
