"""Loading, inspecting and dating credentials."""

import json
import shutil
from datetime import datetime, timedelta, timezone

import cybsign
import jsonschema
import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import load_pem_x509_certificate

from conftest import KEYS, PASSWORD, REQUEST, ROOT

NOT_AFTER = datetime(2045, 1, 1, tzinfo=timezone.utc)
P12 = (KEYS / "leaf_gen2.p12").read_bytes()


def merchant(description):
    return description["certificates"][description["selected"]]["merchant_id"]


@pytest.mark.parametrize("file", ["leaf_gen1.p12", "leaf_gen2.p12", "leaf_expired_gen2.p12"])
def test_p12(file):
    credential = cybsign.Credential.from_p12((KEYS / file).read_bytes(), PASSWORD)
    assert merchant(credential.inspect()) == "testmid_oracle"


@pytest.mark.parametrize("password", [PASSWORD, PASSWORD.encode(), bytearray(PASSWORD.encode()), memoryview(PASSWORD.encode())])
@pytest.mark.parametrize("data", [P12, bytearray(P12), memoryview(P12), memoryview(bytearray(P12))])
def test_kinds_of_buffer(data, password):
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
    credential = cybsign.Credential.from_p12_file(KEYS / "leaf_emptypw_gen2.p12", password)
    assert merchant(credential.inspect()) == "testmid_oracle"


@pytest.mark.parametrize("make", [str, lambda path: path, lambda path: str(path).encode()])
def test_p12_file(make, tmp_path):
    path = tmp_path / "schlüssel é.p12"
    shutil.copyfile(KEYS / "leaf_gen2.p12", path)
    assert cybsign.Credential.from_p12_file(make(path), PASSWORD).not_after == NOT_AFTER


@pytest.fixture
def p12_with_key_password(tmp_path, openssl):
    """The MAC has one password, and the key another."""
    file, files = tmp_path / "two.p12", ("-inkey", KEYS / "key_leaf.pem", "-in", KEYS / "cert_leaf.pem")
    openssl("pkcs12", "-export", "-twopass", "-certpbe", "NONE", *files, "-out", file, given="outer\nouter\ninner\ninner\n")
    return file


@pytest.fixture
def two_keys():
    """Two merchants in one PEM text."""
    return b"".join((KEYS / name).read_bytes() for name in ("key_leaf.pem", "cert_leaf.pem", "resp_pkcs8.pem", "cert_resp.pem"))


def test_pem():
    key, certificate = (KEYS / "key_leaf.pem").read_text(), (KEYS / "cert_leaf.pem").read_text()
    for arguments in ((key, certificate), (key + certificate,), (key.encode(), certificate.encode()), (bytearray(key.encode()), certificate)):
        assert cybsign.Credential.from_pem(*arguments).not_after == NOT_AFTER


@pytest.mark.parametrize("file", ["resp_pkcs8_enc.pem", "resp_pkcs1_enc.pem"])
def test_encrypted_pem(file):
    certificate = (KEYS / "cert_resp.pem").read_bytes()
    assert cybsign.Credential.from_pem((KEYS / file).read_bytes(), certificate, PASSWORD).not_after == NOT_AFTER
    with pytest.raises(cybsign.CredentialError):
        cybsign.Credential.from_pem((KEYS / file).read_bytes(), certificate, "wrong")


def test_der(private_key, certificate_pem):
    certificate = load_pem_x509_certificate(certificate_pem).public_bytes(Encoding.DER)
    for form, encryption, password in (
        (PrivateFormat.PKCS8, NoEncryption(), None),
        (PrivateFormat.TraditionalOpenSSL, NoEncryption(), None),
        (PrivateFormat.PKCS8, BestAvailableEncryption(PASSWORD.encode()), PASSWORD),
    ):
        key = private_key.private_bytes(Encoding.DER, form, encryption)
        assert cybsign.Credential.from_der(key, certificate, password).not_after == NOT_AFTER


