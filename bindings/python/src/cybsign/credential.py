"""Credentials: what you sign with."""

import ctypes
import enum
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, NamedTuple, Optional, Type, TypeVar

from . import _arguments
from ._abi import CredentialHandle
from ._arguments import Data, Path, Secret, Text, Time
from ._call import call, document, made, number, output
from ._handle import Owner, new
from ._library import library
from ._typing import Unpack
from .algorithms import RsaAlgorithm
from .errors import CertificateError, CredentialError, Error
from .inspection import Certificate, CredentialInspection
from .options import CredentialOptions
from .status import E_DATE_UNREADABLE, E_NO_CERTIFICATE

KeyFunction = Callable[[RsaAlgorithm, bytes], bytes]
Self = TypeVar("Self", bound="Credential")


class ExpiryState(enum.IntEnum):
    """What Credential.expiry() found."""

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
    """The answer of Credential.expiry()."""

    #: The state.
    state: ExpiryState
    #: Whole days, rounded down; negative once the certificate has expired, 0 if a date is unreadable.
    days_left: int


class Credential(Owner[CredentialHandle]):
    """A private key with its certificate. It never changes and may be used from any thread at once.

    It is made by one of the from_… functions, whose ``options`` are those of ``cybsign.CredentialOptions``: ``alias`` (the CN
    or the friendly name of the key to take, whole; needed when there are several), ``environment`` (``"test"`` or
    ``"production"``: kept and shown), ``max_iterations`` (the most key derivation iterations that a file may ask for) and
    ``allow_no_mac``.

    A password is str (taken as UTF-8), bytes, or None. A str or bytes can't be wiped; a bytearray is used where it lies, so
    that you can overwrite it afterwards. An expired certificate loads: signing with it is what is refused.
    """

    __slots__ = ()

    def __init__(self) -> None:
        raise TypeError("a Credential is made by Credential.from_p12_file() or another of the from_… functions")

    @classmethod
    def from_p12(
        cls: Type[Self], data: Data, password: Secret, *, key_password: Secret = None, **options: Unpack[CredentialOptions]
    ) -> Self:
        """Loads the bytes of a P12. ``key_password`` is for one whose private key has a password of its own."""
        buffers = _arguments.key_data(data, "data") + _arguments.secret(password, "password")
        if key_password is None:
            return cls._made(library.cybsign_credential_from_p12, *buffers, options=options)
        buffers += _arguments.secret(key_password, "key_password")
        return cls._made(library.cybsign_credential_from_p12_with_key_password, *buffers, options=options)

    @classmethod
    def from_p12_file(
        cls: Type[Self], path: Path, password: Secret, *, key_password: Secret = None, **options: Unpack[CredentialOptions]
    ) -> Self:
        """Loads a P12 file. ``inspect()`` then also warns if others may read the file."""
        buffers = _arguments.path(path) + _arguments.secret(password, "password")
        if key_password is None:
            return cls._made(library.cybsign_credential_from_p12_file, *buffers, options=options)
        buffers += _arguments.secret(key_password, "key_password")
        return cls._made(library.cybsign_credential_from_p12_file_with_key_password, *buffers, options=options)

    @classmethod
    def from_pem(
        cls: Type[Self],
        key_pem: Text,
        certificate_pem: Optional[Text] = None,
        password: Secret = None,
        **options: Unpack[CredentialOptions],
    ) -> Self:
        """Loads PEM. The certificates may stand in ``key_pem`` too."""
        buffers = _arguments.key_text(key_pem, "key_pem") + _arguments.secret(certificate_pem, "certificate_pem")
        buffers += _arguments.secret(password, "password")
        return cls._made(library.cybsign_credential_from_pem, *buffers, options=options)

    @classmethod
    def from_der(
        cls: Type[Self], key: Data, certificate: Data, password: Secret = None, **options: Unpack[CredentialOptions]
    ) -> Self:
        """Loads DER: a key as PKCS #8 (encrypted or not) or PKCS #1, and its X.509 certificate."""
        buffers = _arguments.key_data(key, "key") + _arguments.data(certificate, "certificate")
        buffers += _arguments.secret(password, "password")
        return cls._made(library.cybsign_credential_from_der, *buffers, options=options)

    @classmethod
    def from_callbacks(
        cls: Type[Self],
        certificate: Text,
        sign: KeyFunction,
        decrypt: Optional[KeyFunction] = None,
        **options: Unpack[CredentialOptions],
    ) -> Self:
        """Makes a credential whose private key lives elsewhere (an HSM, a cloud key service, another process).

        ``certificate`` is DER or PEM. ``sign(algorithm, digest)`` returns the bare signature; ``algorithm`` is
        ``RsaAlgorithm.RSASSA_PKCS1_SHA256`` for Simple Order. ``decrypt(algorithm, ciphertext)`` returns the plain text;
        ``algorithm`` is ``RSAES_OAEP_SHA1`` or ``RSAES_PKCS1``. Both may be called from several threads at once. What they
        raise becomes the cause (``__cause__``) of a CryptoError; KeyboardInterrupt and the like pass through as they are.

        The functions are kept until the last object made from the credential is gone. One that refers to the credential
        itself keeps it alive until close().
        """
        if not callable(sign) or not (decrypt is None or callable(decrypt)):
            raise TypeError("sign must be a function, and decrypt a function or None")
        buffer, json_text = _arguments.text(certificate, "certificate"), _arguments.options(options)
        from . import _callbacks  # Its C functions need executable memory, which only those who use it should need.

        callbacks = _callbacks.register(sign, decrypt)
        function = library.cybsign_credential_from_callbacks
        return new(cls, made(CredentialHandle, function, None, *buffer, *callbacks, *json_text))

    @classmethod
    def _made(cls: Type[Self], function: Any, *buffers: Any, options: CredentialOptions) -> Self:
        return new(cls, made(CredentialHandle, function, None, *buffers, *_arguments.options(options)))

    def inspect(self, *, now: Time = None) -> CredentialInspection:
        """Describes the credential and everything else in the file it came from.

        ``now``, the time to judge dates at, is a datetime with a time zone or Unix seconds.
        """
        found: CredentialInspection = document(library.cybsign_credential_inspect_json, self, _arguments.unix_time(now))
        return found

    @property
    def merchant_id(self) -> Optional[str]:
        """Whose key it is: the certificate's CN. None if it has none, or is no merchant's."""
        return output(library.cybsign_credential_merchant_id, self).decode("utf-8") or None

    @property
    def key_serial(self) -> Optional[str]:
        """The serial number by which CyberSource's portal knows the key. None if the certificate has none."""
        return output(library.cybsign_credential_key_serial, self).decode("utf-8") or None

    @property
    def environment(self) -> Optional[str]:
        """``"test"`` or ``"production"``, as the option of that name said; None without it."""
        return self.inspect()["environment"]

    def _certificate(self) -> Certificate:
        described = self.inspect()
        if described["selected"] is None:
            raise CredentialError(E_NO_CERTIFICATE, "the credential has no certificate")
        return described["certificates"][described["selected"]]

    @property
    def not_before(self) -> datetime:
        """The first second at which the certificate is valid, as a datetime in UTC. CertificateError if it can't be read."""
        text = self._certificate()["not_before"]
        if text is None:
            raise CertificateError(E_DATE_UNREADABLE, "the certificate's notBefore can't be read")
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)

    @property
    def not_after(self) -> datetime:
        """The last second at which the certificate is valid, as a datetime in UTC.

        99991231235959Z, which stands for "no expiry", is the last one that a datetime holds. CertificateError if the date
        can't be read, OverflowError if it lies before the year 1.
        """
        return _arguments.EPOCH + timedelta(seconds=number(library.cybsign_credential_not_after, self))

    def days_left(self, *, now: Time = None) -> int:
        """Whole days that the certificate is still valid, rounded down: 0 on its last day, negative once it has expired.

        ``now`` is a datetime with a time zone, or Unix seconds.
        """
        return number(library.cybsign_credential_days_left, self, _arguments.unix_time(now))

    def expiry(self, *, warn_days: int = 60, now: Time = None) -> Expiry:
        """Says whether the certificate has expired or will within ``warn_days``; ``now`` is as for days_left()."""
        state, days = ctypes.c_int32(), ctypes.c_int64()
        times = _arguments.unix_time(now), _arguments.int64(warn_days, "warn_days")
        call(library.cybsign_credential_expiry, self, *times, state, days)
        return Expiry(ExpiryState(state.value), days.value)

    def __repr__(self) -> str:
        try:
            certificate = self._certificate()
        except Error:  # It is closed, or has no certificate.
            return super().__repr__()
        days = "dates unreadable" if certificate["days_left"] is None else "{} days left".format(certificate["days_left"])
        return "<cybsign.Credential: {}, {}>".format(certificate["merchant_id"] or certificate["subject"], days)
