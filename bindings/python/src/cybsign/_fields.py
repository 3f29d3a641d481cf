"""Lays out the fields of a request as an array of cybsign_field.

All names and values become one block of bytes, and the array points into it: a few calls for a request, not a few for each
of its fields.
"""

import ctypes
import struct
from itertools import accumulate, chain
from typing import Any, Iterable, List, Mapping, Tuple, Union

from . import status
from ._arguments import not_unicode, utf8_or_none
from .errors import UsageError

Fields = Union[Mapping[str, str], Iterable[Tuple[str, str]]]


def packed(fields: Fields) -> Tuple[bytes, int, bytes]:
    """The array, the number of fields, and the block that the array points into, which must outlive it."""
    flat: List[Any] = list(chain.from_iterable(fields.items() if isinstance(fields, Mapping) else map(_pair, fields)))
    try:
        joined = "".join(flat)
    except TypeError:
        joined = None
    if joined is None:
        raise _not_text(flat)
    block = utf8_or_none(joined)
    if block is None:
        raise not_unicode(UsageError, status.E_FIELD, "a field")
    # In ASCII a character is a byte.
    lengths = list(map(len, flat if len(block) == len(joined) else map(str.encode, flat)))
    layout = [0] * (2 * len(flat))
    layout[0::2] = list(accumulate(lengths, initial=_address(block)))[:-1]
    layout[1::2] = lengths
    return struct.pack("%dN" % len(layout), *layout), len(flat) // 2, block


def _address(block: bytes) -> int:
    return ctypes.cast(ctypes.c_char_p(block), ctypes.c_void_p).value or 0


def _pair(item: Any) -> Tuple[Any, Any]:
    if isinstance(item, (tuple, list)) and len(item) == 2:
        return item[0], item[1]
    raise TypeError("a request must be a mapping, an iterable of pairs (name, value), str or bytes")


def _not_text(flat: List[Any]) -> TypeError:
    """Names the field whose name or value is no str, but never shows a value."""
    index = next(index for index, item in enumerate(flat) if not isinstance(item, str))
    kind = type(flat[index]).__name__
    if index % 2 == 0:
        return TypeError("the name of a field must be a str, not {}".format(kind))
    name = flat[index - 1]
    # An identifier can't be a card number.
    shown = name if name.isidentifier() and len(name) <= 64 else "a field"
    advice = "leave the field out" if flat[index] is None else "write numbers as CyberSource expects them"
    return TypeError("the value of {} must be a str, not {}; {}".format(shown, kind, advice))
