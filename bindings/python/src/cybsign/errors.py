"""The exceptions: one class for each category of status.

What Python itself has a word for is raised as Python has it: TypeError for an argument of the wrong type, ValueError for a
time that can't be one, OverflowError for a date that a datetime can't hold, ImportError for a library that can't be loaded.
"""

import errno
from typing import Any, Dict, Optional, Type

from . import status as _status
from ._library import library
from .verification import VerificationReport


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

    def __reduce__(self) -> Any:
        return type(self), (self.status, self.message, self.detail), self.__dict__

    @property
    def name(self) -> str:
        """The name of the status, such as ``"CYBSIGN_E_EXPIRED"``."""
        return str(library.cybsign_status_name(self.status).decode("ascii"))

    @property
    def category(self) -> str:
        """``"usage"``, ``"encoding"``, ``"credential"``, ``"certificate"``, ``"crypto"``, ``"verification"``, ``"io"`` or
        ``"internal"``."""
        return str(library.cybsign_status_category(self.status).decode("ascii"))


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

    #: What SimpleOrder.verify() checked and how it came out; None from a function that makes no report.
    report: Optional[VerificationReport] = None


class FileError(Error, OSError):
    """A file is missing, may not be read or can't be read (category io).

    ``errno``, ``strerror`` and ``filename`` are those of an OSError.
    """

    def __init__(self, status: int, message: str, detail: Optional[Dict[str, Any]] = None) -> None:
        super().__init__(status, message, detail)
        self.args = (status, message, detail)
        self.errno = {_status.E_FILE_NOT_FOUND: errno.ENOENT, _status.E_FILE_PERMISSION: errno.EACCES}.get(status, errno.EIO)
        self.strerror = message
        self.filename = self.detail.get("path")


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
