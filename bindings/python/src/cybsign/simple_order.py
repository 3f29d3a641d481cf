"""Simple Order messages: signing and encrypting, whole requests, replies, verifying and opening."""

import ctypes
import json
from typing import Any, Dict, List, Literal, NamedTuple, Optional, Tuple, Type, TypedDict, TypeVar, Union

from . import _arguments
from ._abi import Bytes, HttpRequest, SimpleOrderHandle
from ._arguments import Path, Secret, Text, Time
from ._call import call, document, made, output, taken
from ._fields import Fields, packed
from ._handle import Owner, new, owned
from ._library import library
from ._typing import Unpack
from .credential import Credential, ExpiryState
from .errors import UsageError, VerificationError
from .options import ConfigOptions, ReplyOptions, SimpleOrderOptions, VerifyOptions
from .reply import Reply
from .request import Request, SignedEnvelope, taken_request
from .status import E_ARGUMENT
from .verification import VerificationReport

Self = TypeVar("Self", bound="SimpleOrder")

#: The kinds of text that SimpleOrder.request() takes: CYBSIGN_CONTENT_….
CONTENT_KINDS = {"nvp": 1, "xml": 2, "envelope": 3}


class _ConfigWarning(TypedDict):
    level: Literal["warning", "error"]
    code: Literal["ignored", "unknown", "repeated", "changed", "merchant_unnamed", "expired", "expires_soon", "not_yet_valid", "date_unreadable"]
    #: The line, and the key if it is known.
    subject: str
    message: str
    key: Optional[str]
    #: None for what is not in the file.
    line: Optional[int]


class ConfigWarning(_ConfigWarning, total=False):
    """What differs from what the SDK would have done, and where; and certificates that let each request fail, or soon will."""

    #: Whose certificate it is.
    role: Literal["signer", "recipient"]
    #: Until when it is valid, as RFC 3339 has it; None where that can't be read.
    not_after: Optional[str]
    days_left: Optional[int]


class ConfigReport(TypedDict):
    """What SimpleOrder.from_config() made of a file."""

    format: Literal["ini", "properties"]
    merchant_id: Optional[str]
    key_file: str
    warnings: List[ConfigWarning]


class OrderExpiry(NamedTuple):
    """The answer of SimpleOrder.expiry(): how the certificate stands that fails first."""

    #: The state.
    state: ExpiryState
    #: Whole days, rounded down; negative once the certificate has expired, 0 if a date is unreadable.
    days_left: int
    #: Whose certificate it is.
    certificate: Literal["signer", "recipient"]


