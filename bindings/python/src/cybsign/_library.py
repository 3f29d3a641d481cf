"""Finds and loads the shared library.

The environment variable ``CYBSIGN_LIBRARY``, if it is set and not empty, is the path of the library to load, and nothing else
is tried then. Otherwise it is the one that lies in this package.
"""

import ctypes
import os
import sys

from . import _abi


def _file_name() -> str:
    if sys.platform == "win32":
        return "cybsign.dll"
    return "libcybsign.dylib" if sys.platform == "darwin" else "libcybsign.so"


def _path() -> str:
    chosen = os.environ.get("CYBSIGN_LIBRARY")
    # A bare name would be looked for in the system's folders, so that a path is always made of it.
    return os.path.abspath(chosen or os.path.join(os.path.dirname(__file__), _file_name()))


def _load(path: str) -> ctypes.CDLL:
    if not os.path.isfile(path):
        raise ImportError(
            "cybsign: there is no library at {}; set CYBSIGN_LIBRARY to its path, or install the package with pip".format(path),
            path=path,
        )
    try:
        library = ctypes.CDLL(path)
        number = library.cybsign_abi_version()
    except (OSError, AttributeError) as reason:
        raise ImportError("cybsign: {} is not a library that can be loaded: {}".format(path, reason), path=path) from reason
    if number < _abi.ABI_VERSION:
        raise ImportError(
            "cybsign: the library at {} has binary interface {}, but this package needs at least {}; install a newer one".format(
                path, number, _abi.ABI_VERSION
            ),
            path=path,
        )
    _abi.declare(library)
    return library


library = _load(_path())
