"""The exceptions: one class for each category of status.

What Python itself has a word for is raised as Python has it: TypeError for an argument of the wrong type, ValueError for a
time that can't be one.
"""

import json
from typing import Any, Dict, Optional, Type

from . import status as _status
from ._abi import ErrorHandle
from ._library import library


class Error(Exception):
    """What the library reports. ``str()`` is one line that says what is wrong and what to do; it never holds a secret."""

    #: One of the numbers in ``cybsign.status``.
    status: int
    #: The same line as ``str()``.
    message: str
    #: Particulars for programs, such as ``{"offset": 17}``; the names depend on the status.
    detail: Dict[str, Any]

    def __init__(self, status: int, message: str, detail: Optional[Dict[str, Any]] = None) -> None:
        super().__init__(status, message, detail)
        self.status = status
        self.message = message
        self.detail = {} if detail is None else detail

    def __str__(self) -> str:
        return self.message

    @property
    def name(self) -> str:
        """The name of the status, such as ``"CYBSIGN_E_EXPIRED"``."""
        return _text(library.cybsign_status_name(self.status))

    @property
    def category(self) -> str:
        """``"usage"``, ``"encoding"``, ``"credential"``, ``"certificate"``, ``"crypto"``, ``"verification"``, ``"io"`` or
        ``"internal"``."""
        return _text(library.cybsign_status_category(self.status))


class UsageError(Error, ValueError):
    """An argument, option or field is not allowed, or the object is closed."""


class EncodingError(Error):
    """The input is not the DER, PEM, P12, XML, JSON or UTF-8 that it should be."""


class CredentialError(Error):
    """The password is wrong, or the key that is wanted is not there, or it doesn't fit its certificate."""


class CertificateError(Error):
    """The certificate has expired, is not valid yet, or its dates can't be read."""


class CryptoError(Error):
    """An algorithm or key can't be used, or the signature could not be made."""


class VerificationError(Error):
    """The message is not what it should be, or not by whom it should be."""

    #: What was checked and how it came out: ``{"ok", "checks": [{"name", "ok", "detail"}], "signer"}``.
    report: Dict[str, Any]

    def __init__(
        self,
        status: int,
        message: str,
        detail: Optional[Dict[str, Any]] = None,
        report: Optional[Dict[str, Any]] = None,
    ) -> None:
        super().__init__(status, message, detail)
        self.args = (status, message, detail, report)
        self.report = {} if report is None else report


class FileError(Error):
    """A file is missing, may not be read or can't be read (category io)."""


class InternalError(Error):
    """A defect of the library, or no memory."""


_CLASSES: Dict[int, Type[Error]] = {
    1: UsageError,
    2: EncodingError,
    3: CredentialError,
    4: CertificateError,
    5: CryptoError,
    6: VerificationError,
    8: FileError,
    9: InternalError,
}


def class_of(status: int) -> Type[Error]:
    """The class of a status; Error itself for a category that only a newer library has."""
    return _CLASSES.get(status // 1000, Error)


def take(status: int, handle: ErrorHandle, report: Optional[Dict[str, Any]] = None) -> BaseException:
    """Makes an exception of what a function returned, and frees the library's error.

    If a callback written in Python failed, its exception is the cause; one that is to end the program is given itself.
    """
    if not handle:
        return class_of(status)(status, _text(library.cybsign_status_text(status)))
    try:
        message = _text(library.cybsign_error_message(handle))
        detail = json.loads(library.cybsign_error_detail_json(handle))
    finally:
        library.cybsign_error_free(handle)
    if status // 1000 == _status.E_VERIFY_STRUCTURE // 1000:
        return VerificationError(status, message, detail, report)
    error = class_of(status)(status, message, detail)
    if "callback_result" in detail:
        from . import _callbacks

        cause = _callbacks.raised()
        if cause is not None and not isinstance(cause, Exception):
            return cause
        error.__cause__ = cause
    return error


def _text(text: bytes) -> str:
    return text.decode("utf-8", "replace")
