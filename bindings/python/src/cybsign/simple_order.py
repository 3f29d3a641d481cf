"""Simple Order messages: signing and encrypting, whole requests, replies, verifying and opening."""

import json
from typing import Any, Dict, NamedTuple, Optional, Type, TypeVar, Union

from . import _arguments
from ._abi import Bytes, ErrorHandle, HttpRequest, SimpleOrderHandle
from ._arguments import Path, Secret, Text
from ._fields import Fields, packed
from ._handle import Owner, new, owned, taken, taken_request
from ._library import library
from .credential import Credential
from .errors import UsageError, take
from .status import E_ARGUMENT

Self = TypeVar("Self", bound="SimpleOrder")

_sign_fields = library.cybsign_simple_order_sign_fields
_sign_nvp = library.cybsign_simple_order_sign_nvp
_sign_xml = library.cybsign_simple_order_sign_xml

#: The kinds of text that SimpleOrder.request() takes: CYBSIGN_CONTENT_….
CONTENT_KINDS = {"nvp": 1, "xml": 2, "envelope": 3}


class Request(NamedTuple):
    """An HTTP POST request, in the order in which ``urllib.request.Request(*request)`` takes it."""

    #: Where it goes.
    url: str
    #: The signed message.
    body: bytes
    #: The headers that belong to the message. ``Host`` and ``Content-Length`` are the transport's.
    headers: Dict[str, str]

    def __repr__(self) -> str:
        # The body may hold a card number.
        return "<cybsign.Request to {}, {} bytes>".format(self.url, len(self.body))


class SignedEnvelope(NamedTuple):
    """What SimpleOrder.sign_envelope() gives."""

    #: The signed SOAP envelope.
    message: bytes
    #: The Username of the UsernameToken that was taken out; None if there was no token.
    username: Optional[str]
    #: Whether that differs from the Body's merchantID, as a meta key's does.
    meta_key: bool

    def __repr__(self) -> str:
        return "<cybsign.SignedEnvelope, {} bytes, meta_key={}>".format(len(self.message), self.meta_key)


