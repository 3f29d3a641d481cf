"""The table of functions, the structures and the constants are those of the header."""

import ast
import ctypes
import re
from ctypes import POINTER, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_void_p

import cybsign
import pytest
from cybsign import _abi, simple_order, status

from conftest import PACKAGE, ROOT

HEADER = "".join((ROOT / "include" / name).read_text(encoding="utf-8") for name in ("cybsign.h", "cybsign_status.h"))
CODE = re.sub(r"/\*.*?\*/|//[^\n]*", "", HEADER, flags=re.S)

TYPES = {
    "void": None,
    "cybsign_status": c_int32,
    "int32_t": c_int32,
    "uint32_t": c_uint32,
    "int64_t": c_int64,
    "size_t": c_size_t,
    "const char *": c_char_p,
    "const uint8_t *": c_char_p,
    "void *": c_void_p,
    "int32_t *": POINTER(c_int32),
    "int64_t *": POINTER(c_int64),
    "cybsign_sign_callback": _abi.KeyCallback,
    "cybsign_decrypt_callback": _abi.KeyCallback,
    "cybsign_destroy_callback": _abi.DestroyCallback,
    "cybsign_bytes *": POINTER(_abi.Bytes),
    "cybsign_request *": POINTER(_abi.HttpRequest),
    "const cybsign_field *": c_void_p,
    "cybsign_error *": _abi.ErrorHandle,
    "const cybsign_error *": _abi.ErrorHandle,
    "cybsign_error **": POINTER(_abi.ErrorHandle),
    "cybsign_credential *": _abi.CredentialHandle,
    "const cybsign_credential *": _abi.CredentialHandle,
    "cybsign_credential **": POINTER(_abi.CredentialHandle),
    "cybsign_simple_order *": _abi.SimpleOrderHandle,
    "const cybsign_simple_order *": _abi.SimpleOrderHandle,
    "cybsign_simple_order **": POINTER(_abi.SimpleOrderHandle),
    "cybsign_stream *": _abi.StreamHandle,
    "cybsign_stream **": POINTER(_abi.StreamHandle),
}


def c_type(declaration):
    """`const struct x *name` → `const x *`"""
    kind, stars = re.fullmatch(r"((?:const )?(?:struct )?\w+)\s+(\**)\w+", " ".join(declaration.split())).groups()
    return TYPES[(kind.replace("struct ", "") + " " + stars).strip()]


def prototypes():
    found = {}
    for result, name, parameters in re.findall(r"^([a-z][\w ]*[ *])(cybsign_\w+)\(([^()]*)\);", CODE, flags=re.M):
        given = [] if parameters.strip() == "void" else [c_type(parameter) for parameter in parameters.split(",")]
        found[name] = (c_type(result + name), given)
    return found


def test_the_table_has_every_function_of_the_header_and_no_other():
    assert len(prototypes()) == len(set(re.findall(r"\b(cybsign_\w+)\(", CODE)))
    assert set(_abi.FUNCTIONS) == set(prototypes())


@pytest.mark.parametrize("name", sorted(_abi.FUNCTIONS))
def test_types(name):
    result, parameters = prototypes()[name]
    assert _abi.FUNCTIONS[name] == (result, tuple(parameters))


@pytest.mark.parametrize("python_type, c_name", [(_abi.Bytes, "cybsign_bytes"), (_abi.Field, "cybsign_field")])
def test_structures(python_type, c_name):
    body = re.search(r"typedef struct %s \{(.*?)\}" % c_name, CODE, flags=re.S).group(1)
    members = re.findall(r"(\w+ ?\w*) (\*?)(\w+);", body)
    assert [name for name, _ in python_type._fields_] == [name for _, _, name in members]
    for (_, kind), (c_kind, star, _) in zip(python_type._fields_, members):
        assert star or c_kind.strip() == "size_t"
        assert (kind is c_size_t) == (not star)
        assert ctypes.sizeof(kind) == ctypes.sizeof(c_void_p if star else c_size_t)


def test_callbacks():
    for name in ("sign", "decrypt"):
        text = re.search(r"typedef int32_t \(\*cybsign_%s_callback\)\((.*?)\);" % name, CODE, flags=re.S).group(1)
        kinds = [" ".join(parameter.split()).rpartition(" ")[0].replace("const ", "") for parameter in text.split(",")]
        stars = ["*" in parameter for parameter in text.split(",")]
        assert kinds == ["void", "int32_t", "uint8_t", "size_t", "uint8_t", "size_t", "size_t"]
        assert stars == [True, False, True, False, True, False, True]
    expected = (c_void_p, c_int32, c_void_p, c_size_t, c_void_p, c_size_t, POINTER(c_size_t))
    assert _abi.KeyCallback._argtypes_ == expected and _abi.KeyCallback._restype_ is c_int32
    assert _abi.DestroyCallback._argtypes_ == (c_void_p,) and _abi.DestroyCallback._restype_ is None


def constants(pattern):
    return {name: int(value) for name, value in re.findall(r"#define CYBSIGN_(%s) (\d+)" % pattern, CODE)}


def test_status_numbers():
    ours = {name: value for name, value in vars(status).items() if name.isupper()}
    assert ours == constants(r"OK|E_\w+") and len(ours) > 30
    assert all(type(value) is int for value in ours.values())


def test_other_constants():
    assert {"EXPIRY_" + state.name: int(state) for state in cybsign.ExpiryState} == constants(r"EXPIRY_\w+")
    assert {algorithm.name: int(algorithm) for algorithm in cybsign.RsaAlgorithm} == constants(r"RSA[ES]\w+")
    assert {"CONTENT_" + name.upper(): number for name, number in simple_order.CONTENT_KINDS.items()} == constants(r"CONTENT_\w+")
    assert constants("ABI_VERSION") == {"ABI_VERSION": _abi.ABI_VERSION}
    assert re.search(r"#define CYBSIGN_NOW INT64_MIN", CODE) and _abi.NOW == -(2**63)


@pytest.mark.parametrize("number", sorted(constants(r"OK|E_\w+").values()))
def test_the_library_knows_each_status(number):
    name = next(name for name, value in constants(r"OK|E_\w+").items() if value == number)
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
