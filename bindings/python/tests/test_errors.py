"""The exceptions: their classes, what they tell, and what they never tell."""

import base64
import errno
import json
import pickle

import cybsign
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cybsign import errors, status

from conftest import KEYS, PASSWORD, REQUEST

P12 = (KEYS / "leaf_gen2.p12").read_bytes()
PAN = REQUEST["card_accountNumber"]
WRONG = "S3cr3t-Pa55-phrase"


def expired_order():
    return cybsign.SimpleOrder(cybsign.Credential.from_p12_file(KEYS / "leaf_expired_gen2.p12", PASSWORD))


def order():
    return cybsign.SimpleOrder(cybsign.Credential.from_p12(P12, PASSWORD))


def raise_from_callback():
    def sign(algorithm, digest):
        raise RuntimeError

    credential = cybsign.Credential.from_callbacks((KEYS / "cert_leaf.pem").read_bytes(), sign)
    cybsign.SimpleOrder(credential).sign_nvp(REQUEST)


# One of each category, and what is made in Python; each holds a secret somewhere in what it gives to the library.
FAILURES = [
    (cybsign.UsageError, status.E_OPTION, lambda: cybsign.Credential.from_p12(P12, PASSWORD, pasword=WRONG)),
    (cybsign.UsageError, status.E_OPTION, lambda: cybsign.Credential.from_p12(P12, PASSWORD, **{WRONG: 1})),
    (cybsign.UsageError, status.E_OPTION, lambda: cybsign.mask(PAN, rule=WRONG)),
    (cybsign.UsageError, status.E_FIELD, lambda: order().sign_nvp(dict(REQUEST, card_accountNumber=PAN + "\n"))),
    (cybsign.UsageError, status.E_FIELD, lambda: order().sign_nvp({"a": PAN + "\ud800"})),
    (cybsign.UsageError, status.E_ARGUMENT, lambda: order().request(PAN, PAN)),
    (cybsign.UsageError, status.E_RETIRED, lambda: cybsign.username_token("merchant", WRONG)),
    (cybsign.EncodingError, status.E_NOT_P12, lambda: cybsign.Credential.from_p12(b"no P12 " + WRONG.encode(), WRONG)),
    (cybsign.EncodingError, status.E_ENCODING, lambda: cybsign.Credential.from_p12(P12, WRONG + "\ud800")),
    (cybsign.EncodingError, status.E_PEM, lambda: cybsign.Credential.from_pem((KEYS / "key_leaf.pem").read_bytes()[:-200])),
    (cybsign.EncodingError, status.E_PEM, lambda: cybsign.Credential.from_pem(WRONG)),
    (cybsign.EncodingError, status.E_XML, lambda: order().sign_xml("<requestMessage><card>" + PAN)),
    (cybsign.EncodingError, status.E_MESSAGE, lambda: cybsign.SimpleOrder.parse_reply(PAN)),
    (cybsign.CredentialError, status.E_WRONG_PASSWORD, lambda: cybsign.Credential.from_p12(P12, WRONG)),
    (cybsign.CredentialError, status.E_ALIAS, lambda: cybsign.Credential.from_p12(P12, PASSWORD, alias=WRONG)),
    (cybsign.CertificateError, status.E_EXPIRED, lambda: expired_order().sign_nvp(REQUEST)),
    (cybsign.CryptoError, status.E_SIGN, raise_from_callback),
    (
        cybsign.VerificationError,
        status.E_VERIFY_DIGEST,
        lambda: cybsign.SimpleOrder.verify(order().sign_nvp(REQUEST).replace(b"ref-1", PAN.encode()), any_certificate=True),
    ),
    (cybsign.FileError, status.E_FILE_NOT_FOUND, lambda: cybsign.Credential.from_p12_file("/nowhere/key.p12", WRONG)),
    (cybsign.FileError, status.E_FILE, lambda: cybsign.Credential.from_p12_file(str(KEYS), WRONG)),
]


