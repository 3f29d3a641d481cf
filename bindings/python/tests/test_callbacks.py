"""Keys that live elsewhere."""

import gc
import threading
import weakref

import cybsign
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cybsign import _callbacks

from conftest import KEYS, REQUEST


@pytest.fixture
def sign(private_key):
    def function(algorithm, digest):
        assert algorithm is cybsign.RsaAlgorithm.RSASSA_PKCS1_SHA256 and len(digest) == 32 and type(digest) is bytes
        return private_key.sign(digest, PKCS1v15(), Prehashed(hashes.SHA256()))

    return function


def test_it_signs_like_the_key_itself(sign, order, certificate_pem):
    credential = cybsign.Credential.from_callbacks(certificate_pem, sign)
    assert cybsign.SimpleOrder(credential).sign_nvp(REQUEST) == order.sign_nvp(REQUEST)
    assert credential.inspect()["container"]["kind"] == "callbacks"


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_any_kind_of_bytes_may_be_returned(sign, certificate_pem, kind):
    credential = cybsign.Credential.from_callbacks(certificate_pem.decode(), lambda *given: kind(sign(*given)), environment="test")
    assert cybsign.SimpleOrder(credential).sign_nvp(REQUEST)


def failure(certificate_pem, sign):
    order = cybsign.SimpleOrder(cybsign.Credential.from_callbacks(certificate_pem, sign))
    with pytest.raises(cybsign.CryptoError) as caught:
        order.sign_nvp(REQUEST)
    assert caught.value.status == cybsign.status.E_SIGN
    return caught.value


def test_an_exception_is_the_cause(certificate_pem):
    reason = ConnectionError("the HSM is away")

    def sign(algorithm, digest):
        raise reason

    error = failure(certificate_pem, sign)
    assert error.__cause__ is reason
    assert error.detail["callback_result"] == 1
    assert "HSM" not in str(error)


@pytest.mark.parametrize("result, cause", [(None, TypeError), ("text", TypeError), (b"x" * 5000, ValueError)])
def test_a_result_that_can_not_be(certificate_pem, result, cause):
    assert isinstance(failure(certificate_pem, lambda *_: result).__cause__, cause)


@pytest.mark.parametrize("result", [b"", b"x", b"x" * 256])
def test_a_wrong_signature_is_refused(certificate_pem, result):
    assert failure(certificate_pem, lambda *_: result).__cause__ is None


def test_a_failure_is_not_the_cause_of_a_later_one(certificate_pem):
    def sign(algorithm, digest):
        raise ConnectionError

    failure(certificate_pem, sign)
    assert failure(certificate_pem, lambda *_: b"x" * 256).__cause__ is None


class Away(Exception):
    """Unlike those of Python itself, its instances can be watched."""


def test_an_exception_is_not_kept(certificate_pem):
    def sign(algorithm, digest):
        raise Away

    error = failure(certificate_pem, sign)
    alive = weakref.ref(error.__cause__)
    del error
    gc.collect()
    assert alive() is None


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_what_ends_the_program_passes_through(certificate_pem, kind):
    def sign(algorithm, digest):
        raise kind

    order = cybsign.SimpleOrder(cybsign.Credential.from_callbacks(certificate_pem, sign))
    with pytest.raises(kind):
        order.sign_nvp(REQUEST)


def test_a_callback_may_sign_with_another_credential(certificate_pem, sign, order):
    inner = cybsign.SimpleOrder(cybsign.Credential.from_callbacks(certificate_pem, sign))

    def outer(algorithm, digest):
        assert inner.sign_nvp(REQUEST) == order.sign_nvp(REQUEST)
        return sign(algorithm, digest)

    credential = cybsign.Credential.from_callbacks(certificate_pem, outer)
    assert cybsign.SimpleOrder(credential).sign_nvp(REQUEST) == order.sign_nvp(REQUEST)


def test_each_thread_has_its_own_failure(certificate_pem):
    seen = []

    def sign(algorithm, digest):
        raise LookupError(threading.current_thread().name)

    order = cybsign.SimpleOrder(cybsign.Credential.from_callbacks(certificate_pem, sign))

    def run():
        for _ in range(50):
            try:
                order.sign_nvp(REQUEST)
            except cybsign.CryptoError as error:
                seen.append(error.__cause__.args == (threading.current_thread().name,))

    threads = [threading.Thread(target=run) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert seen == [True] * 200


def test_the_functions_live_as_long_as_they_are_needed(certificate_pem, sign):
    def wrapped(algorithm, digest):
        return sign(algorithm, digest)

    alive = weakref.ref(wrapped)
    credential = cybsign.Credential.from_callbacks(certificate_pem, wrapped)
    del wrapped
    order = cybsign.SimpleOrder(credential)
    credential.close()
    gc.collect()
    assert alive() is not None and order.sign_nvp(REQUEST)
    order.close()
    gc.collect()
    assert alive() is None


def test_the_functions_are_released_when_the_credential_can_not_be_made(sign):
    gc.collect()
    before = len(_callbacks._functions)
    for certificate, options in ((b"no certificate", {}), (b"", {}), (b"x", {"alias": 5})):
        with pytest.raises(cybsign.Error):
            cybsign.Credential.from_callbacks(certificate, sign, **options)
    assert len(_callbacks._functions) == before


@pytest.mark.parametrize("functions", [(None,), ("sign",), (len, "decrypt")])
def test_wrong_types(certificate_pem, functions):
    with pytest.raises(TypeError):
        cybsign.Credential.from_callbacks(certificate_pem, *functions)


@pytest.mark.parametrize("transport, expected", [("rsa-oaep", "RSAES_OAEP_SHA1"), ("rsa-1_5", "RSAES_PKCS1")])
def test_a_decrypt_function(credential, certificate_pem, sign, transport, expected):
    certificate, key = (KEYS / "cert_sjc.pem").read_bytes(), load_pem_private_key((KEYS / "key_sjc.pem").read_bytes(), None)
    paddings = {
        cybsign.RsaAlgorithm.RSAES_OAEP_SHA1: OAEP(MGF1(hashes.SHA1()), hashes.SHA1(), None),
        cybsign.RsaAlgorithm.RSAES_PKCS1: PKCS1v15(),
    }
    asked = []

    def decrypt(algorithm, ciphertext):
        asked.append(algorithm)
        return key.decrypt(ciphertext, paddings[algorithm])

    message = cybsign.SimpleOrder(credential, encrypt=True, key_transport=transport).sign_nvp(REQUEST)
    elsewhere = cybsign.Credential.from_callbacks(certificate, sign, decrypt)
    assert b"testmid_oracle" in cybsign.SimpleOrder.open(elsewhere, message, expected_certificate=certificate_pem)
    assert asked == [cybsign.RsaAlgorithm[expected]]
    without = cybsign.Credential.from_callbacks(certificate, sign)
    with pytest.raises(cybsign.CryptoError) as caught:
        cybsign.SimpleOrder.open(without, message, expected_certificate=certificate_pem)
    assert caught.value.status == cybsign.status.E_KEY_KIND
