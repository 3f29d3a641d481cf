"""Simple Order: what each function takes and gives. What a message must look like is tested where it is made."""

import hashlib
import os
import random
import ssl
import subprocess
import typing
import urllib.request
from collections import OrderedDict
from types import MappingProxyType

import cybsign
import pytest
from cybsign import status

from conftest import KEYS, PASSWORD, REQUEST, ROOT

PAN = REQUEST["card_accountNumber"]
NAMESPACE = "urn:schemas-cybersource-com:transaction-data-1.224"
NVP = "".join("{}={}\n".format(*pair) for pair in sorted(REQUEST.items()))
XML = '<requestMessage xmlns="{}"><merchantID>testmid_oracle</merchantID><name>J&amp;J \u00e9\U0001f600</name></requestMessage>'.format(NAMESPACE)
ENVELOPE = (ROOT / "tests" / "data" / "guide_soap_request.xml").read_bytes()
SOAP_REPLY = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>{}</s:Body></s:Envelope>'
CERTIFICATE = (KEYS / "cert_leaf.pem").read_bytes()
DER = ssl.PEM_cert_to_DER_cert(CERTIFICATE.decode())
SHA256 = hashlib.sha256(DER).hexdigest()
SJC = (KEYS / "cert_sjc.pem").read_bytes()


@pytest.fixture
def recipient():
    with cybsign.Credential.from_pem((KEYS / "key_sjc.pem").read_bytes(), SJC) as recipient:
        yield recipient


def refused(call, kind=cybsign.UsageError):
    with pytest.raises(kind) as caught:
        call()
    return caught.value.status


# Signing.


def test_xmlsec1_accepts_what_is_signed(order, tmp_path):
    for message in (order.sign_nvp(REQUEST), order.sign_xml(XML)):
        (tmp_path / "message.xml").write_bytes(message)
        id_attribute = "--id-attr:Id", "http://schemas.xmlsoap.org/soap/envelope/:Body"
        command = ["xmlsec1", "--verify", "--pubkey-cert-pem", str(KEYS / "cert_leaf.pem"), *id_attribute, str(tmp_path / "message.xml")]
        assert subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def test_all_kinds_of_fields_and_text_give_the_same_bytes(order):
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
    ):
        assert order.sign_nvp(request) == expected


def test_xml_is_str_or_bytes(order):
    expected = order.sign_xml(XML)
    for request in (XML.encode(), bytearray(XML.encode()), memoryview(XML.encode())):
        assert order.sign_xml(request) == expected


def test_fields_arrive_whole(order):
    """Of every length and width in UTF-8, so that a wrong place in the array shows."""
    chance = random.Random(1)
    for _ in range(200):
        alphabet = chance.choice(["ab1", "aé€\U0001f600<>&\"'= "])
        request = {
            "name{}".format(number): "".join(chance.choices(alphabet, k=chance.randrange(40)))
            for number in range(chance.randrange(1, 40))
        }
        assert order.sign_nvp(request) == order.sign_nvp("".join("{}={}\n".format(*pair) for pair in sorted(request.items())))


class Words(str):
    """A str of another class, as enums are."""


def test_a_str_of_another_class(order):
    assert order.sign_nvp({Words("a"): Words("1")}) == order.sign_nvp({"a": "1"})