@pytest.fixture(scope="module")
def secrets(private_key):
    """What may not be seen: passwords, card numbers, and the numbers of the key in hex and base64."""
    numbers = private_key.private_numbers()
    found = [PASSWORD, WRONG, PAN]
    for number in (numbers.d, numbers.p, numbers.q):
        raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
        found += [raw.hex()[:24], str(number)[:24], base64.b64encode(raw).decode()[:24]]
    der = private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return found + [base64.b64encode(der).decode()[64:128]]


def caught(call):
    with pytest.raises(cybsign.Error) as info:
        call()
    return info.value


@pytest.mark.parametrize("kind, number, call", FAILURES)
def test_categories(kind, number, call):
    error = caught(call)
    assert type(error) is kind
    assert error.status == number
    assert getattr(status, error.name[len("CYBSIGN_") :]) == error.status
    assert errors.class_of(error.status) is kind
    assert error.category == {cybsign.FileError: "io"}.get(kind, kind.__name__[: -len("Error")].lower())
    assert str(error) == error.message and error.message and "\n" not in error.message
    assert type(error.detail) is dict
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind and vars(again) == vars(error) and str(again) == str(error)


@pytest.mark.parametrize("kind, number, call", FAILURES)
def test_errors_tell_no_secret(kind, number, call, secrets):
    error = caught(call)
    while error is not None:
        told = "\n".join((str(error), repr(error), repr(vars(error)), json.dumps(getattr(error, "detail", {}))))
        assert not [secret for secret in secrets if secret.lower() in told.lower()]
        error = error.__cause__ or error.__context__


def test_nothing_else_tells_a_secret(secrets):
    credential = cybsign.Credential.from_p12(P12, PASSWORD)
    message = cybsign.SimpleOrder(credential).sign_nvp(REQUEST)
    told = "\n".join(
        (
            repr(credential),
            repr(cybsign.SimpleOrder(credential)),
            json.dumps(credential.inspect()),
            json.dumps(cybsign.inspect(P12, PASSWORD)),
            json.dumps(cybsign.inspect((KEYS / "key_leaf.pem").read_bytes())),
            json.dumps(cybsign.SimpleOrder.verify(message, any_certificate=True)),
            json.dumps(cybsign.build_info()),
        )
    )
    assert not [secret for secret in secrets if secret.lower() in told.lower()]


def test_the_search_for_secrets_finds_them(secrets, private_key):
    """A test of the test: the same key in the forms in which a leak would show."""
    number = private_key.private_numbers().d
    assert any(secret in "%x" % number for secret in secrets)
    pem = "".join((KEYS / "key_leaf.pem").read_text().split("\n")[1:-2])
    assert any(secret in pem for secret in secrets)


def test_every_category_has_a_class():
    for name, number in vars(status).items():
        if name.startswith("E_"):
            assert errors.class_of(number) is not cybsign.Error, name
    assert errors.class_of(7001) is cybsign.Error
    assert issubclass(cybsign.UsageError, ValueError)


def test_an_error_of_a_newer_library():
    assert cybsign.Error(7001, "text").name == "CYBSIGN_E_UNKNOWN"
    assert cybsign.Error(7001, "text").category == "unknown"


@pytest.mark.parametrize("load", [cybsign.Credential.from_p12_file, lambda path, _: cybsign.SimpleOrder.from_config(path)])
def test_a_file_error_is_an_os_error(load, tmp_path):
    for path, number in ((tmp_path / "none", errno.ENOENT), (tmp_path, errno.EIO)):
        with pytest.raises(OSError) as info:
            load(path, PASSWORD)
        error = info.value
        assert type(error) is cybsign.FileError and error.errno == number
        assert error.filename == str(path) and error.strerror == error.message
        again = pickle.loads(pickle.dumps(error))
        assert (again.errno, again.filename, again.strerror) == (error.errno, error.filename, error.strerror)


def test_a_path_with_a_nul():
    with pytest.raises(cybsign.UsageError) as caught:
        cybsign.Credential.from_p12_file("a\0b", PASSWORD)
    assert caught.value.status == status.E_ARGUMENT
