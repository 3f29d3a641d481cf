"""What the library does to the process it lives in: nothing."""

import os
import re
import shutil
from pathlib import Path

import cybsign
import pytest
from cybsign import _library

from conftest import KEYS

LIBRARY = os.path.realpath(_library.library._name)
SIGN = """
import sys, cybsign
credential = cybsign.Credential.from_p12_file(sys.argv[1], "Chang3it")
message = cybsign.SimpleOrder(credential).sign_nvp({"merchantID": "testmid_oracle", "a": "1"})
assert cybsign.SimpleOrder.verify(message, any_certificate=True)["ok"]
"""
USE_SSL = """
import hashlib, ssl
context = ssl.create_default_context()
assert context.check_hostname and hashlib.sha256(b"").hexdigest().startswith("e3b0c442")
assert hashlib.new("md5", b"").hexdigest() == "d41d8cd98f00b204e9800998ecf8427e"
ciphers = [cipher["name"] for cipher in context.get_ciphers()]
"""


@pytest.fixture
def message(credential):
    return cybsign.SimpleOrder(credential).sign_nvp({"merchantID": "testmid_oracle", "a": "1"}).decode()


@pytest.mark.parametrize("program", [USE_SSL + SIGN + USE_SSL, SIGN + USE_SSL + SIGN], ids=["before", "after"])
def test_beside_the_ssl_module(python, message, program):
    assert python(program + "print(message.decode(), len(ciphers) > 5)", KEYS / "leaf_gen2.p12") == message + " True\n"


def system_library(name):
    return next((str(path) for folder in ("/usr/lib", "/lib", "/usr/lib64") for path in Path(folder).rglob(name)), None)


def test_beside_a_preloaded_libcrypto(python, message):
    path = system_library("libcrypto.so.3")
    if path is None:
        pytest.skip("this system has no libcrypto.so.3")
    program = USE_SSL + SIGN + USE_SSL + "print(message.decode(), 'libcrypto.so.3' in open('/proc/self/maps').read())"
    assert python(program, KEYS / "leaf_gen2.p12", LD_PRELOAD=path) == message + " True\n"


def test_no_configuration_of_openssl_is_read(python, message, tmp_path):
    (tmp_path / "openssl.cnf").write_text("openssl_conf = broken\n[broken]\nproviders = none\nalg_section = none\n")
    out = python(SIGN + "print(message.decode())", KEYS / "leaf_gen2.p12", OPENSSL_CONF=tmp_path / "openssl.cnf", OPENSSL_MODULES=tmp_path)
    assert out == message + "\n"


TRACED = """
import os, sys, cybsign
os.access("/begin-of-the-trace", 0)
credential = cybsign.Credential.from_p12_file(sys.argv[1], "Chang3it")
order = cybsign.SimpleOrder(credential)
message = order.sign_nvp({"merchantID": "testmid_oracle", "a": "1"})
cybsign.SimpleOrder.verify(message, any_certificate=True)
credential.inspect()
order.close()
credential.close()
os.access("/end-of-the-trace", 0)
"""


def test_no_other_file_is_touched_and_nothing_else_is_started(python, tmp_path):
    if shutil.which("strace") is None:
        pytest.skip("strace is missing")
    log, key = tmp_path / "trace", KEYS / "leaf_gen2.p12"
    calls = "trace=%file,%network,clone,clone3,fork,vfork,kill,tgkill,rt_sigaction"
    python(TRACED, key, before=["strace", "-f", "-o", log, "-e", calls])
    between = log.read_text().split("/begin-of-the-trace")[1].split("/end-of-the-trace")[0].splitlines()[1:-1]
    assert any("open" in line and str(key) in line for line in between)
    # What has no path is about the open key file.
    assert [line for line in between if str(key) not in line and "AT_EMPTY_PATH" not in line] == []


def test_only_the_chosen_library_is_loaded(python):
    program = "import cybsign; print([line.split()[-1] for line in open('/proc/self/maps') if 'cybsign' in line][0])"
    assert python(program, CYBSIGN_LIBRARY=LIBRARY).strip() == LIBRARY


REFUSED = """
try:
    import cybsign
except ImportError as error:
    print(error)
"""


def test_there_is_no_way_round_a_chosen_library(python, tmp_path):
    missing = tmp_path / "missing.so"
    assert str(missing) in python(REFUSED, CYBSIGN_LIBRARY=missing)
    (tmp_path / "text.so").write_text("no library")
    assert "text.so" in python(REFUSED, CYBSIGN_LIBRARY=tmp_path / "text.so")
    other = system_library("libz.so.1")
    assert other is None or "cybsign_abi_version" in python(REFUSED, CYBSIGN_LIBRARY=other)


def test_an_older_library_is_refused(python):
    program = "import sys, importlib.util\n"
    program += "folder = importlib.util.find_spec('cybsign').submodule_search_locations[0]\n"
    program += "source = open(folder + '/_abi.py', encoding='utf-8').read().replace('ABI_VERSION = 1', 'ABI_VERSION = 1000')\n"
    program += "import types; parent = types.ModuleType('cybsign'); parent.__path__ = [folder]; sys.modules['cybsign'] = parent\n"
    program += "abi = types.ModuleType('cybsign._abi'); sys.modules['cybsign._abi'] = parent._abi = abi; exec(source, vars(abi))\n"
    program += "try:\n    import cybsign._library\nexcept ImportError as error:\n    print(error)\n"
    assert re.search(r"interface \d+, but this package needs at least 1000", python(program, CYBSIGN_LIBRARY=LIBRARY))


def test_the_library_exports_only_its_own_names():
    import ctypes

    library = ctypes.CDLL(LIBRARY)
    for foreign in ("OPENSSL_init_crypto", "EVP_DigestSign", "PKCS12_parse", "ERR_get_error"):
        address = ctypes.cast(getattr(library, foreign), ctypes.c_void_p).value if hasattr(library, foreign) else None
        assert address is None