def test_all_sources_sign_alike(credential, certificate_pem):
    other = cybsign.Credential.from_pem((KEYS / "key_leaf.pem").read_bytes(), certificate_pem)
    assert cybsign.SimpleOrder(other).sign_nvp(REQUEST) == cybsign.SimpleOrder(credential).sign_nvp(REQUEST)


def test_options():
    credential = cybsign.Credential.from_p12(P12, PASSWORD, alias="testmid_oracle", environment="test")
    assert credential.inspect()["environment"] == "test"
    with pytest.raises(cybsign.CredentialError) as caught:
        cybsign.Credential.from_p12(P12, PASSWORD, alias="testmid")
    assert caught.value.status == cybsign.status.E_ALIAS


def test_several_keys(two_keys):
    with pytest.raises(cybsign.CredentialError) as caught:
        cybsign.Credential.from_pem(two_keys)
    assert caught.value.status == cybsign.status.E_SEVERAL_KEYS


@pytest.mark.parametrize(
    "call",
    [
        lambda: cybsign.Credential.from_p12("text", PASSWORD),
        lambda: cybsign.Credential.from_p12(P12, 5),
        lambda: cybsign.Credential.from_p12(None, PASSWORD),
        lambda: cybsign.Credential.from_p12_file(5, PASSWORD),
        lambda: cybsign.Credential.from_pem(None),
        lambda: cybsign.Credential.from_der("text", b""),
        lambda: cybsign.Credential.from_p12(P12, PASSWORD, alias=b"bytes"),
        lambda: cybsign.Credential(),
        lambda: cybsign.inspect(None),
        lambda: cybsign.SimpleOrder("credential"),
    ],
)
def test_wrong_types(call):
    with pytest.raises(TypeError):
        call()


def test_key_password(p12_with_key_password):
    data = p12_with_key_password.read_bytes()
    assert cybsign.Credential.from_p12(data, "outer", key_password="inner").not_after == NOT_AFTER
    assert cybsign.Credential.from_p12_file(p12_with_key_password, "outer", key_password=b"inner").not_after == NOT_AFTER
    for wrong in (None, "outer", "other"):
        with pytest.raises(cybsign.CredentialError) as caught:
            cybsign.Credential.from_p12(data, "outer", key_password=wrong)
        assert caught.value.status == cybsign.status.E_KEY_PASSWORD


def test_inspect_bytes(certificate_pem):
    assert cybsign.inspect(certificate_pem)["certificates"][0]["merchant_id"] == "testmid_oracle"
    assert cybsign.inspect(certificate_pem.decode())["certificates"][0]["merchant_id"] == "testmid_oracle"
    assert cybsign.inspect(P12)["container"]["mac"] == "not_checked"
    assert len(cybsign.inspect(P12, PASSWORD)["certificates"]) == 3
    assert cybsign.inspect(P12, PASSWORD)["private_keys"]


def test_inspect_at_a_time(credential):
    early, late = datetime(2030, 1, 1, tzinfo=timezone.utc), datetime(2046, 1, 1, tzinfo=timezone.utc)
    assert merchant_days(credential.inspect(late)) < 0 < merchant_days(credential.inspect(early))
    assert cybsign.inspect(P12, PASSWORD, late)["certificates"][0]["days_left"] < 0


def test_the_present_is_the_default(credential):
    now = datetime.now(timezone.utc)
    assert credential.inspect()["warnings"] == credential.inspect(now)["warnings"]
    for described in (credential.inspect(), cybsign.inspect(P12, PASSWORD)):
        assert {certificate["date_status"] for certificate in described["certificates"]} == {"ok"}


def merchant_days(description):
    return description["certificates"][description["selected"]]["days_left"]


