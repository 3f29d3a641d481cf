"""Signing: what goes in, what comes out, and who else accepts it."""

import random
import shutil
import subprocess
from collections import OrderedDict
from types import MappingProxyType

import cybsign
import independent
import pytest

from conftest import KEYS, PASSWORD, REQUEST

NVP = "".join("{}={}\n".format(*pair) for pair in sorted(REQUEST.items()))
XML = (
    '<requestMessage xmlns="urn:schemas-cybersource-com:transaction-data-1.224"><merchantID>testmid_oracle</merchantID>'
    "<!-- a comment --><billTo><firstName a='1' >J&amp;J é\U0001f600</firstName></billTo><empty/></requestMessage>"
)
IDS = dict(token="X509-1", signature="SIG-1", body="id-1", key_info="KI-1", reference="STR-1")
PROFILES = [
    {},
    {"profile": "java"},
    {"profile": "cpp", "api_version": "1.183"},
    {"profile": "java", "testing": {"ids": IDS}},
    {"client": {"clientLibrary": "test", "clientLibraryVersion": "1"}},
]


@pytest.mark.parametrize("options", PROFILES, ids=str)
@pytest.mark.parametrize("method, request_", [("sign_nvp", REQUEST), ("sign_nvp", NVP), ("sign_xml", XML)], ids=["fields", "nvp", "xml"])
def test_another_implementation_accepts_it(credential, certificate_pem, options, method, request_):
    message = getattr(cybsign.SimpleOrder(credential, **options), method)(request_)
    assert isinstance(message, bytes)
    body = independent.checked_body(message, certificate_pem)
    content = "".join(body.itertext())
    assert "testmid_oracle" in content and "é" in content and "\U0001f600" in content


def test_the_second_opinion_can_refuse(order, certificate_pem):
    message = order.sign_nvp(REQUEST)
    independent.checked_body(message, certificate_pem)
    for changed in (message.replace(b"ref-1", b"ref-2"), message.replace(b"rsa-sha256", b"rsa-sha512")):
        with pytest.raises(Exception):
            independent.checked_body(changed, certificate_pem)
    with pytest.raises(AssertionError):
        independent.checked_body(message, (KEYS / "cert_resp.pem").read_bytes())


@pytest.mark.parametrize("options", PROFILES, ids=str)
@pytest.mark.parametrize("method, request_", [("sign_nvp", REQUEST), ("sign_xml", XML)], ids=["fields", "xml"])
def test_xmlsec1_accepts_it(credential, options, method, request_, tmp_path):
    message = getattr(cybsign.SimpleOrder(credential, **options), method)(request_)
    assert xmlsec1(tmp_path, message) == 0
    changed = message.replace(b"testmid_oracle", b"testmid_oracly")
    assert changed != message and xmlsec1(tmp_path, changed) != 0


