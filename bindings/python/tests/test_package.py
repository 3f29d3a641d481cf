"""The wheel and the source archive."""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile

import pytest
from cybsign import _library

from conftest import PACKAGE, ROOT

LIBRARY = os.path.realpath(_library.library._name)


def run(*command, **variables):
    environment = {name: value for name, value in os.environ.items() if name not in ("CYBSIGN_LIBRARY", "PYTHONPATH")}
    environment.update(PYTHONDONTWRITEBYTECODE="1", **variables)
    done = subprocess.run([*map(str, command)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def backend(call, folder, source=PACKAGE, **variables):
    """What setuptools does for pip: without the network, and in an environment where a variable of None is not set."""
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", **{name: value for name, value in variables.items() if value is not None})
    for name in variables:
        if variables[name] is None:
            environment.pop(name, None)
    program = "import setuptools.build_meta as backend, sys; backend.{}(sys.argv[1])".format(call)
    command = [sys.executable, "-c", program, str(folder)]
    return subprocess.run(command, cwd=source, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=300)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from the source tree with a library that is already there."""
    folder = tmp_path_factory.mktemp("wheel")
    before = sorted(PACKAGE.rglob("*"))
    done = backend("build_wheel", folder, CYBSIGN_LIBRARY_FILE=LIBRARY)
    assert done.returncode == 0, done.stderr
    assert sorted(PACKAGE.rglob("*")) == before
    (file,) = folder.iterdir()
    return file


def test_the_wheel_is_for_a_platform_and_any_python_3(wheel):
    assert wheel.name.startswith("cybsign-0.1.0-py3-none-") and not wheel.name.endswith("-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = [name for name in archive.namelist() if name.endswith(".dist-info/WHEEL")]
        assert b"Root-Is-Purelib: false" in archive.read(metadata)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="no glibc here")
def test_the_wheel_says_which_glibc_it_needs(wheel):
    major, minor = map(int, re.search(r"-manylinux_(\d+)_(\d+)_" + platform.machine(), wheel.name).groups())
    symbols = run("readelf", "--version-info", "--wide", LIBRARY).decode()
    assert (major, minor) == max((int(a), int(b)) for a, b in re.findall(r"GLIBC_(\d+)\.(\d+)", symbols))


FAKE_CARGO = """#!{python}
import json, os, sys
with open({record!r}, "w") as file:
    json.dump([sys.argv[1:], os.environ["RUSTFLAGS"], os.getcwd()], file)
print(json.dumps({{"reason": "compiler-artifact", "filenames": [{library!r}]}}))
sys.exit({status})
"""


def with_cargo(folder, status):
    """A PATH with a cargo that only says what it was asked for."""
    named = folder / "libcybsign.so"
    shutil.copyfile(LIBRARY, named)
    program = FAKE_CARGO.format(python=sys.executable, record=str(folder / "record"), library=str(named), status=status)
    (folder / "cargo").write_text(program, encoding="utf-8")
    (folder / "cargo").chmod(0o755)
    return "{}{}{}".format(folder, os.pathsep, os.environ["PATH"])


def test_cargo_is_asked_as_by_make(tmp_path):
    """For the same flags, so that nothing is built twice; they keep the machine's paths out of the library."""
    done = backend("build_wheel", tmp_path, PATH=with_cargo(tmp_path, 0), CYBSIGN_LIBRARY_FILE=None, RUSTFLAGS=None)
    assert done.returncode == 0 and list(tmp_path.glob("*.whl")), done.stderr
    arguments, flags, folder = json.loads((tmp_path / "record").read_text())
    assert arguments[:2] == ["rustc", "--release"] and folder == str(ROOT)
    environment = {name: value for name, value in os.environ.items() if name != "RUSTFLAGS"}
    show = ["make", "--silent", "--eval", "show: ; @echo $(RUSTFLAGS)", "show"]
    assert subprocess.run(show, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True).stdout.strip() == flags


def test_what_is_missing_is_said(tmp_path):
    nothing, failing = tmp_path / "nothing", tmp_path / "failing"
    nothing.mkdir()
    failing.mkdir()
    for variables, message in (
        (dict(PATH=str(nothing)), "cargo is not on the PATH. Install Rust"),
        (dict(PATH=with_cargo(failing, 1)), "cargo could not build the library"),
        (dict(CYBSIGN_LIBRARY_FILE=str(nothing / "none.so")), "there is no such file"),
    ):
        done = backend("build_wheel", nothing, **dict(dict(CYBSIGN_LIBRARY_FILE=None), **variables))
        assert done.returncode == 1 and message in done.stderr.splitlines()[-1] and "Traceback" not in done.stderr


def test_a_wheel_can_be_built_from_the_source_archive(tmp_path, wheel):
    assert backend("build_sdist", tmp_path).returncode == 0
    (archive,) = tmp_path.glob("cybsign-*.tar.gz")
    with tarfile.open(archive) as sources:
        sources.extractall(tmp_path, filter="data")
    source = tmp_path / archive.name[: -len(".tar.gz")]
    parts = ("src", "vendor")
    tracked = run("git", "-C", ROOT, "ls-files", *parts).decode().split()
    assert [name for name in tracked if not (source / "core" / name).is_file()] == []
    # The crates that are asked for are those of the repository.
    locked = run("cargo", "metadata", "--offline", "--format-version", "1", "--manifest-path", source / "core" / "Cargo.toml")
    assert [member.split("#")[-1] for member in json.loads(locked)["workspace_members"]] == ["cybsign@0.1.0"]
    done = backend("build_wheel", tmp_path / "again", source=source, CYBSIGN_LIBRARY_FILE=LIBRARY)
    assert done.returncode == 0, done.stderr
    (again,) = (tmp_path / "again").iterdir()
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(again) as second:
        assert again.name == wheel.name and sorted(first.namelist()) == sorted(second.namelist())


def test_the_wheel_holds_the_library_and_the_modules(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if name.startswith("cybsign/")}
        modules = {"cybsign/" + file.name for file in (PACKAGE / "src" / "cybsign").iterdir() if file.suffix in (".py", ".typed")}
        licences = {"cybsign/" + file.name for pattern in ("LICENSE*", "NOTICE*") for file in ROOT.glob(pattern)}
        library = {os.path.join("cybsign", _library._file_name())}
        modules.add("cybsign/py.typed")
        assert names == modules | licences | library
        with open(LIBRARY, "rb") as file:
            assert archive.read(library.pop()) == file.read()


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The Python of a fresh environment in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(str(folder), with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", wheel)
    return python


def test_the_installed_package_uses_its_own_library(installed):
    program = "import cybsign, cybsign._library as l; print(cybsign.version(), l.library._name, cybsign.__file__, sep='\\n')"
    version, library, module = run(installed, "-I", "-c", program).decode().split()
    assert version == "0.1.0"
    assert os.path.dirname(library) == os.path.dirname(module)
