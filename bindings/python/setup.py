"""Builds a wheel that carries the shared library, and a source archive that carries the library's sources.

The library is built with cargo, in the repository or in such an archive, or taken from ``CYBSIGN_LIBRARY_FILE`` as it is.
Nothing is written into the source tree but cargo's own target folder.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

HERE = Path(__file__).resolve().parent
#: The library's sources: in a source archive, or those of the repository.
CORE = HERE / "core" if (HERE / "core" / "Cargo.toml").is_file() else HERE.parents[1]
CORE_FILES = (
    *("Cargo.lock", "build.rs", "LICENSE*", "NOTICE*", "src/**/*.rs", "src/**/*.txt"),
    *("vendor/**/*.rs", "vendor/**/*.c", "vendor/**/*.toml"),
)
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
            for licence in CORE.glob(pattern):
                shutil.copyfile(licence, package / licence.name)


class PlatformWheel(bdist_wheel):
    """ctypes needs no version of Python in particular, but the library is for one platform, and for a glibc."""

    def get_tag(self):
        platform = super().get_tag()[2]
        library = Path(self.get_finalized_command("build_py").build_lib, "cybsign", FILE_NAME)
        needed = glibc_needed(library.read_bytes()) if platform.startswith("linux_") and library.is_file() else None
        if needed:
            platform = platform.replace("linux_", "manylinux_{}_{}_".format(*needed), 1)
        return "py3", "none", platform


class SourceArchive(sdist):
    """Has the library's sources too, without the other members of their workspace."""

    def make_release_tree(self, base_dir, files):
        # The tests read keys and headers of the repository.
        super().make_release_tree(base_dir, [file for file in files if Path(file).parts[0] != "tests"])
        core = Path(base_dir, "core")
        for source in (file for pattern in CORE_FILES for file in CORE.glob(pattern)):
            copy = core / source.relative_to(CORE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
        manifest = (CORE / "Cargo.toml").read_text(encoding="utf-8")
        alone = re.sub(r"^members = .*$", 'members = ["."]', manifest, flags=re.M)
        alone = re.sub(r"^(exclude|readme) = .*\n", "", alone, flags=re.M)
        (core / "Cargo.toml").write_text(alone, encoding="utf-8")


class WithLibrary(Distribution):
    """Makes the wheel say that it is not pure Python."""

    def has_ext_modules(self):
        return True


def glibc_needed(library):
    """The least version of glibc that has every symbol which the library asks for; None if it asks for none."""
    versions = re.findall(rb"GLIBC_(\d+)\.(\d+)", library)
    return max((int(major), int(minor)) for major, minor in versions) if versions else None


def library_file():
    """The path of the shared library: the one that is given, or a fresh one."""
    given = os.environ.get("CYBSIGN_LIBRARY_FILE")
    if given and not Path(given).is_file():
        sys.exit("cybsign: CYBSIGN_LIBRARY_FILE is {}, and there is no such file".format(given))
    return Path(given) if given else built_by_cargo()


def built_by_cargo():
    """Runs cargo and returns the path that it reports."""
    if not (CORE / "src" / "ffi").is_dir():
        sys.exit("cybsign: {} is not the cybsign repository; build from there, or set CYBSIGN_LIBRARY_FILE".format(CORE))
    if shutil.which("cargo") is None:
        sys.exit(
            "cybsign: the library is written in Rust, and cargo is not on the PATH. Install Rust 1.85 or later (https://rustup.rs), a C "
            "compiler, make and perl; or set CYBSIGN_LIBRARY_FILE to a libcybsign that is already built."
        )
    command = ["cargo", "rustc", "--release", "--lib", "--crate-type", "cdylib", "--message-format=json-render-diagnostics"]
    built = subprocess.run(command, cwd=CORE, env=without_paths(os.environ), stdout=subprocess.PIPE, text=True)
    if built.returncode:
        sys.exit("cybsign: cargo could not build the library; what it says stands above. It needs Rust 1.85 or later, a C compiler, make and perl.")
    reports = map(json.loads, built.stdout.splitlines())
    files = [Path(name) for report in reports if report["reason"] == "compiler-artifact" for name in report["filenames"]]
    return next(file for file in reversed(files) if file.name == FILE_NAME)


def without_paths(environment):
    """An environment in which no path of this machine gets into the library; the Makefile gives the same flags."""
    cargo_home = environment.get("CARGO_HOME") or Path.home() / ".cargo"
    remap = "--remap-path-prefix={}=/cybsign --remap-path-prefix={}=/cargo".format(CORE, cargo_home)
    flags = environment.get("RUSTFLAGS", "")
    return dict(environment, RUSTFLAGS=flags if remap in flags else (flags + " " + remap).strip())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        setup(
            license="MIT OR Apache-2.0",
            distclass=WithLibrary,
            cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": PlatformWheel, "sdist": SourceArchive},
            options={"build": {"build_base": scratch}, "egg_info": {"egg_base": scratch}},
        )