class SimpleOrder(Owner[SimpleOrderHandle]):
    """Signs Simple Order messages. It never changes and may be used from any thread at once.

    ``options`` are those of the C header: ``profile`` (``"cpp"``, the default, or ``"java"``), ``api_version``,
    ``namespace``, ``client``, ``allow_expired``, ``limits`` and ``testing``; to encrypt, ``encrypt``, ``key_transport``,
    ``server_certificate`` (str or bytes, PEM or DER) and ``allow_expired_recipient``; for request(), ``environment`` and
    ``endpoint``; for sign_envelope(), ``allow_other_username``. The credential may be closed afterwards.
    """

    __slots__ = ("config_report",)

    #: What from_config() made of the file, ``{"format", "merchant_id", "key_file", "warnings"}``; None without a file.
    config_report: Optional[Dict[str, Any]]

    def __init__(self, credential: Credential, **options: Any) -> None:
        self._handle = None
        self.config_report = None
        if not isinstance(credential, Credential):
            raise TypeError("credential must be a cybsign.Credential, not {}".format(type(credential).__name__))
        json_text = _arguments.options_with_certificate(options, "server_certificate")
        handle, error = SimpleOrderHandle(), ErrorHandle()
        status = library.cybsign_simple_order_new(credential._open(), *json_text, handle, error)
        if status:
            raise take(status, error)
        self._handle = owned(handle, library.cybsign_simple_order_free)

    @classmethod
    def from_config(cls: Type[Self], path: Path, **options: Any) -> Self:
        """Prepares signing from a configuration file of CyberSource's C/C++ SDK (cybs.ini) or Java SDK (cybs.properties).

        The P12 that the file names is loaded, and no other file. ``options`` are ``format`` (``"ini"`` or ``"properties"``;
        by the file's name otherwise), ``merchant_id`` (whose keys to read where the file has several),
        ``password_is_merchant_id``, ``credential`` (a dictionary: the options of ``Credential.from_p12`` for that P12), and
        those of the constructor; these and those come before what the file says. What differs from what the SDK would have
        done stands in ``config_report``, under ``"warnings"``.
        """
        buffers = (*_arguments.path(path), *_arguments.options_with_certificate(options, "server_certificate"))
        handle, report, error = SimpleOrderHandle(), Bytes(), ErrorHandle()
        status = library.cybsign_simple_order_from_config(*buffers, handle, report, error)
        if status:
            raise take(status, error)
        order = new(cls, owned(handle, library.cybsign_simple_order_free))
        order.config_report = _document(report)
        return order

    def sign_nvp(self, request: Union[Fields, Text]) -> bytes:
        """Signs a name-value-pair request and returns the SOAP envelope, ready to be sent.

        ``request`` is a mapping of str to str, or an iterable of pairs (name, value); anything else as a value is a
        TypeError, and a line break in one is refused. It may also be text, str or bytes, with a line ``name=value`` for each
        field; that is already joined, so that a line break in a value can't be seen: where values come from users, give
        a mapping.
        """
        output, error = Bytes(), ErrorHandle()
        if isinstance(request, (str, bytes, bytearray, memoryview)):
            status = _sign_nvp(self._open(), *_arguments.text(request, "request"), output, error)
        else:
            array, count, _block = packed(request)
            status = _sign_fields(self._open(), array, count, output, error)
        if status:
            raise take(status, error)
        return taken(output)

    def sign_xml(self, request: Text) -> bytes:
        """Signs an XML request, a document whose element is a requestMessage, and returns the SOAP envelope."""
        output, error = Bytes(), ErrorHandle()
        status = _sign_xml(self._open(), *_arguments.text(request, "request"), output, error)
        if status:
            raise take(status, error)
        return taken(output)

    def sign_envelope(self, envelope: Text) -> SignedEnvelope:
        """Signs a whole SOAP 1.1 envelope in place, as an old SOAP toolkit made it: the way out of SOAP-toolkit passwords.

        A wsse:UsernameToken is taken out, everything else stays as it came. With a meta key the credential must be that of
        the token's Username, unless the option ``allow_other_username`` of the constructor is true.
        """
        message, report, error = Bytes(), Bytes(), ErrorHandle()
        buffer = _arguments.text(envelope, "envelope")
        status = library.cybsign_simple_order_sign_envelope(self._open(), *buffer, message, report, error)
        if status:
            raise take(status, error)
        found = _document(report)
        return SignedEnvelope(taken(message), found["username"], found["meta_key"])

    def request(self, content: Union[Fields, Text], kind: Optional[str] = None) -> Request:
        """Signs a request and says where and how to send it; ``urllib.request.Request(*order.request(…))`` takes it as it is.

        ``content`` is a mapping or an iterable of pairs, as for sign_nvp(). For text ``kind`` must say what it is, since
        nothing is guessed: ``"nvp"``, ``"xml"`` (as for sign_xml()) or ``"envelope"`` (as for sign_envelope(), which alone
        reports what was taken out). The option ``environment`` of the constructor (``"test"`` or ``"production"``), or a
        URL as ``endpoint``, must be given.
        """
        parts, error = HttpRequest(), ErrorHandle()
        if isinstance(content, (str, bytes, bytearray, memoryview)):
            text = (_content_kind(kind), *_arguments.text(content, "content"))
            status = library.cybsign_simple_order_request(self._open(), *text, parts, error)
        else:
            if kind not in (None, "nvp"):
                raise UsageError(E_ARGUMENT, "fields are always of the kind nvp; give XML and envelopes as str or bytes")
            array, count, _block = packed(content)
            status = library.cybsign_simple_order_request_fields(self._open(), array, count, parts, error)
        if status:
            raise take(status, error)
        url, headers, body = taken_request(parts)
        lines = headers.decode("ascii").splitlines()
        return Request(url.decode("ascii"), body, dict(line.split(": ", 1) for line in lines))

    @staticmethod
    def parse_reply(reply: Text, **options: Any) -> Dict[str, Any]:
        """Reads the body of an HTTP response, whatever its status was: NVP, XML or a SOAP fault.

        ``options`` are ``http_status`` (504 makes a fault critical) and ``limits``. Returns ``kind`` (``"nvp"``, ``"xml"`` or
        ``"fault"``), ``decision``, ``reason_code``, ``reason``, ``may_resend`` (whether the same request may be sent again,
        or None), ``state`` (``"known"``, or ``"unknown"`` where the order may have been processed: look before you send
        again), ``request_id``, ``request_token``, ``merchant_reference_code``, ``fields``, ``missing_fields``,
        ``invalid_fields`` and ``fault`` (``{"code", "string", "request_id", "critical"}`` or None).

        Replies are neither signed nor encrypted: trust in them rests on TLS alone.
        """
        buffers = (*_arguments.text(reply, "reply"), *_arguments.options(options))
        output, error = Bytes(), ErrorHandle()
        status = library.cybsign_simple_order_parse_reply_json(*buffers, output, error)
        if status:
            raise take(status, error)
        return _document(output)

    @staticmethod
    def open(credential: Credential, message: Text, **options: Any) -> bytes:
        """Opens an encrypted message with the recipient's key: for tests and simulators of a gateway.

        Returns the SOAP envelope with the Body's content in clear, only if decryption and verification both succeeded.
        ``options`` are those of verify(); whom to expect must be said. Whatever is wrong once the recipient was matched,
        a bad signature too, is a CryptoError of one text (E_DECRYPT), so that the answer tells nothing about the key.
        """
        if not isinstance(credential, Credential):
            raise TypeError("credential must be a cybsign.Credential, not {}".format(type(credential).__name__))
        json_text = _arguments.options_with_certificate(options, "expected_certificate")
        buffers = (*_arguments.text(message, "message"), *json_text)
        output, error = Bytes(), ErrorHandle()
        status = library.cybsign_simple_order_open(credential._open(), *buffers, output, error)
        if status:
            raise take(status, error)
        return taken(output)

    @staticmethod
    def verify(message: Text, **options: Any) -> Dict[str, Any]:
        """Verifies a signed message: for tests, simulators of a gateway, and diagnosis. CyberSource's replies are not signed.

        Returns the report only if every check passed and the signer is the expected one, which the option
        ``expected_certificate`` (PEM or DER) or ``expected_sha256`` names; ``any_certificate=True`` is content with any
        signer. Otherwise it raises VerificationError, whose ``report`` is the same document.
        """
        json_text = _arguments.options_with_certificate(options, "expected_certificate")
        buffers = (*_arguments.text(message, "message"), *json_text)
        output, error = Bytes(), ErrorHandle()
        status = library.cybsign_simple_order_verify(*buffers, output, error)
        report: Dict[str, Any] = json.loads(taken(output)) if output.data else {}
        if status:
            raise take(status, error, report)
        return report


def username_token(username: Text, password: Secret, *, allow_retired: bool = False) -> bytes:
    """Makes the wsse:Security header of the old SOAP toolkits, with a password in clear: for mock servers and old captures.

    CyberSource has retired these passwords, so that without ``allow_retired=True`` it raises UsageError (E_RETIRED), whose
    message gives the dates. What replaces them is SimpleOrder.sign_envelope().
    """
    buffers = _arguments.text(username, "username") + _arguments.secret(password, "password")
    json_text = _arguments.options({"allow_retired": allow_retired})
    output, error = Bytes(), ErrorHandle()
    status = library.cybsign_simple_order_username_token(*buffers, *json_text, output, error)
    if status:
        raise take(status, error)
    return taken(output)


def _content_kind(kind: Optional[str]) -> int:
    number = CONTENT_KINDS.get(kind) if isinstance(kind, str) else None
    if number is None:
        raise UsageError(E_ARGUMENT, 'kind must say what the text is: "nvp", "xml" or "envelope"')
    return number


def _document(output: Bytes) -> Dict[str, Any]:
    document: Dict[str, Any] = json.loads(taken(output))
    return document
