"""Which package is tested, and what the tests share.

With CYBSIGN_LIBRARY the package is the one in the source tree, over that library; without it the one that is installed.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "bindings" / "python"
KEYS = ROOT / "tests" / "data" / "keys"
PASSWORD = "Chang3it"

if os.environ.get("CYBSIGN_LIBRARY"):
    sys.path.insert(0, str(PACKAGE / "src"))

import cybsign  # noqa: E402

REQUEST = {
    "merchantID": "testmid_oracle",
    "merchantReferenceCode": "ref-1",
    "billTo_firstName": "J&J <é😀>",
    "card_accountNumber": "4111111111111111",
    "ccAuthService_run": "true",
}


@pytest.fixture
def credential():
    with cybsign.Credential.from_p12_file(KEYS / "leaf_gen2.p12", PASSWORD) as credential:
        yield credential


@pytest.fixture
def order(credential):
    with cybsign.SimpleOrder(credential) as order:
        yield order


@pytest.fixture(scope="session")
def certificate_pem():
    return (KEYS / "cert_leaf.pem").read_bytes()


@pytest.fixture(scope="session")
def private_key():
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return load_pem_private_key((KEYS / "key_leaf.pem").read_bytes(), None)


@pytest.fixture
def python(tmp_path):
    """Runs a program in a Python of its own that finds the same package and library; gives what it printed."""

    def run(program, *arguments, before=(), **variables):
        file = tmp_path / "program.py"
        file.write_text(program, encoding="utf-8")
        environment = dict(os.environ, PYTHONPATH=os.pathsep.join(map(str, (*sys.path[:1], Path(cybsign.__file__).parents[1]))))
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        for name, value in variables.items():
            environment.pop(name, None) if value is None else environment.update({name: str(value)})
        command = [*map(str, before), sys.executable, str(file), *map(str, arguments)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
        assert done.returncode == 0, (done.returncode, done.stderr)
        return done.stdout

    return run


@pytest.fixture
def openssl():
    """Runs the openssl program, without a terminal, so that it reads passwords from what is given."""

    def run(*arguments, given=""):
        command = ["openssl", *map(str, arguments)]
        subprocess.run(command, input=given, check=True, stderr=subprocess.PIPE, text=True, timeout=60, start_new_session=True)

    return run


@pytest.fixture(scope="session")
def gateway(tmp_path_factory):
    """The folder of a gateway on the loopback that others' tools run, with its url and its tls.pem."""
    folder = tmp_path_factory.mktemp("gateway")
    command = [sys.executable, str(ROOT / "tests" / "server" / "server.py"), str(folder)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if (folder / "port").exists():
                break
            assert server.poll() is None, "the gateway did not start"
            time.sleep(0.1)
        yield folder, "https://localhost:{}/commerce".format((folder / "port").read_text())
    finally:
        server.stdin.close()
        server.wait(30)
