"""Builds a wheel that carries the shared library.

The library is built with cargo at the root of the repository, or taken from ``CYBSIGN_LIBRARY_FILE`` as it is. Nothing is
written into the source tree.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parents[2]
FILE_NAMES = {"win32": "cybsign.dll", "darwin": "libcybsign.dylib"}
FILE_NAME = FILE_NAMES.get(sys.platform, "libcybsign.so")


class BuildWithLibrary(build_py):
    """Puts the library and the licences beside the modules."""

    def run(self):
        super().run()
        if self.editable_mode:
            return  # The modules stay where they are, and CYBSIGN_LIBRARY says where the library is.
        package = Path(self.build_lib, "cybsign")
        shutil.copyfile(library_file(), package / FILE_NAME)
        for pattern in ("LICENSE*", "NOTICE*"):
            for licence in ROOT.glob(pattern):
                shutil.copyfile(licence, package / licence.name)


class PlatformWheel(bdist_wheel):
    """ctypes needs no version of Python in particular, but the library is for one platform."""

    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


class WithLibrary(Distribution):
    """Makes the wheel say that it is not pure Python."""

    def has_ext_modules(self):
        return True


def library_file():
    """The path of the shared library: the one that is given, or a fresh one."""
    given = os.environ.get("CYBSIGN_LIBRARY_FILE")
    return Path(given) if given else built_by_cargo()


def built_by_cargo():
    """Runs cargo and returns the path that it reports."""
    if not (ROOT / "Cargo.toml").is_file():
        sys.exit("cybsign: {} is not the cybsign repository; build from there, or set CYBSIGN_LIBRARY_FILE".format(ROOT))
    command = ["cargo", "rustc", "--release", "--lib", "--crate-type", "cdylib", "--message-format=json-render-diagnostics"]
    built = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    reports = map(json.loads, built.stdout.splitlines())
    files = [Path(name) for report in reports if report["reason"] == "compiler-artifact" for name in report["filenames"]]
    return next(file for file in reversed(files) if file.name == FILE_NAME)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        setup(
            license="MIT OR Apache-2.0",
            distclass=WithLibrary,
            cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": PlatformWheel},
            options={"build": {"build_base": scratch}, "egg_info": {"egg_base": scratch}},
        )
