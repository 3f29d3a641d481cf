"""Turns Python's values into what the C functions take: a buffer is a pair of something to point to, and a length."""

import base64
import ctypes
import json
import os
from datetime import datetime, timedelta, timezone
from typing import Any, Mapping, Optional, Tuple, Type, Union

from . import status
from ._abi import NOW
from ._typing import PathLike
from .errors import EncodingError, Error, UsageError

Data = Union[bytes, bytearray, memoryview]
Text = Union[str, bytes, bytearray, memoryview]
Secret = Union[str, bytes, bytearray, memoryview, None]
Path = Union[str, bytes, PathLike]
Time = Union[int, datetime, None]
Buffer = Tuple[Any, ...]

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SECOND = timedelta(seconds=1)


def data(value: Data, name: str) -> Buffer:
    """Bytes as they are. What another thread could change meanwhile is copied."""
    if type(value) is bytes:
        return value, len(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        copy = bytes(value)
        return copy, len(copy)
    raise TypeError("{} must be bytes, not {}".format(name, type(value).__name__))


def text(value: Text, name: str) -> Buffer:
    """A str in UTF-8, or bytes."""
    if type(value) is bytes:
        return value, len(value)
    if isinstance(value, str):
        encoded = utf8(value, name)
        return encoded, len(encoded)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return data(value, name)
    raise TypeError("{} must be str or bytes, not {}".format(name, type(value).__name__))


def secret(value: Secret, name: str) -> Buffer:
    """A password or a key. A writable buffer is not copied, so that the caller can wipe the only copy there is."""
    if value is None:
        return None, 0
    if isinstance(value, (bytearray, memoryview)):
        view = memoryview(value)
        if view.nbytes and not view.readonly and view.c_contiguous:
            return ctypes.byref(ctypes.c_char.from_buffer(view)), view.nbytes
    return text(value, name)


def key_data(value: Data, name: str) -> Buffer:
    """A key or a file with one, which is never str."""
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise _not_the_content(value, name, "bytes")
    return secret(value, name)


def key_text(value: Text, name: str) -> Buffer:
    """A key or a file with one: PEM as str, or anything as bytes."""
    if not isinstance(value, (str, bytes, bytearray, memoryview)):
        raise _not_the_content(value, name, "str or bytes")
    if isinstance(value, str) and value and "\n" not in value and "-----BEGIN" not in value:
        message = "{} is a single line and no PEM: if it is the path of a file, give what the file holds".format(name)
        raise EncodingError(status.E_PEM, message, {"argument": name})
    return secret(value, name)


def _not_the_content(value: Any, name: str, wanted: str) -> TypeError:
    hint = "; give what the file holds, not its path" if isinstance(value, (str, os.PathLike)) else ""
    return TypeError("{} must be {}, not {}{}".format(name, wanted, type(value).__name__, hint))


def utf8(value: str, name: str) -> bytes:
    """A str in UTF-8."""
    encoded = utf8_or_none(value)
    if encoded is None:
        raise not_unicode(EncodingError, status.E_ENCODING, name)
    return encoded


def utf8_or_none(value: str) -> Optional[bytes]:
    """None for a str that holds half of a surrogate pair.

    Python's own exception is not let out: its repr() shows the whole text, which may be a password.
    """
    try:
        return value.encode("utf-8")
    except UnicodeEncodeError:
        return None


def not_unicode(kind: Type[Error], number: int, name: str) -> Error:
    """The exception for what utf8_or_none() can't encode."""
    return kind(number, "{} holds half of a surrogate pair, which is no character; decode it properly".format(name), {"argument": name})


def path(value: Path) -> Buffer:
    """A path in the encoding of the file system."""
    encoded = os.fsencode(value)
    return encoded, len(encoded)


def options(values: Mapping[str, Any], certificate: Optional[str] = None) -> Buffer:
    """Keyword arguments as the JSON text of the options, without those that are None.

    The one that ``certificate`` names may be bytes, PEM or DER, though JSON knows none.
    """
    given = {name: _given(value) for name, value in values.items() if value is not None}
    if not given:
        return None, 0
    if certificate in given:
        given[certificate] = _certificate_text(given[certificate])
    try:
        encoded = json.dumps(given, allow_nan=False).encode("ascii")
    except ValueError:
        encoded = None
    if encoded is None:
        raise UsageError(status.E_OPTION, "the options hold a number that JSON can't express")
    return encoded, len(encoded)


def _given(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _given(inner) for name, inner in value.items() if inner is not None}
    return value


def _certificate_text(value: Any) -> Any:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        return value
    raw = bytes(value)
    return (base64.b64encode(raw) if raw[:1] == b"\x30" else raw).decode("ascii", "replace")


def unix_time(now: Time) -> int:
    """Unix seconds; None is the present."""
    if now is None:
        return NOW
    if isinstance(now, datetime):
        if now.utcoffset() is None:
            raise ValueError("now has no time zone, so it names no moment: use datetime.now(timezone.utc), or give it a tzinfo")
        return (now - EPOCH) // _SECOND
    if isinstance(now, int) and not isinstance(now, bool):
        return int64(now, "now")
    raise TypeError("now must be a datetime with a time zone, or an int of Unix seconds, not {}".format(type(now).__name__))


def int64(value: int, name: str) -> int:
    """ctypes would cut a larger number without a word. The least one is CYBSIGN_NOW and stands for None here."""
    if not isinstance(value, int):
        raise TypeError("{} must be an int, not {}".format(name, type(value).__name__))
    if not NOW < value < -NOW:
        raise ValueError("{} must fit in 64 bits".format(name))
    return value
