"""Simple Order messages: signing and verifying."""

import json
from typing import Any, Dict, Union

from . import _arguments
from ._abi import Bytes, ErrorHandle, SimpleOrderHandle
from ._arguments import Text
from ._fields import Fields, packed
from ._handle import Owner, owned, taken
from ._library import library
from .credential import Credential
from .errors import take

_sign_fields = library.cybsign_simple_order_sign_fields
_sign_nvp = library.cybsign_simple_order_sign_nvp
_sign_xml = library.cybsign_simple_order_sign_xml


class SimpleOrder(Owner[SimpleOrderHandle]):
    """Signs Simple Order messages. It never changes and may be used from any thread at once.

    ``options`` are those of the C header: ``profile`` (``"cpp"``, the default, or ``"java"``), ``api_version``,
    ``namespace``, ``client``, ``allow_expired``, ``limits`` and ``testing``. The credential may be closed afterwards.
    """

    __slots__ = ()

    def __init__(self, credential: Credential, **options: Any) -> None:
        self._handle = None
        if not isinstance(credential, Credential):
            raise TypeError("credential must be a cybsign.Credential, not {}".format(type(credential).__name__))
        json_text = _arguments.options(options)
        handle, error = SimpleOrderHandle(), ErrorHandle()
        status = library.cybsign_simple_order_new(credential._open(), *json_text, handle, error)
        if status:
            raise take(status, error)
        self._handle = owned(handle, library.cybsign_simple_order_free)

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

    @staticmethod
    def verify(message: Text, **options: Any) -> Dict[str, Any]:
        """Verifies a signed message: for tests, simulators of a gateway, and diagnosis. CyberSource's replies are not signed.

        Returns the report only if every check passed and the signer is the expected one, which the option
        ``expected_certificate`` (PEM or DER) or ``expected_sha256`` names; ``any_certificate=True`` is content with any
        signer. Otherwise it raises VerificationError, whose ``report`` is the same document.
        """
        if "expected_certificate" in options:
            options["expected_certificate"] = _arguments.certificate_option(options["expected_certificate"])
        buffers = (*_arguments.text(message, "message"), *_arguments.options(options))
        output, error = Bytes(), ErrorHandle()
        status = library.cybsign_simple_order_verify(*buffers, output, error)
        report: Dict[str, Any] = json.loads(taken(output)) if output.data else {}
        if status:
            raise take(status, error, report)
        return report