@pytest.mark.parametrize(
    "request_, shown",
    [
        ({"amount": 10}, "amount must be a str, not int; write numbers"),
        ({"a": "1", "amount": 10.5, "b": "x"}, "amount"),
        ({"amount": None}, "amount must be a str, not NoneType; leave the field out"),
        ({"amount": b"10"}, "amount"),
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


@pytest.mark.parametrize("call", ["sign_xml", "sign_envelope", "parse_reply", "verify", "request"])
@pytest.mark.parametrize("value", [5, None, {"amount": 1}, ["x"]], ids=str)
def test_wrong_types(order, call, value):
    with pytest.raises(TypeError):
        getattr(order, call)(value)


@pytest.mark.parametrize("request_", [{}, {"a": "1\nb=2"}, {"a": "nul\0"}, {"a=b": "1"}, [("a", "1"), ("a", "2")], {"a": "\ud800"}], ids=ascii)
def test_fields_that_can_not_be_sent(order, request_):
    with pytest.raises(cybsign.UsageError):
        order.sign_nvp(request_)


def test_text_that_is_no_text(order):
    for text in ("a=\ud800", "<a>\ud800"):
        assert refused(lambda: order.sign_nvp(text), cybsign.EncodingError) == status.E_ENCODING


def test_another_kind_of_credential():
    with pytest.raises(TypeError, match="Credential"):
        cybsign.SimpleOrder("credential")
    with pytest.raises(TypeError, match="Credential"):
        cybsign.SimpleOrder.open(KEYS, XML, expected_sha256=SHA256)


# Options.


def test_an_option_that_is_none_was_not_given(credential, order):
    assert cybsign.SimpleOrder(credential, profile=None, limits={"max_depth": None}, client=None).sign_nvp(REQUEST) == order.sign_nvp(REQUEST)
    assert cybsign.SimpleOrder.verify(order.sign_nvp(REQUEST), expected_certificate=None, expected_sha256=SHA256)["ok"]


@pytest.mark.parametrize(
    "options, kind",
    [
        ({"profil": "java"}, cybsign.UsageError),
        ({"profile": 5}, cybsign.UsageError),
        ({"limits": {"max_depth": float("nan")}}, cybsign.UsageError),
        ({"limits": {"max_depht": 5}}, cybsign.UsageError),
        ({"profile": b"java"}, TypeError),
    ],
    ids=str,
)
def test_wrong_options(credential, options, kind):
    with pytest.raises(kind):
        cybsign.SimpleOrder(credential, **options)


@pytest.mark.parametrize("certificate", [SJC, SJC.decode(), bytearray(SJC), ssl.PEM_cert_to_DER_cert(SJC.decode())])
def test_certificates_are_options_too(certificate, recipient):
    credential = cybsign.Credential.from_p12_file(KEYS / "leaf_nosjc_gen2.p12", PASSWORD)
    assert refused(lambda: cybsign.SimpleOrder(credential, encrypt=True), cybsign.CredentialError) == status.E_NO_RECIPIENT
    message = cybsign.SimpleOrder(credential, encrypt=True, server_certificate=certificate).sign_nvp(REQUEST)
    assert PAN.encode() in cybsign.SimpleOrder.open(recipient, message, expected_certificate=DER)


# Verifying and opening.


@pytest.mark.parametrize(
    "options",
    [
        {"expected_certificate": CERTIFICATE},
        {"expected_certificate": CERTIFICATE.decode()},
        {"expected_certificate": DER},
        {"expected_certificate": bytearray(DER)},
        {"expected_sha256": ["00" * 32, SHA256.upper()]},
    ],
    ids=lambda options: next(iter(options)) + type(next(iter(options.values()))).__name__,
)
def test_verify(order, options):
    message = order.sign_nvp(REQUEST)
    for kind in (message, message.decode(), bytearray(message), memoryview(message)):
        report = order.verify(kind, **options)
        assert report["ok"] is True and report["signer"]["sha256"] == SHA256
    with pytest.raises(cybsign.VerificationError) as caught:
        cybsign.SimpleOrder.verify(message.replace(b"ref-1", b"ref-2"), **options)
    assert caught.value.status == status.E_VERIFY_DIGEST
    assert not all(check["ok"] for check in caught.value.report["checks"])


@pytest.mark.parametrize("transport", ["rsa-oaep", "rsa-1_5"])
def test_open(credential, recipient, transport):
    message = cybsign.SimpleOrder(credential, encrypt=True, key_transport=transport).sign_nvp(REQUEST)
    assert PAN.encode() not in message
    for given in (message, message.decode(), bytearray(message)):
        plain = cybsign.SimpleOrder.open(recipient, given, expected_certificate=CERTIFICATE)
        assert type(plain) is bytes and PAN.encode() in plain
    with pytest.raises(cybsign.VerificationError) as caught:
        cybsign.SimpleOrder.open(recipient, message)
    assert caught.value.status == status.E_VERIFY_UNTRUSTED and caught.value.report is None
    recipient.close()
    with pytest.raises(cybsign.UsageError, match="closed"):
        cybsign.SimpleOrder.open(recipient, message, expected_certificate=CERTIFICATE)


# Whole requests.

CONTENTS = [(REQUEST, None), (sorted(REQUEST.items()), "nvp"), (NVP, "nvp"), (XML, "xml"), (XML.encode(), "xml"), (ENVELOPE, "envelope")]


@pytest.mark.parametrize("content, kind", CONTENTS, ids=["mapping", "pairs", "nvp", "xml", "xml bytes", "envelope"])
def test_a_request(credential, content, kind):
    order = cybsign.SimpleOrder(credential, environment="test", allow_other_username=True)
    request = order.request(content, kind)
    assert request._fields == ("method", "url", "headers", "body") and request.method == "POST"
    assert request.url == "https://ics2wstest.ic3.com/commerce/1.x/transactionProcessor"
    assert list(request.headers.items()) == [("Content-Type", "text/xml; charset=utf-8"), ("SOAPAction", '"runTransaction"')]
    sign = {"envelope": lambda text: order.sign_envelope(text).message, "xml": order.sign_xml}.get(kind, order.sign_nvp)
    assert type(request.body) is bytes and request.body == sign(content)
    assert PAN not in repr(request) and request.url in repr(request)
    taken = urllib.request.Request(request.url, request.body, request.headers, method=request.method)
    assert taken.get_header("Soapaction") == '"runTransaction"'


@pytest.mark.parametrize("content, kind", [(NVP, None), (XML, "XML"), (XML, ""), (XML, PAN), (XML, 2), (XML, ["xml"]), (REQUEST, "xml")], ids=str)
def test_the_kind_of_text_must_be_said(credential, content, kind):
    order = cybsign.SimpleOrder(credential, environment="test")
    with pytest.raises(cybsign.UsageError) as caught:
        order.request(content, kind)
    assert caught.value.status == status.E_ARGUMENT and PAN not in str(caught.value)


def test_requests_that_are_refused(credential, order):
    assert refused(lambda: order.request(REQUEST)) == status.E_OPTION
    to_test = cybsign.SimpleOrder(credential, environment="test")
    assert refused(lambda: to_test.request("<" + PAN, "xml"), cybsign.EncodingError) == status.E_XML
    to_test.close()
    with pytest.raises(cybsign.UsageError, match="closed"):
        to_test.request(REQUEST)


# Envelopes of old SOAP toolkits.


def test_an_envelope_with_a_meta_key():
    meta = cybsign.Credential.from_p12_file(KEYS / "meta_gen2.p12", PASSWORD)
    signed = cybsign.SimpleOrder(meta).sign_envelope(ENVELOPE.replace(b"portfolioabc", b"portfolio_oracle"))
    assert (signed.username, signed.meta_key) == ("portfolio_oracle", True) and type(signed.message) is bytes
    assert PAN not in repr(signed) and PAN.encode() in signed.message
    assert cybsign.SimpleOrder.verify(signed.message, any_certificate=True)["ok"]


def test_an_envelope_without_a_token(order):
    for given in (SOAP_REPLY.format(XML), SOAP_REPLY.format(XML).encode()):
        signed = order.sign_envelope(given)
        assert (signed.username, signed.meta_key) == (None, False)
    assert refused(lambda: order.sign_envelope(XML), cybsign.EncodingError) == status.E_MESSAGE
    assert refused(lambda: order.sign_envelope(ENVELOPE), cybsign.CredentialError) == status.E_MERCHANT


def test_username_tokens_are_retired():
    assert refused(lambda: cybsign.username_token("merchant", PAN)) == status.E_RETIRED
    for password in ("k&y", b"k&y", bytearray(b"k&y")):
        header = cybsign.username_token("me<rchant", password, allow_retired=True)
        assert type(header) is bytes and b">me&lt;rchant<" in header and b">k&amp;y<" in header
    assert refused(lambda: cybsign.username_token("a", None, allow_retired=True)) == status.E_ARGUMENT
    assert refused(lambda: cybsign.username_token("a", "b", allow_retired=1)) == status.E_OPTION


# Replies.


def test_replies():
    text = "decision=REJECT\nreasonCode=102\nrequestToken=Ahj7=7w==\nname=J\u00e9=\U0001f600\ninvalidField_0=card_x\n"
    for given in (text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        reply = cybsign.SimpleOrder.parse_reply(given, http_status=200, limits={"max_bytes": 1000})
        assert (reply["kind"], reply["decision"], reply["reason_code"], reply["state"]) == ("nvp", "REJECT", 102, "known")
        assert reply["fields"]["name"] == "J\u00e9=\U0001f600" and reply["invalid_fields"] == ["card_x"]
    fault = SOAP_REPLY.format("<s:Fault><faultcode>s:Client</faultcode><faultstring>why = so</faultstring></s:Fault>")
    for http_status, critical in ((None, False), (500, False), (504, True)):
        reply = cybsign.SimpleOrder.parse_reply(fault, http_status=http_status)
        assert (reply["fault"]["string"], reply["fault"]["critical"]) == ("why = so", critical)
    assert refused(lambda: cybsign.SimpleOrder.parse_reply("<html>" + PAN), cybsign.EncodingError) in (status.E_MESSAGE, status.E_XML)
    assert refused(lambda: cybsign.SimpleOrder.parse_reply("a=1", status=1)) == status.E_OPTION


# Configuration files.


@pytest.fixture
def ini(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "testmid_oracle.p12").write_bytes((KEYS / "leaf_gen2.p12").read_bytes())
    keys = "keysDirectory = {}".format(tmp_path / "keys")
    lines = "[cybs]", "merchantID = testmid_oracle", keys, "password = " + PASSWORD, "useSignAndEncrypted = true", "timeout = 9"
    (tmp_path / "cybs.ini").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path / "cybs.ini"


def test_from_config(ini, recipient):
    for path in (ini, str(ini), os.fsencode(ini)):
        with cybsign.SimpleOrder.from_config(path) as order:
            request = order.request(REQUEST)
    assert (order.config_report["format"], order.config_report["merchant_id"]) == ("ini", "testmid_oracle")
    assert os.path.samefile(order.config_report["key_file"], ini.parent / "keys" / "testmid_oracle.p12")
    assert ("ignored", "timeout") in [(warning["code"], warning["key"]) for warning in order.config_report["warnings"]]
    assert PASSWORD not in repr(order.config_report)
    assert PAN.encode() in cybsign.SimpleOrder.open(recipient, request.body, expected_certificate=CERTIFICATE)


def test_options_of_from_config(ini):
    request = cybsign.SimpleOrder.from_config(ini, encrypt=False, environment="production", merchant_id=None).request(REQUEST)
    assert request.url.startswith("https://ics2ws.ic3.com/")
    message = cybsign.SimpleOrder.from_config(ini, server_certificate=DER).sign_nvp(REQUEST)
    own = cybsign.Credential.from_p12_file(KEYS / "leaf_gen2.p12", PASSWORD)
    assert cybsign.SimpleOrder.open(own, message, expected_certificate=CERTIFICATE)
    assert cybsign.SimpleOrder.from_config(ini, credential={"max_iterations": 10_000_000, "alias": None})
    assert refused(lambda: cybsign.SimpleOrder.from_config(ini, credential={"max_iterations": 1}), cybsign.CryptoError) == status.E_ITERATIONS
    assert refused(lambda: cybsign.SimpleOrder.from_config(ini, format="yaml")) == status.E_OPTION
    with pytest.raises(TypeError):
        cybsign.SimpleOrder.from_config(None)


def test_a_subclass_and_an_order_without_a_file(ini, credential):
    class Mine(cybsign.SimpleOrder):
        pass

    assert type(Mine.from_config(ini)) is Mine
    assert cybsign.SimpleOrder(credential).config_report is None


def test_expiry(order, credential):
    expired = cybsign.SimpleOrder(
        credential, encrypt=True, server_certificate=(KEYS / "cert_sjc_expired.pem").read_bytes(), allow_expired_recipient=True
    )
    assert order.expiry().state is cybsign.ExpiryState.OK and order.expiry().certificate == "signer"
    assert expired.expiry().state is cybsign.ExpiryState.EXPIRED and expired.expiry().certificate == "recipient"
    assert expired.expiry().days_left < 0 < order.expiry(warn_days=10).days_left
    assert order.expiry(now=0).state is cybsign.ExpiryState.NOT_YET_VALID
    assert refused(lambda: order.expiry(warn_days=-1)) == status.E_ARGUMENT


def test_named_tuples_say_their_types():
    for kind in (cybsign.Request, cybsign.SignedEnvelope, cybsign.Expiry, cybsign.OrderExpiry):
        assert set(typing.get_type_hints(kind)) == set(kind._fields)