class SimpleOrder(Owner[SimpleOrderHandle]):
    """Signs Simple Order messages. It never changes and may be used from any thread at once.

    ``options`` are those of ``cybsign.SimpleOrderOptions``: ``profile`` (``"cpp"``, the default, or ``"java"``),
    ``api_version``, ``namespace``, ``client``, ``allow_expired``, ``limits`` and ``testing``; to encrypt, ``encrypt``,
    ``key_transport``, ``server_certificate`` (str or bytes, PEM or DER) and ``allow_expired_recipient``; for request(),
    ``environment`` and ``endpoint``; for sign_envelope(), ``allow_other_username``. ``docs/options.md`` says what each means.
    The credential may be closed afterwards.
    """

    __slots__ = ("config_report",)

    #: What from_config() made of the file; None without a file.
    config_report: Optional[ConfigReport]

    def __init__(self, credential: Credential, **options: Unpack[SimpleOrderOptions]) -> None:
        self._handle = None
        self.config_report = None
        json_text = _arguments.options(options, certificate="server_certificate")
        self._handle = made(SimpleOrderHandle, library.cybsign_simple_order_new, _checked(credential), *json_text)

    @classmethod
    def from_config(cls: Type[Self], path: Path, **options: Unpack[ConfigOptions]) -> Self:
        """Prepares signing from a configuration file of CyberSource's C/C++ SDK (cybs.ini) or Java SDK (cybs.properties).

        The P12 that the file names is loaded, and no other file. ``options`` are ``format`` (``"ini"`` or ``"properties"``;
        by the file's name otherwise), ``merchant_id`` (whose keys to read where the file has several),
        ``password_is_merchant_id``, ``credential`` (a dictionary: the options of ``Credential.from_p12`` for that P12), and
        those of the constructor; these and those come before what the file says. What differs from what the SDK would have
        done stands in ``config_report``, under ``"warnings"``.
        """
        buffers = _arguments.path(path) + _arguments.options(options, certificate="server_certificate")
        handle, report = SimpleOrderHandle(), Bytes()
        call(library.cybsign_simple_order_from_config, None, *buffers, handle, report)
        order = new(cls, owned(handle))
        order.config_report = json.loads(taken(report))
        return order

    def expiry(self, *, warn_days: int = 60, now: Time = None) -> OrderExpiry:
        """Says whether a certificate that each request needs has expired or will within ``warn_days``: the signer's and,
        where messages are encrypted, the recipient's. ``now`` is a datetime with a time zone, or Unix seconds.
        """
        state, days, which = ctypes.c_int32(), ctypes.c_int64(), ctypes.c_int32()
        times = _arguments.unix_time(now), _arguments.int64(warn_days, "warn_days")
        call(library.cybsign_simple_order_expiry, self, *times, state, days, which)
        return OrderExpiry(ExpiryState(state.value), days.value, "signer" if which.value == 1 else "recipient")

    def sign_nvp(self, request: Union[Fields, Text]) -> bytes:
        """Signs a name-value-pair request and returns the SOAP envelope, ready to be sent.

        ``request`` is a mapping of str to str, or an iterable of pairs (name, value); anything else as a value is a
        TypeError, and a line break in one is refused. It may also be text, str or bytes, with a line ``name=value`` for each
        field; that is already joined, so that a line break in a value can't be seen: where values come from users, give
        a mapping.
        """
        if isinstance(request, (str, bytes, bytearray, memoryview)):
            return output(library.cybsign_simple_order_sign_nvp, self, *_arguments.text(request, "request"))
        array, count, _block = packed(request)
        return output(library.cybsign_simple_order_sign_fields, self, array, count)

    def sign_xml(self, request: Text) -> bytes:
        """Signs an XML request, a document whose element is a requestMessage, and returns the SOAP envelope."""
        return output(library.cybsign_simple_order_sign_xml, self, *_arguments.text(request, "request"))

    def sign_envelope(self, envelope: Text) -> SignedEnvelope:
        """Signs a whole SOAP 1.1 envelope in place, as an old SOAP toolkit made it: the way out of SOAP-toolkit passwords.

        A wsse:UsernameToken is taken out, everything else stays as it came. With a meta key the credential must be that of
        the token's Username, unless the option ``allow_other_username`` of the constructor is true.
        """
        message, report = Bytes(), Bytes()
        call(library.cybsign_simple_order_sign_envelope, self, *_arguments.text(envelope, "envelope"), message, report)
        found = json.loads(taken(report))
        return SignedEnvelope(taken(message), found["username"], found["meta_key"])

    def sign_scmp(self, request: Fields) -> Tuple[bytes, List[Dict[str, str]]]:
        """Signs an SCMP request as a Simple Order message.

        Returns the SOAP envelope, and what does not stand in it: a list of ``{"field": …, "why": …}``.
        """
        array, count, _block = packed(request)
        message, report = Bytes(), Bytes()
        call(library.cybsign_simple_order_sign_scmp, self, array, count, message, report)
        unmapped: List[Dict[str, str]] = json.loads(taken(report))["unmapped"]
        return taken(message), unmapped

    def request(self, content: Union[Fields, Text], kind: Optional[Literal["nvp", "xml", "envelope"]] = None) -> Request:
        """Signs a request and says where and how to send it.

        ``content`` is a mapping or an iterable of pairs, as for sign_nvp(). For text ``kind`` must say what it is, since
        nothing is guessed: ``"nvp"``, ``"xml"`` (as for sign_xml()) or ``"envelope"`` (as for sign_envelope(), which alone
        reports what was taken out). The option ``environment`` of the constructor (``"test"`` or ``"production"``), or a
        URL as ``endpoint``, must be given.
        """
        parts = HttpRequest()
        if isinstance(content, (str, bytes, bytearray, memoryview)):
            text = _arguments.text(content, "content")
            call(library.cybsign_simple_order_request, self, _content_kind(kind), *text, parts)
        else:
            if kind not in (None, "nvp"):
                raise UsageError(E_ARGUMENT, "fields are always of the kind nvp; give XML and envelopes as str or bytes")
            array, count, _block = packed(content)
            call(library.cybsign_simple_order_request_fields, self, array, count, parts)
        return taken_request(parts)

    @staticmethod
    def parse_reply(reply: Text, **options: Unpack[ReplyOptions]) -> Reply:
        """Reads the body of an HTTP response, whatever its status was: NVP, XML or a SOAP fault.

        ``options`` are ``http_status`` (the response's: it says what became of the order where no reply does) and ``limits``.
        Where ``state`` is ``"unknown"``, and where this raises an error whose detail does not say otherwise, the order may have
        been processed: look before you send again.

        Replies are neither signed nor encrypted: trust in them rests on TLS alone.
        """
        buffers = _arguments.text(reply, "reply") + _arguments.options(options)
        found: Reply = document(library.cybsign_simple_order_parse_reply_json, None, *buffers)
        return found

    @staticmethod
    def open(credential: Credential, message: Text, **options: Unpack[VerifyOptions]) -> bytes:
        """Opens an encrypted message with the recipient's key: for tests and simulators of a gateway.

        Returns the SOAP envelope with the Body's content in clear, only if decryption and verification both succeeded.
        ``options`` are those of verify(); whom to expect must be said. Whatever is wrong once the recipient was matched,
        a bad signature too, is a CryptoError of one text (E_DECRYPT), so that the answer tells nothing about the key.
        """
        buffers = _arguments.text(message, "message") + _arguments.options(options, certificate="expected_certificate")
        return output(library.cybsign_simple_order_open, _checked(credential), *buffers)

    @staticmethod
    def verify(message: Text, **options: Unpack[VerifyOptions]) -> VerificationReport:
        """Verifies a signed message: for tests, simulators of a gateway, and diagnosis. CyberSource's replies are not signed.

        Returns the report only if every check passed and the signer is the expected one, which the option
        ``expected_certificate`` (PEM or DER) or ``expected_sha256`` names; ``any_certificate=True`` is content with any
        signer. Otherwise it raises VerificationError, whose ``report`` is the same document.
        """
        buffers = _arguments.text(message, "message") + _arguments.options(options, certificate="expected_certificate")
        report = Bytes()
        try:
            call(library.cybsign_simple_order_verify, None, *buffers, report)
        except VerificationError as error:
            error.report = json.loads(taken(report))
            raise
        checked: VerificationReport = json.loads(taken(report))
        return checked


def username_token(username: Text, password: Secret, *, allow_retired: bool = False) -> bytes:
    """Makes the wsse:Security header of the old SOAP toolkits, with a password in clear: for mock servers and old captures.

    CyberSource has retired these passwords, so that without ``allow_retired=True`` it raises UsageError (E_RETIRED), whose
    message gives the dates. What replaces them is SimpleOrder.sign_envelope().
    """
    buffers = _arguments.text(username, "username") + _arguments.secret(password, "password")
    buffers += _arguments.options({"allow_retired": allow_retired})
    return output(library.cybsign_simple_order_username_token, None, *buffers)


def _checked(credential: Credential) -> Credential:
    if not isinstance(credential, Credential):
        raise TypeError("credential must be a cybsign.Credential, not {}".format(type(credential).__name__))
    return credential


def _content_kind(kind: Optional[str]) -> int:
    number = CONTENT_KINDS.get(kind) if isinstance(kind, str) else None
    if number is None:
        raise UsageError(E_ARGUMENT, 'kind must say what the text is: "nvp", "xml" or "envelope"')
    return number