def xmlsec1(folder, message):
    assert shutil.which("xmlsec1"), "install xmlsec1"
    (folder / "message.xml").write_bytes(message)
    command = ["xmlsec1", "--verify", "--pubkey-cert-pem", KEYS / "cert_leaf.pem", "--id-attr:Id", independent.SOAP + ":Body"]
    done = subprocess.run([*map(str, command), str(folder / "message.xml")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode


def test_all_kinds_of_input_give_the_same_bytes(order):
    expected = order.sign_nvp(NVP)
    pairs = sorted(REQUEST.items())
    for request in (
        REQUEST,
        OrderedDict(pairs),
        MappingProxyType(REQUEST),
        pairs,
        [list(pair) for pair in pairs],
        iter(pairs),
        NVP.encode(),
        bytearray(NVP.encode()),
        memoryview(NVP.encode()),
        NVP.rstrip("\n"),
    ):
        assert order.sign_nvp(request) == expected


def test_xml_is_str_or_bytes(order):
    expected = order.sign_xml(XML)
    for request in (XML.encode(), bytearray(XML.encode()), b"\xef\xbb\xbf" + XML.encode()):
        assert order.sign_xml(request) == expected


def test_fields_arrive_whole(order, certificate_pem):
    """Of every length and width in UTF-8, so that a wrong place in the array shows."""
    chance = random.Random(1)
    for _ in range(50):
        alphabet = chance.choice(["ab1", "aé€\U0001f600<>&\"'= "])
        request = {
            "name{}".format(number): "".join(chance.choices(alphabet, k=chance.randrange(40))).strip() or "x"
            for number in range(chance.randrange(1, 40))
        }
        body = independent.checked_body(order.sign_nvp(request), certificate_pem)
        lines = "".join(body.itertext()).strip("\n").split("\n")
        assert dict(line.split("=", 1) for line in lines) == request


def test_an_empty_value_is_allowed(order, certificate_pem):
    body = independent.checked_body(order.sign_nvp({"a": "", "b": "1"}), certificate_pem)
    assert "".join(body.itertext()).split() == ["a=", "b=1"]


class Words(str):
    """A str of another class, as enums are."""


def test_a_str_of_another_class(order):
    assert order.sign_nvp({Words("a"): Words("1")}) == order.sign_nvp({"a": "1"})


@pytest.mark.parametrize(
    "request_, shown",
    [
        ({"amount": 10}, "amount"),
        ({"a": "1", "amount": 10.5, "b": "x"}, "amount"),
        ({"amount": None}, "amount"),
        ({"amount": b"10"}, "amount"),
        ({"flag": True}, "flag"),
        ({"nested": {"a": "1"}}, "nested"),
        ({5: "x"}, "name"),
        ({b"name": "x"}, "name"),
        ({"4111111111111111": 5}, "a field"),
        ([("a",)], "pairs"),
        (["ab"], "pairs"),
        ([("a", "b", "c")], "pairs"),
        (5, "int"),
        (None, "NoneType"),
    ],
    ids=str,
)
def test_wrong_types_of_fields(order, request_, shown):
    with pytest.raises(TypeError, match=shown) as caught:
        order.sign_nvp(request_)
    assert "4111" not in repr(caught.value)


@pytest.mark.parametrize("request_", [5, None, {"a": "1"}, ["x"]])
def test_wrong_types_of_xml(order, request_):
    with pytest.raises(TypeError):
        order.sign_xml(request_)


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"a": "1\nb=2"},
        {"a": "1\rb=2"},
        {"a": "nul\0"},
        {"a": "\x01"},
        {"a": "\ufffe"},
        {"a": "\ud800"},
        {"a=b": "1"},
        {"": "1"},
        [("a", "1"), ("a", "2")],
        "a=\ud800",
        b"a=\xff",
        "a=1\n\nb=2\n",
        "no equals sign\n",
    ],
    ids=ascii,
)
def test_fields_that_can_not_be_sent(order, request_):
    with pytest.raises(cybsign.Error) as caught:
        order.sign_nvp(request_)
    assert caught.value.status in (cybsign.status.E_FIELD, cybsign.status.E_ENCODING, cybsign.status.E_ARGUMENT)


@pytest.mark.parametrize(
    "options, kind",
    [
        ({"profil": "java"}, cybsign.UsageError),
        ({"profile": "rust"}, cybsign.UsageError),
        ({"profile": 5}, cybsign.UsageError),
        ({"api_version": "1"}, cybsign.UsageError),
        ({"limits": {"max_depth": float("nan")}}, cybsign.UsageError),
        ({"profile": b"java"}, TypeError),
        ({"limits": {"max_depht": 5}}, cybsign.UsageError),
    ],
    ids=str,
)
def test_wrong_options(credential, options, kind):
    with pytest.raises(kind):
        cybsign.SimpleOrder(credential, **options)


def test_options_are_json_of_any_depth(credential):
    order = cybsign.SimpleOrder(credential, limits={"max_depth": 3})
    with pytest.raises(cybsign.UsageError) as caught:
        order.sign_xml("<requestMessage xmlns='urn:schemas-cybersource-com:transaction-data-1.224'>" + "<a>" * 9 + "</a>" * 9 + "</requestMessage>")
    assert caught.value.status == cybsign.status.E_LIMIT


def test_an_expired_certificate_is_refused(certificate_pem):
    credential = cybsign.Credential.from_p12_file(KEYS / "leaf_expired_gen2.p12", PASSWORD)
    with pytest.raises(cybsign.CertificateError) as caught:
        cybsign.SimpleOrder(credential).sign_nvp(REQUEST)
    assert caught.value.status == cybsign.status.E_EXPIRED
    assert cybsign.SimpleOrder(credential, allow_expired=True).sign_nvp(REQUEST)


def test_the_time_can_be_set_for_tests(credential):
    with pytest.raises(cybsign.CertificateError) as caught:
        cybsign.SimpleOrder(credential, testing={"now": 0}).sign_nvp(REQUEST)
    assert caught.value.status == cybsign.status.E_NOT_YET_VALID


def test_a_large_message(order, certificate_pem):
    request = {"field{}".format(number): "x" * 1000 for number in range(1000)}
    body = independent.checked_body(order.sign_nvp(request), certificate_pem)
    assert len("".join(body.itertext())) > 1000000
