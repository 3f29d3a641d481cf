"""Loading credentials, looking at them and dating them: what goes in as what, and what comes out as what."""

import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import cybsign
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from conftest import KEYS, PASSWORD

NOT_AFTER = datetime(2045, 1, 1, tzinfo=timezone.utc)
P12 = (KEYS / "leaf_gen2.p12").read_bytes()
KEY_PEM, CERTIFICATE_PEM = (KEYS / "key_leaf.pem").read_text(), (KEYS / "cert_leaf.pem").read_text()


@pytest.mark.parametrize("password", [PASSWORD, PASSWORD.encode(), bytearray(PASSWORD.encode()), memoryview(PASSWORD.encode())])
@pytest.mark.parametrize("data", [P12, bytearray(P12), memoryview(P12), memoryview(bytearray(P12))])
def test_p12(data, password):
    assert cybsign.Credential.from_p12(data, password).not_after == NOT_AFTER


def test_a_buffer_with_gaps():
    spread = bytearray(b"".join(bytes((byte, 0)) for byte in PASSWORD.encode()))
    assert cybsign.Credential.from_p12(P12, memoryview(spread)[::2]).not_after == NOT_AFTER


def test_a_bytearray_is_not_changed_and_can_be_resized_afterwards():
    password = bytearray(PASSWORD.encode())
    cybsign.Credential.from_p12(P12, password)
    assert password == PASSWORD.encode()
    password.clear()


@pytest.mark.parametrize("password", [None, "", b"", bytearray()])
def test_no_password(password):
    assert cybsign.Credential.from_p12_file(KEYS / "leaf_emptypw_gen2.p12", password).merchant_id == "testmid_oracle"


@pytest.mark.parametrize("make", [str, Path, lambda path: str(path).encode()])
def test_p12_file(make, tmp_path):
    path = tmp_path / "schlüssel é.p12"
    shutil.copyfile(KEYS / "leaf_gen2.p12", path)
    assert cybsign.Credential.from_p12_file(make(path), PASSWORD).not_after == NOT_AFTER


def test_pem():
    for arguments in (
        (KEY_PEM, CERTIFICATE_PEM),
        (KEY_PEM + CERTIFICATE_PEM,),
        (KEY_PEM.encode(), CERTIFICATE_PEM.encode()),
        (bytearray(KEY_PEM.encode()), CERTIFICATE_PEM),
        ((KEYS / "resp_pkcs8_enc.pem").read_bytes(), (KEYS / "cert_resp.pem").read_bytes(), PASSWORD),
    ):
        assert cybsign.Credential.from_pem(*arguments).not_after == NOT_AFTER


def test_der(private_key, certificate_pem):
    certificate = x509.load_pem_x509_certificate(certificate_pem).public_bytes(Encoding.DER)
    key = private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    for kind in (bytes, bytearray, memoryview):
        assert cybsign.Credential.from_der(kind(key), kind(certificate)).not_after == NOT_AFTER


def test_key_password(tmp_path, openssl):
    """The MAC has one password, and the key another."""
    file, files = tmp_path / "two.p12", ("-inkey", KEYS / "key_leaf.pem", "-in", KEYS / "cert_leaf.pem")
    openssl("pkcs12", "-export", "-twopass", "-certpbe", "NONE", *files, "-out", file, given="outer\nouter\ninner\ninner\n")
    data = file.read_bytes()
    assert cybsign.Credential.from_p12(data, "outer", key_password="inner").not_after == NOT_AFTER
    assert cybsign.Credential.from_p12_file(file, "outer", key_password=b"inner").not_after == NOT_AFTER
    for wrong in (None, "outer", "other"):
        with pytest.raises(cybsign.CredentialError) as caught:
            cybsign.Credential.from_p12(data, "outer", key_password=wrong)
        assert caught.value.status == cybsign.status.E_KEY_PASSWORD


def test_options():
    credential = cybsign.Credential.from_p12(P12, PASSWORD, alias="testmid_oracle", environment="test", max_iterations=None)
    assert credential.environment == "test"
    with pytest.raises(cybsign.CredentialError) as caught:
        cybsign.Credential.from_p12(P12, PASSWORD, alias="testmid")
    assert caught.value.status == cybsign.status.E_ALIAS


@pytest.mark.parametrize(
    "call",
    [
        lambda: cybsign.Credential.from_p12(P12, 5),
        lambda: cybsign.Credential.from_p12(None, PASSWORD),
        lambda: cybsign.Credential.from_p12_file(5, PASSWORD),
        lambda: cybsign.Credential.from_pem(None),
        lambda: cybsign.Credential.from_pem(KEY_PEM, 5),
        lambda: cybsign.Credential.from_p12(P12, PASSWORD, alias=b"bytes"),
        lambda: cybsign.Credential(),
        lambda: cybsign.inspect(None),
        lambda: cybsign.inspect(P12, PASSWORD, 0),
    ],
)
def test_wrong_types(call):
    with pytest.raises(TypeError):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: cybsign.Credential.from_p12("key.p12", PASSWORD),
        lambda: cybsign.Credential.from_p12(Path("key.p12"), PASSWORD),
        lambda: cybsign.Credential.from_pem("key.pem"),
        lambda: cybsign.Credential.from_pem(Path("key.pem")),
        lambda: cybsign.Credential.from_der("key.der", b""),
        lambda: cybsign.inspect("key.p12"),
        lambda: cybsign.inspect(Path("key.p12")),
    ],
)
def test_a_path_in_place_of_the_content(call):
    with pytest.raises((TypeError, cybsign.EncodingError), match="give what the file holds"):
        call()