@pytest.mark.parametrize("file", ["leaf_gen1.p12", "leaf_gen2.p12", "leaf_expired_gen2.p12", "meta_gen2.p12"])
def test_inspect_fits_its_schema(file):
    schema = json.loads((ROOT / "tests" / "schema" / "inspect.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(cybsign.Credential.from_p12_file(KEYS / file, PASSWORD).inspect())
    validator.validate(cybsign.inspect((KEYS / file).read_bytes(), PASSWORD))


def test_not_after_agrees_with_another_reader(credential, certificate_pem):
    assert credential.not_after == load_pem_x509_certificate(certificate_pem).not_valid_after_utc
    assert credential.not_after.utcoffset() == timedelta(0)


def test_days_left(credential):
    assert credential.days_left(NOT_AFTER) == 0
    assert credential.days_left(NOT_AFTER + timedelta(seconds=1)) == -1
    assert credential.days_left(NOT_AFTER - timedelta(days=3, seconds=1)) == 3
    assert credential.days_left(int(NOT_AFTER.timestamp()) - 86400) == 1
    india = timezone(timedelta(hours=5, minutes=30))
    assert credential.days_left(NOT_AFTER.astimezone(india) - timedelta(days=1)) == 1
    assert abs(credential.days_left() - (NOT_AFTER - datetime.now(timezone.utc)).days) <= 1


def test_a_fraction_of_a_second_is_rounded_down_before_1970_too(credential):
    moment = datetime(1969, 12, 31, 23, 59, 59, 500000, tzinfo=timezone.utc)
    assert credential.days_left(moment) == credential.days_left(-1)


@pytest.mark.parametrize("now, reason", [(datetime(2030, 1, 1), "time zone"), (2**63, "64 bits"), (-(2**63), "64 bits")])
def test_times_that_can_not_be(credential, now, reason):
    for call in (credential.days_left, credential.inspect, credential.expiry_check):
        with pytest.raises(ValueError, match=reason):
            call(now)


@pytest.mark.parametrize("now", ["2030-01-01", 5.0, True, timedelta(1)])
def test_times_of_another_type(credential, now):
    with pytest.raises(TypeError, match="datetime"):
        credential.days_left(now)


def test_expiry_check(credential):
    state = cybsign.ExpiryState
    assert credential.expiry_check(NOT_AFTER - timedelta(days=61)) == (state.OK, 61)
    assert credential.expiry_check(NOT_AFTER - timedelta(days=59)) == (state.WARNING, 59)
    assert credential.expiry_check(NOT_AFTER - timedelta(days=59), warn_days=10).state is state.OK
    assert credential.expiry_check(NOT_AFTER + timedelta(days=1)) == (state.EXPIRED, -1)
    assert credential.expiry_check(0).state is state.NOT_YET_VALID
    assert credential.expiry_check().state is state.OK
    with pytest.raises(cybsign.UsageError) as caught:
        credential.expiry_check(warn_days=-1)
    assert caught.value.status == cybsign.status.E_ARGUMENT
    with pytest.raises(ValueError):
        credential.expiry_check(warn_days=2**64)
    with pytest.raises(TypeError):
        credential.expiry_check(warn_days="60")


def made_certificate(key, not_after):
    """A certificate of our own for a key; dates outside of UTCTime are written as GeneralizedTime."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "dates")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(datetime(2000, 1, 1)).not_valid_after(not_after)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def test_the_last_moment_that_a_datetime_holds(private_key):
    last = datetime(9999, 12, 31, 23, 59, 59)
    credential = cybsign.Credential.from_pem((KEYS / "key_leaf.pem").read_bytes(), made_certificate(private_key, last))
    assert credential.not_after == last.replace(tzinfo=timezone.utc)


def test_the_keys_are_those_of_the_file(private_key):
    other = load_pem_private_key((KEYS / "resp_pkcs8.pem").read_bytes(), None)
    with pytest.raises(cybsign.CredentialError) as caught:
        cybsign.Credential.from_pem((KEYS / "key_leaf.pem").read_bytes(), made_certificate(other, datetime(2040, 1, 1)))
    assert caught.value.status == cybsign.status.E_KEY_MISMATCH
