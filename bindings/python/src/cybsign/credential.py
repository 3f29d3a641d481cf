"""Credentials: what you sign with."""

import ctypes
import enum
import json
from datetime import datetime, timedelta
from typing import Any, Callable, Dict, NamedTuple, Optional, Tuple, Type, TypeVar

from . import _arguments
from ._abi import Bytes, CredentialHandle, ErrorHandle
from ._arguments import Data, Path, Secret, Text, Time
from ._handle import Owner, new, owned, taken
from ._library import library
from .errors import take

KeyFunction = Callable[[int, bytes], bytes]
Self = TypeVar("Self", bound="Credential")


class ExpiryState(enum.IntEnum):
    """What Credential.expiry_check() found."""

    #: Valid, and it does not expire within the days asked about.
    OK = 0
    #: It expires within the days asked about: make its successor now.
    WARNING = 1
    #: It has expired.
    EXPIRED = 2
    #: A date of the certificate can't be read, which is never good news.
    UNREADABLE = 3
    #: It is not valid yet.
    NOT_YET_VALID = 4


class Expiry(NamedTuple):
    """The answer of Credential.expiry_check()."""

    #: The state.
    state: ExpiryState
    #: Whole days, rounded down; negative once the certificate has expired, 0 if a date is unreadable.
    days_left: int


class Credential(Owner[CredentialHandle]):
    """A private key with its certificate. It never changes and may be used from any thread at once.

    It is made by one of the from_… functions. ``options`` are those of the C header: ``alias`` (the CN or the friendly name
    of the key to take, whole; needed when there are several), ``environment`` (``"test"`` or ``"production"``: kept and
    shown), ``max_iterations`` (the most key derivation iterations that a file may ask for) and ``allow_no_mac``.

    A password is str (taken as UTF-8), bytes, or None. A str or bytes can't be wiped; a bytearray is used where it lies, so
    that you can overwrite it afterwards. An expired certificate loads: signing with it is what is refused.
    """

    __slots__ = ()

    def __init__(self) -> None:
        raise TypeError("a Credential is made by Credential.from_p12_file() or another of the from_… functions")

    @classmethod
    def from_p12(
        cls: Type[Self], data: Data, password: Secret, *, key_password: Secret = None, **options: Any
    ) -> Self:
        """Loads the bytes of a P12. ``key_password`` is for one whose private key has a password of its own."""
        p12 = _arguments.secret_data(data, "data")
        return _from_p12(cls, "cybsign_credential_from_p12", p12, password, key_password, options)

    @classmethod
    def from_p12_file(
        cls: Type[Self], path: Path, password: Secret, *, key_password: Secret = None, **options: Any
    ) -> Self:
        """Loads a P12 file. ``inspect()`` then also warns if others may read the file."""
        name = _arguments.path(path)
        return _from_p12(cls, "cybsign_credential_from_p12_file", name, password, key_password, options)

    @classmethod
    def from_pem(
        cls: Type[Self], key_pem: Text, certificate_pem: Optional[Text] = None, password: Secret = None, **options: Any
    ) -> Self:
        """Loads PEM. The certificates may stand in ``key_pem`` too."""
        return _loaded(
            cls,
            library.cybsign_credential_from_pem,
            *_arguments.secret(_present(key_pem, "key_pem"), "key_pem"),
            *_arguments.secret(certificate_pem, "certificate_pem"),
            *_arguments.secret(password, "password"),
            *_arguments.options(options),
        )

    @classmethod
    def from_der(cls: Type[Self], key: Data, certificate: Data, password: Secret = None, **options: Any) -> Self:
        """Loads DER: a key as PKCS #8 (encrypted or not) or PKCS #1, and its X.509 certificate."""
        return _loaded(
            cls,
            library.cybsign_credential_from_der,
            *_arguments.secret_data(key, "key"),
            *_arguments.data(certificate, "certificate"),
            *_arguments.secret(password, "password"),
            *_arguments.options(options),
        )

    @classmethod
    def from_callbacks(
        cls: Type[Self], certificate: Text, sign: KeyFunction, decrypt: Optional[KeyFunction] = None, **options: Any
    ) -> Self:
        """Makes a credential whose private key lives elsewhere (an HSM, a cloud key service, another process).

        ``certificate`` is DER or PEM. ``sign(algorithm, digest)`` returns the bare signature; ``algorithm`` is
        ``SIGN_RSA_PKCS1_SHA256``. ``decrypt(algorithm, ciphertext)`` returns the plain text; ``algorithm`` is
        ``DECRYPT_RSA_OAEP_SHA1`` or ``DECRYPT_RSA_PKCS1``. Both may be called from several threads at once. What they raise
        becomes the cause (``__cause__``) of a CryptoError; KeyboardInterrupt and the like pass through as they are.

        The functions are kept until the last object made from the credential is gone. One that refers to the credential
        itself keeps it alive until close().
        """
        if not callable(sign) or not (decrypt is None or callable(decrypt)):
            raise TypeError("sign must be a function, and decrypt a function or None")
        buffer = _arguments.text(certificate, "certificate")
        json_text = _arguments.options(options)
        from . import _callbacks  # Its C functions need executable memory, which only those who use it should need.

        callbacks = _callbacks.register(sign, decrypt)
        return _loaded(cls, library.cybsign_credential_from_callbacks, *buffer, *callbacks, *json_text)

    def inspect(self, now: Time = None) -> Dict[str, Any]:
        """Describes the credential and everything else in the file it came from; the C header lists the members."""
        moment, output, error = _arguments.unix_time(now), Bytes(), ErrorHandle()
        status = library.cybsign_credential_inspect_json(self._open(), moment, output, error)
        if status:
            raise take(status, error)
        return _document(output)

    @property
    def not_after(self) -> datetime:
        """The last second at which the certificate is valid, as a datetime in UTC.

        99991231235959Z, which stands for "no expiry", is the last one that a datetime holds. CertificateError if the date
        can't be read, OverflowError if it lies before the year 1.
        """
        seconds, error = ctypes.c_int64(), ErrorHandle()
        status = library.cybsign_credential_not_after(self._open(), seconds, error)
        if status:
            raise take(status, error)
        return _arguments.EPOCH + timedelta(seconds=seconds.value)

    def days_left(self, now: Time = None) -> int:
        """Whole days that the certificate is still valid, rounded down: 0 on its last day, negative once it has expired.

        ``now`` is a datetime with a time zone, or Unix seconds.
        """
        moment, days, error = _arguments.unix_time(now), ctypes.c_int64(), ErrorHandle()
        status = library.cybsign_credential_days_left(self._open(), moment, days, error)
        if status:
            raise take(status, error)
        return days.value

    def expiry_check(self, now: Time = None, warn_days: int = 60) -> Expiry:
        """Says whether the certificate has expired or will within ``warn_days``."""
        moment, ahead = _arguments.unix_time(now), _arguments.int64(warn_days, "warn_days")
        state, days, error = ctypes.c_int32(), ctypes.c_int64(), ErrorHandle()
        status = library.cybsign_credential_expiry(self._open(), moment, ahead, state, days, error)
        if status:
            raise take(status, error)
        return Expiry(ExpiryState(state.value), days.value)