def test_inspect(certificate_pem):
    for data in (certificate_pem, certificate_pem.decode(), bytearray(certificate_pem)):
        assert cybsign.inspect(data)["certificates"][0]["merchant_id"] == "testmid_oracle"
    assert cybsign.inspect(P12)["container"]["mac"] == "not_checked"
    assert cybsign.inspect(P12, PASSWORD)["container"]["mac"] == "verified"
    late = datetime(2046, 1, 1, tzinfo=timezone.utc)
    assert cybsign.inspect(P12, PASSWORD, now=late)["certificates"][0]["days_left"] < 0
    assert cybsign.inspect(P12, PASSWORD)["certificates"][0]["days_left"] > 0
    sealed = cybsign.inspect((KEYS / "leaf_gen1.p12").read_bytes())
    assert (sealed["contents"], sealed["certificates"]) == ("encrypted", None)


def test_a_credential_tells_what_it_is(credential, certificate_pem):
    certificate = x509.load_pem_x509_certificate(certificate_pem)
    described = credential.inspect()["certificates"][credential.inspect()["selected"]]
    assert (credential.merchant_id, credential.environment) == ("testmid_oracle", None)
    assert credential.key_serial == described["key_serial"]
    assert credential.not_before == certificate.not_valid_before_utc
    assert credential.not_after == certificate.not_valid_after_utc
    assert credential.not_after.utcoffset() == credential.not_before.utcoffset() == timedelta(0)
    assert repr(credential) == "<cybsign.Credential: testmid_oracle, {} days left>".format(credential.days_left())
    assert credential.inspect(now=NOT_AFTER)["certificates"][0]["days_left"] == 0


def made_certificate(key, name, not_after):
    """A certificate of our own for a key; dates outside of UTCTime are written as GeneralizedTime."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(datetime(2000, 1, 1)).not_valid_after(not_after)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def test_the_last_moment_that_a_datetime_holds(private_key):
    last = datetime(9999, 12, 31, 23, 59, 59)
    credential = cybsign.Credential.from_pem(KEY_PEM, made_certificate(private_key, "dates", last))
    assert credential.not_after == last.replace(tzinfo=timezone.utc)


def test_dates_that_can_not_be_read(private_key, tmp_path):
    """The Z of both dates' text becomes a digit; the signature of the certificate is nobody's business here."""
    from cryptography.hazmat.primitives.serialization import Encoding as Form

    der = x509.load_pem_x509_certificate(made_certificate(private_key, "dates", datetime(2040, 1, 1))).public_bytes(Form.DER)
    broken = der.replace(b"000000Z", b"0000009")
    assert broken != der
    credential = cybsign.Credential.from_der(private_key.private_bytes(Form.DER, PrivateFormat.PKCS8, NoEncryption()), broken)
    assert credential.expiry() == (cybsign.ExpiryState.UNREADABLE, 0)
    assert repr(credential) == "<cybsign.Credential: dates, dates unreadable>"
    for read in (lambda: credential.not_after, lambda: credential.not_before, credential.days_left):
        with pytest.raises(cybsign.CertificateError) as caught:
            read()
        assert caught.value.status == cybsign.status.E_DATE_UNREADABLE


def test_days_left(credential):
    assert credential.days_left(now=NOT_AFTER) == 0
    assert credential.days_left(now=NOT_AFTER + timedelta(seconds=1)) == -1
    assert credential.days_left(now=int(NOT_AFTER.timestamp()) - 86400) == 1
    india = timezone(timedelta(hours=5, minutes=30))
    assert credential.days_left(now=NOT_AFTER.astimezone(india) - timedelta(days=1)) == 1
    assert abs(credential.days_left() - (NOT_AFTER - datetime.now(timezone.utc)).days) <= 1


def test_a_fraction_of_a_second_is_rounded_down_before_1970_too(credential):
    moment = datetime(1969, 12, 31, 23, 59, 59, 500000, tzinfo=timezone.utc)
    assert credential.days_left(now=moment) == credential.days_left(now=-1)


@pytest.mark.parametrize("now, reason", [(datetime(2030, 1, 1), "time zone"), (2**63, "64 bits"), (-(2**63), "64 bits")])
def test_times_that_can_not_be(credential, now, reason):
    for call in (credential.days_left, credential.inspect, credential.expiry):
        with pytest.raises(ValueError, match=reason):
            call(now=now)


@pytest.mark.parametrize("now", ["2030-01-01", 5.0, True, timedelta(1)])
def test_times_of_another_type(credential, now):
    with pytest.raises(TypeError, match="datetime"):
        credential.days_left(now=now)


def test_a_number_of_days_is_never_taken_for_a_time(credential):
    for call in (credential.days_left, credential.inspect, credential.expiry):
        with pytest.raises(TypeError):
            call(60)


def test_expiry(credential):
    state = cybsign.ExpiryState
    assert credential.expiry(now=NOT_AFTER - timedelta(days=61)) == (state.OK, 61)
    assert credential.expiry(now=NOT_AFTER - timedelta(days=59)) == (state.WARNING, 59)
    assert credential.expiry(now=NOT_AFTER - timedelta(days=59), warn_days=10).state is state.OK
    assert credential.expiry(now=NOT_AFTER + timedelta(days=1)) == (state.EXPIRED, -1)
    assert credential.expiry(now=0).state is state.NOT_YET_VALID
    assert credential.expiry().state is state.OK
    with pytest.raises(cybsign.UsageError) as caught:
        credential.expiry(warn_days=-1)
    assert caught.value.status == cybsign.status.E_ARGUMENT
    with pytest.raises(ValueError):
        credential.expiry(warn_days=2**64)
    with pytest.raises(TypeError):
        credential.expiry(warn_days="60")
