"""Keys that live elsewhere: lets the library call Python's functions.

There is one C function of each kind for the whole process. The context that the library keeps is a number, under which the
Python functions of a credential are found. So no C function is ever freed, least of all while it runs.
"""

import ctypes
import itertools
import threading
from typing import Any, Callable, Dict, Optional, Tuple

from ._abi import DestroyCallback, KeyCallback
from .algorithms import RsaAlgorithm

KeyFunction = Callable[[RsaAlgorithm, bytes], bytes]

_functions: Dict[int, Tuple[KeyFunction, Optional[KeyFunction]]] = {}
_contexts = itertools.count(1)
_raised = threading.local()


def register(sign: KeyFunction, decrypt: Optional[KeyFunction]) -> Tuple[Any, ...]:
    """The C functions sign and decrypt, the context, and destroy. The library owns the context from the call on."""
    context = next(_contexts)
    _functions[context] = (sign, decrypt)
    return _SIGN, KeyCallback() if decrypt is None else _DECRYPT, context, _DESTROY


def raised() -> Optional[BaseException]:
    """What a callback raised in this thread since the last time."""
    exception: Optional[BaseException] = _raised.__dict__.pop("exception", None)
    return exception


def _run(which: int, context: int, algorithm: int, given: Any, given_len: int, room: Any, capacity: int, length: Any) -> int:
    """Calls a Python function. Nothing may unwind into the library, so that what it raises is put aside."""
    try:
        function: Any = _functions[context][which]
        result = function(RsaAlgorithm(algorithm), ctypes.string_at(given, given_len) if given_len else b"")
        if not isinstance(result, (bytes, bytearray, memoryview)):
            raise TypeError("a callback must return bytes, not {}".format(type(result).__name__))
        result = bytes(result)
        if len(result) > capacity:
            raise ValueError("a callback returned {} bytes, but there is room for {}".format(len(result), capacity))
        ctypes.memmove(room, result, len(result))
        length[0] = len(result)
    except BaseException as exception:
        _raised.exception = exception
        return 1
    return 0


def _sign(*arguments: Any) -> int:
    return _run(0, *arguments)


def _decrypt(*arguments: Any) -> int:
    return _run(1, *arguments)


def _destroy(context: int) -> None:
    _functions.pop(context, None)


_SIGN = KeyCallback(_sign)
_DECRYPT = KeyCallback(_decrypt)
_DESTROY = DestroyCallback(_destroy)
