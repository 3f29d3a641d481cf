"""Verifying, and the report."""

import hashlib
import json

import cybsign
import jsonschema
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from conftest import KEYS, PASSWORD, REQUEST, ROOT

SCHEMA = json.loads((ROOT / "tests" / "schema" / "report.schema.json").read_text(encoding="utf-8"))
CERTIFICATE = (KEYS / "cert_leaf.pem").read_bytes()
DER = x509.load_pem_x509_certificate(CERTIFICATE).public_bytes(Encoding.DER)
SHA256 = hashlib.sha256(DER).hexdigest()


def valid(report):
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    return report


def refused(message, **options):
    """The error of a verification that fails."""
    with pytest.raises(cybsign.VerificationError) as caught:
        cybsign.SimpleOrder.verify(message, **options)
    assert caught.value.category == "verification"
    assert valid(caught.value.report)["ok"] is False
    return caught.value


@pytest.fixture(params=["cpp", "java"])
def message(request, credential):
    return cybsign.SimpleOrder(credential, profile=request.param).sign_nvp(REQUEST)


@pytest.mark.parametrize(
    "options",
    [
        {"expected_certificate": CERTIFICATE},
        {"expected_certificate": CERTIFICATE.decode()},
        {"expected_certificate": DER},
        {"expected_certificate": bytearray(DER)},
        {"expected_sha256": SHA256},
        {"expected_sha256": ["00" * 32, SHA256.upper()]},
    ],
    ids=lambda options: next(iter(options)) + type(next(iter(options.values()))).__name__,
)
def test_the_expected_signer(message, options):
    report = valid(cybsign.SimpleOrder.verify(message, **options))
    assert report["ok"] is True and report["checks"]
    assert all(check["ok"] is True for check in report["checks"])


def test_kinds_of_text(message):
    reports = [
        cybsign.SimpleOrder.verify(kind, expected_sha256=SHA256)
        for kind in (message, message.decode(), bytearray(message), memoryview(message))
    ]
    assert all(report == reports[0] for report in reports)


def test_it_is_a_function_of_an_object_too(order, message):
    assert order.verify(message, expected_sha256=SHA256)["ok"] is True
    order.close()
    assert order.verify(message, expected_sha256=SHA256)["ok"] is True


def test_without_an_expected_signer(message):
    assert refused(message).status == cybsign.status.E_VERIFY_UNTRUSTED
    report = valid(cybsign.SimpleOrder.verify(message, any_certificate=True))
    assert report["ok"] is True and "not authenticated" in json.dumps(report["signer"])


def test_another_signer(message):
    other = (KEYS / "cert_resp.pem").read_bytes()
    assert refused(message, expected_certificate=other).status == cybsign.status.E_VERIFY_SIGNER
    assert refused(message, expected_sha256="00" * 32).status == cybsign.status.E_VERIFY_SIGNER


@pytest.mark.parametrize(
    "old, new, status",
    [
        (b"ref-1", b"ref-2", cybsign.status.E_VERIFY_DIGEST),
        (b"rsa-sha256", b"hmac-sha256", cybsign.status.E_VERIFY_ALGORITHM),
        (b"<ds:DigestValue>", b"<ds:DigestValue>AAAA", None),
        (b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA", None),
        (b'<ds:Reference URI="#', b'<ds:Reference URI="#x', cybsign.status.E_VERIFY_REFERENCE),
    ],
)
def test_changed_messages(message, old, new, status):
    changed = message.replace(old, new, 1)
    assert changed != message
    error = refused(changed, expected_sha256=SHA256)
    assert status in (None, error.status)
    assert not all(check["ok"] for check in error.report["checks"])


def test_not_signed():
    envelope = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>'
    assert refused(envelope, any_certificate=True).status == cybsign.status.E_VERIFY_STRUCTURE


def test_an_expired_signer():
    credential = cybsign.Credential.from_p12_file(KEYS / "leaf_expired_gen2.p12", PASSWORD)
    message = cybsign.SimpleOrder(credential, allow_expired=True).sign_nvp(REQUEST)
    assert refused(message, any_certificate=True).status == cybsign.status.E_VERIFY_DATE
    assert cybsign.SimpleOrder.verify(message, any_certificate=True, allow_expired=True)["ok"] is True


@pytest.mark.parametrize(
    "message, kind",
    [("", cybsign.EncodingError), ("<a", cybsign.EncodingError), (b"\xff", cybsign.EncodingError), (5, TypeError), (None, TypeError)],
)
def test_what_is_no_message(message, kind):
    with pytest.raises(kind):
        cybsign.SimpleOrder.verify(message, any_certificate=True)


def test_wrong_options(message):
    for options in ({"expected": "x"}, {"expected_sha256": "zz"}, {"expected_certificate": b"\xff\xfe"}):
        with pytest.raises(cybsign.Error) as caught:
            cybsign.SimpleOrder.verify(message, **options)
        assert not isinstance(caught.value, cybsign.VerificationError)
