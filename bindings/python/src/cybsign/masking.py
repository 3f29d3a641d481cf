"""Masking: what may be logged."""

import threading
from typing import Any, TypeVar, Union, overload

from . import _arguments
from ._abi import Bytes, ErrorHandle, MaskStreamHandle
from ._arguments import Data
from ._handle import Owner, owned, taken
from ._library import library
from .errors import UsageError, take
from .status import E_ARGUMENT

Self = TypeVar("Self", bound="MaskStream")


@overload
def mask(text: str, **options: Any) -> str: ...


@overload
def mask(text: Data, **options: Any) -> bytes: ...


def mask(text: Union[str, Data], **options: Any) -> Union[str, bytes]:
    """Masks a message so that it may be logged. A str gives a str, bytes give bytes.

    ``options`` are those of the C header: ``format`` (``"auto"``, the default, ``"nvp"``, ``"scmp"``, ``"xml"``, ``"json"``
    or ``"text"``) and ``rule`` (``"sdk"``, the default, or ``"strict"``, which shows nothing of a masked value). No content
    is an error: what can't be understood is masked, and half of a surrogate pair becomes a question mark.
    """
    encoded = text.encode("utf-8", "replace") if isinstance(text, str) else text
    buffers = (*_arguments.text(encoded, "text"), *_arguments.options(options))
    output, error = Bytes(), ErrorHandle()
    status = library.cybsign_mask_text(*buffers, output, error)
    if status:
        raise take(status, error)
    masked = taken(output)
    return masked.decode("utf-8", "replace") if isinstance(text, str) else masked


class MaskStream(Owner[MaskStreamHandle]):
    """Masks a text that comes in pieces, as mask() would mask the whole, wherever the pieces end.

    ``options`` are those of mask(). One thread at a time may use it: a call while another is under way is a UsageError. It
    is a context manager, and close() without finish() drops what was held back.
    """

    __slots__ = ("_in_use",)

    def __init__(self, **options: Any) -> None:
        self._handle = None
        # Never waited for: whoever finds it taken is refused.
        self._in_use = threading.Lock()
        json_text = _arguments.options(options)
        handle, error = MaskStreamHandle(), ErrorHandle()
        status = library.cybsign_mask_stream_new(*json_text, handle, error)
        if status:
            raise take(status, error)
        self._handle = owned(handle, library.cybsign_stream_free)

    def update(self, piece: Data) -> bytes:
        """Takes the next piece and gives what is ready, which may be less than came in, and empty."""
        return self._call(library.cybsign_stream_update, *_arguments.data(piece, "piece"))

    def finish(self) -> bytes:
        """Ends the text and gives what was held back. Afterwards update() and finish() raise UsageError."""
        return self._call(library.cybsign_stream_finish)

    def _call(self, function: Any, *piece: Any) -> bytes:
        if not self._in_use.acquire(blocking=False):
            raise UsageError(E_ARGUMENT, "another thread is using this MaskStream; make one for each text")
        try:
            output, error = Bytes(), ErrorHandle()
            status = function(self._open(), *piece, output, error)
            if status:
                raise take(status, error)
            return taken(output)
        finally:
            self._in_use.release()
