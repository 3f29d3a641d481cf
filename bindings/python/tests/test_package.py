"""The wheel."""

import os
import subprocess
import sys
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


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from the source tree with a library that is already there, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    before = sorted(PACKAGE.rglob("*"))
    program = "import setuptools.build_meta as backend, sys; backend.build_wheel(sys.argv[1])"
    environment = dict(os.environ, CYBSIGN_LIBRARY_FILE=LIBRARY, PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run([sys.executable, "-c", program, str(folder)], cwd=PACKAGE, env=environment, stderr=subprocess.PIPE)
    assert done.returncode == 0, done.stderr.decode()
    assert sorted(PACKAGE.rglob("*")) == before
    (file,) = folder.iterdir()
    return file


def test_the_wheel_is_for_a_platform_and_any_python_3(wheel):
    assert wheel.name.startswith("cybsign-0.1.0-py3-none-") and not wheel.name.endswith("-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = [name for name in archive.namelist() if name.endswith(".dist-info/WHEEL")]
        assert b"Root-Is-Purelib: false" in archive.read(metadata)


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
