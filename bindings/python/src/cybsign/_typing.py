"""What the type hints use and Python 3.8 lacks."""

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # Not a dependency: a type checker brings this module with it.
    from typing_extensions import Unpack

    PathLike = os.PathLike[Any]
else:
    PathLike = os.PathLike
    if sys.version_info >= (3, 11):
        from typing import Unpack
    else:

        class Unpack:
            """Stands for typing.Unpack, which only type checkers look into."""

            def __class_getitem__(cls, item):
                return item


__all__ = ["PathLike", "Unpack"]