#: For a sign callback: RSASSA-PKCS1-v1_5 with SHA-256. The digest has 32 bytes.
SIGN_RSA_PKCS1_SHA256 = 1
#: For a decrypt callback: RSAES-OAEP with SHA-1 and MGF1-SHA-1.
DECRYPT_RSA_OAEP_SHA1 = 12
#: For a decrypt callback: RSAES-PKCS1-v1_5.
DECRYPT_RSA_PKCS1 = 11


def inspect(data: Text, password: Secret = None, now: Time = None) -> Dict[str, Any]:
    """Describes the keys and certificates in any P12, PEM, DER or PKCS #7 bytes.

    Without a password a P12 whose certificates stand in clear is described all the same.
    """
    buffers = _arguments.secret(_present(data, "data"), "data") + _arguments.secret(password, "password")
    moment, output, error = _arguments.unix_time(now), Bytes(), ErrorHandle()
    status = library.cybsign_inspect_json(*buffers, moment, output, error)
    if status:
        raise take(status, error)
    return _document(output)


def _from_p12(
    kind: Type[Self],
    name: str,
    source: _arguments.Buffer,
    password: Secret,
    key_password: Secret,
    options: Dict[str, Any],
) -> Self:
    passwords: Tuple[Any, ...] = _arguments.secret(password, "password")
    if key_password is not None:
        name += "_with_key_password"
        passwords += _arguments.secret(key_password, "key_password")
    return _loaded(kind, getattr(library, name), *source, *passwords, *_arguments.options(options))


def _loaded(kind: Type[Self], function: Any, *arguments: Any) -> Self:
    handle, error = CredentialHandle(), ErrorHandle()
    status = function(*arguments, handle, error)
    if status:
        raise take(status, error)
    return new(kind, owned(handle, library.cybsign_credential_free))


def _present(value: Any, name: str) -> Any:
    if value is None:
        raise TypeError("{} must be str or bytes, not None".format(name))
    return value


def _document(output: Bytes) -> Dict[str, Any]:
    document: Dict[str, Any] = json.loads(taken(output))
    return document
