"""The one way by which every function that can fail is called, and by which its outputs become Python's.

Each C function takes a handle, then its inputs, its outputs, and last an error. What is given here is the owner of the handle
(None where there is none) and not the handle itself, which then stands in no variable: the traceback of an exception would
keep it alive.
"""

import ctypes
import json
from typing import Any, Optional, Type, TypeVar

from ._abi import Bytes, ErrorHandle, Handle
from ._handle import Owner, owned
from ._library import library
from .errors import Error, class_of

AnyHandle = TypeVar("AnyHandle", bound=Handle)

_bytes_clear = library.cybsign_bytes_clear


def call(function: Any, owner: Optional[Owner[Any]], *arguments: Any) -> None:
    """Calls a function with everything but its last parameter, the error, and raises what that says."""
    error = ErrorHandle()
    if owner is None:
        status = function(*arguments, error)
    else:
        status = function(owner._open(), *arguments, error)
    if status:
        raise _taken_error(status, error)


def output(function: Any, owner: Optional[Owner[Any]], *arguments: Any) -> bytes:
    """Calls a function whose one output is bytes."""
    result = Bytes()
    call(function, owner, *arguments, result)
    return taken(result)


def document(function: Any, owner: Optional[Owner[Any]], *arguments: Any) -> Any:
    """Calls a function whose one output is a JSON document."""
    return json.loads(output(function, owner, *arguments))


def number(function: Any, owner: Optional[Owner[Any]], *arguments: Any) -> int:
    """Calls a function whose one output is an int64_t."""
    result = ctypes.c_int64()
    call(function, owner, *arguments, result)
    return result.value


def made(kind: Type[AnyHandle], function: Any, owner: Optional[Owner[Any]], *arguments: Any) -> AnyHandle:
    """Calls a function whose one output is a handle, which is freed when nobody holds it any more."""
    result = kind()
    call(function, owner, *arguments, result)
    return owned(result)


def taken(result: Bytes) -> bytes:
    """Copies bytes that the library gave, and gives them back to it."""
    try:
        copy: bytes = result.data[: result.len]
        return copy
    finally:
        _bytes_clear(result)


def _taken_error(status: int, handle: ErrorHandle) -> BaseException:
    """Makes an exception of what a function returned, and frees the library's error.

    If a callback written in Python failed, its exception is the cause; one that is to end the program is given itself.
    """
    if not handle:  # There was no memory for it.
        return class_of(status)(status, library.cybsign_status_text(status).decode("ascii"))
    try:
        message = library.cybsign_error_message(handle).decode("utf-8", "replace")
        detail = json.loads(library.cybsign_error_detail_json(handle))
    finally:
        library.cybsign_error_free(handle)
    error: Error = class_of(status)(status, message, detail)
    if "callback_result" in detail:
        from . import _callbacks

        cause = _callbacks.raised()
        if cause is not None and not isinstance(cause, Exception):
            return cause
        error.__cause__ = cause
    return error
