"""Masking: what may be logged."""

import codecs
import threading
from typing import Any, Optional, TypeVar, Union, overload

from . import _arguments
from ._abi import StreamHandle
from ._arguments import Data
from ._call import made, output
from ._handle import Owner
from ._library import library
from ._typing import Unpack
from .errors import UsageError
from .options import MaskOptions
from .status import E_ARGUMENT

Self = TypeVar("Self", bound="MaskStream")


@overload
def mask(text: str, **options: Unpack[MaskOptions]) -> str: ...


@overload
def mask(text: Data, **options: Unpack[MaskOptions]) -> bytes: ...


def mask(text: Union[str, Data], **options: Unpack[MaskOptions]) -> Union[str, bytes]:
    """Masks a message so that it may be logged. A str gives a str, bytes give bytes.

    ``options`` are ``format`` (``"auto"``, the default, ``"nvp"``, ``"scmp"``, ``"xml"``, ``"json"`` or ``"text"``) and
    ``rule`` (``"sdk"``, the default, or ``"strict"``, which shows nothing of a masked value). No content is an error: what
    can't be understood is masked, and half of a surrogate pair becomes a question mark.
    """
    masked = output(library.cybsign_mask_text, None, *_arguments.text(_utf8(text), "text"), *_arguments.options(options))
    return masked.decode("utf-8", "replace") if isinstance(text, str) else masked


class MaskStream(Owner[StreamHandle]):
    """Masks a text that comes in pieces, as mask() would mask the whole, wherever the pieces end.

    ``options`` are those of mask(). The pieces are all str or all bytes. One thread at a time may use it: a call while
    another is under way is a UsageError. It is a context manager, and close() without finish() drops what was held back.
    """

    __slots__ = ("_in_use", "_decoder", "_kind")

    def __init__(self, **options: Unpack[MaskOptions]) -> None:
        self._handle = None
        # Never waited for: whoever finds it taken is refused.
        self._in_use = threading.Lock()
        # What comes out may end within a character.
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._kind: Optional[type] = None
        self._handle = made(StreamHandle, library.cybsign_mask_stream_new, None, *_arguments.options(options))

    @overload
    def update(self, piece: str) -> str: ...

    @overload
    def update(self, piece: Data) -> bytes: ...

    def update(self, piece: Union[str, Data]) -> Union[str, bytes]:
        """Takes the next piece and gives what is ready, which may be less than came in, and empty."""
        kind = str if isinstance(piece, str) else bytes
        masked: Union[str, bytes] = self._masked(library.cybsign_stream_update, kind, *_arguments.text(_utf8(piece), "piece"))
        return masked

    def finish(self) -> Any:
        """Ends the text and gives what was held back: a str if the pieces were str, else bytes.

        Afterwards update() and finish() raise UsageError.
        """
        return self._masked(library.cybsign_stream_finish, self._kind)

    def _masked(self, function: Any, kind: Optional[type], *piece: Any) -> Any:
        if not self._in_use.acquire(blocking=False):
            raise UsageError(E_ARGUMENT, "another thread is using this MaskStream; make one for each text")
        try:
            if self._kind not in (None, kind):
                raise TypeError("the pieces of a MaskStream must be all str or all bytes")
            masked = output(function, self, *piece)
            self._kind = kind
            return self._decoder.decode(masked) if kind is str else masked
        finally:
            self._in_use.release()


def _utf8(text: Union[str, Data]) -> Data:
    return text.encode("utf-8", "replace") if isinstance(text, str) else text
