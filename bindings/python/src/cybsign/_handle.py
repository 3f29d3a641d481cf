"""Handles of the library, and the rule by which they are freed.

ctypes lets other threads run during a call, so that close() may come while a call is under way. The count of calls in flight
is the reference count of the handle object: close() only drops the owner's reference, each call holds one of its own for as
long as it lasts, and whoever drops the last one frees. Nothing is locked, so nothing can wait, and a fork can't catch a lock.
"""

import weakref
from typing import Any, Generic, Optional, Type, TypeVar

from . import status
from ._abi import Handle
from ._library import library
from .errors import UsageError

AnyHandle = TypeVar("AnyHandle", bound=Handle)
Self = TypeVar("Self", bound="Owner[Any]")


class Owner(Generic[AnyHandle]):
    """An object that owns a handle: a context manager with close()."""

    __slots__ = ("_handle", "__weakref__")

    _handle: Optional[AnyHandle]

    def close(self) -> None:
        """Gives the handle up. Calls that are under way in other threads end well, later ones raise UsageError.

        It may be called again. What is collected as garbage is freed without it.
        """
        self._handle = None

    @property
    def closed(self) -> bool:
        """Whether close() was called."""
        return self._handle is None

    def _open(self) -> AnyHandle:
        # The result goes straight into the arguments of a call, never into a variable: a traceback would keep it alive.
        handle = self._handle
        if handle is None:
            raise UsageError(status.E_ARGUMENT, "this {} is closed; make a new one".format(type(self).__name__))
        return handle

    def __enter__(self: Self) -> Self:
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return "<cybsign.{}{}>".format(type(self).__name__, " (closed)" if self.closed else "")

    def __reduce__(self) -> Any:
        raise TypeError("a {} can't be copied or pickled; make one where it is needed".format(type(self).__name__))


def owned(handle: AnyHandle) -> AnyHandle:
    """Has a handle freed when nobody holds it any more.

    Not at the interpreter's exit: a daemon thread may still be using it then, and the process gives all back anyway.
    """
    finalizer = weakref.finalize(handle, getattr(library, handle.FREE), handle.value)
    finalizer.atexit = False
    return handle


def new(kind: Type[Self], handle: Any) -> Self:
    """Makes an owner."""
    owner = kind.__new__(kind)
    owner._handle = handle
    return owner
