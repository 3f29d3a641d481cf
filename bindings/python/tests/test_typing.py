"""The type hints: right by themselves, and strict with those who use them."""

import subprocess
import sys
import typing

import cybsign
import pytest

from conftest import PACKAGE

HEAD = """
import os
import cybsign
credential = cybsign.Credential.from_p12_file("merchant.p12", "password", environment="test")
order = cybsign.SimpleOrder(credential, profile="java", client={"a": "b"}, limits={"max_depth": 5}, encrypt=None)
"""
#: A line of a program, and what mypy must say about it; nothing where it is right.
LINES = [
    ("cybsign.SimpleOrder(credential, profil='java')", 'Unexpected keyword argument "profil"'),
    ("cybsign.SimpleOrder(credential, profile='rust')", "incompatible type"),
    ("cybsign.SimpleOrder(credential, limits={'max_depht': 5})", "incompatible type"),
    ("cybsign.SimpleOrder.from_config('cybs.ini', credential={'alias': 'a'}, encrypt=True)", None),
    ("cybsign.SimpleOrder.from_config('cybs.ini', credential={'allias': 'a'})", "incompatible type"),
    ("cybsign.SimpleOrder.verify(b'', expected_sha256=['00'])['signer']", None),
    ("cybsign.SimpleOrder.verify(b'', expected_sha265='00')", 'Unexpected keyword argument "expected_sha265"'),
    ("cybsign.SimpleOrder.open(credential, b'', any_certifcate=True)", "Unexpected keyword argument"),
    ("cybsign.SimpleOrder.parse_reply(b'', http_status=200)['may_resend']", None),
    ("cybsign.SimpleOrder.parse_reply(b'')['may_resent']", 'has no key "may_resent"'),
    ("credential.inspect()['certificates'][0]['days_left']", None),
    ("credential.inspect()['certificates'][0]['dayz']", 'has no key "dayz"'),
    ("cybsign.inspect(b'')['selected']", 'has no key "selected"'),
    ("cybsign.mask('text', rule='lax')", "No overload variant"),
    ("cybsign.mask('text', rule='strict').encode()", None),
    ("cybsign.mask(b'text').encode()", 'has no attribute "encode"'),
    ("cybsign.MaskStream(fromat='text')", "Unexpected keyword argument"),
    ("cybsign.MaskStream(format='text').update('text').encode()", None),
    ("credential.expiry(60)", "Too many positional arguments"),
    ("credential.expiry(warn_days=60).state.name", None),
    ("order.request({'a': 'b'}).headers['Content-Type'].encode()", None),
    ("order.request('a=b', 'NVP')", "incompatible type"),
    ("order.sign_nvp({'a': 1})", "incompatible type"),
    ("order.sign_nvp({'a': os.environ['A']})", None),
]


@pytest.fixture(scope="module")
def mypy(tmp_path_factory):
    """Runs mypy as a user would who has installed the package; gives its lines."""
    folder = tmp_path_factory.mktemp("mypy")

    def run(*arguments):
        options = ["--strict", "--python-version", "3.10", "--no-error-summary", "--cache-dir", str(folder / "cache")]
        command = [sys.executable, "-m", "mypy", *options, *map(str, arguments)]
        done = subprocess.run(command, cwd=PACKAGE / "src", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=300)
        assert not done.stderr, done.stderr
        return done.stdout.splitlines()

    return run


def test_the_package(mypy):
    assert mypy("-p", "cybsign") == []


def test_what_users_write(mypy, tmp_path):
    (tmp_path / "program.py").write_text(HEAD + "".join(line + "\n" for line, _ in LINES), encoding="utf-8")
    said = {}
    for line in mypy(tmp_path / "program.py"):
        number, _, text = line.partition("program.py:")[2].partition(": ")
        said.setdefault(int(number) - HEAD.count("\n") - 1, []).append(text)
    assert all(at >= 0 for at in said), said
    for at, (line, expected) in enumerate(LINES):
        text = " ".join(said.get(at, []))
        assert (expected in text) if expected else not text, (line, text)


@pytest.mark.parametrize("name", [name for name in cybsign.__all__ if isinstance(getattr(cybsign, name), type)])
def test_hints_can_be_read(name):
    kind = getattr(cybsign, name)
    assert typing.get_type_hints(kind) is not None
    for member in vars(kind).values():
        function = getattr(member, "fget", getattr(member, "__func__", member))
        if callable(function) and str(getattr(function, "__module__", "")).startswith("cybsign"):
            typing.get_type_hints(function)


def test_it_can_be_imported_where_typing_lacks_what_is_new(python):
    """Python before 3.11 has no typing.Unpack."""
    program = "import sys, typing; del typing.Unpack; sys.version_info = (3, 8); import cybsign; print(cybsign.mask('a'))"
    assert python(program) == "a\n"
