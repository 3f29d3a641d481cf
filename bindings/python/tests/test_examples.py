"""The programs in examples, as they stand."""

import os
import subprocess
import sys
from pathlib import Path

import cybsign
import pytest

from conftest import KEYS, PACKAGE, PASSWORD


@pytest.fixture
def run():
    def run(name, *arguments):
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        environment.update(CYBSIGN_PASSWORD=PASSWORD, PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=str(Path(cybsign.__file__).parents[1]))
        command = [sys.executable, str(PACKAGE / "examples" / name), *map(str, arguments)]
        return subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)

    return run


def test_sign(run, certificate_pem):
    done = run("sign.py", KEYS / "leaf_gen2.p12")
    assert done.returncode == 0 and done.stderr.startswith("valid until 2045-01-01: OK, "), done.stderr
    assert cybsign.SimpleOrder.verify(done.stdout, expected_certificate=certificate_pem)["ok"]


def test_send(run, gateway):
    folder, url = gateway
    for name in ("last.xml", "sent.xml"):
        (folder / name).unlink(missing_ok=True)
    done = run("send.py", KEYS / "leaf_gen2.p12", url, folder / "tls.pem")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("decision: ACCEPT 100 - ") and "may be sent again: no\n" in done.stdout
    assert b"order-1" in (folder / "last.xml").read_bytes()
    # The gateway writes it only for a message that came encrypted.
    assert b"EncryptedData" in (folder / "sent.xml").read_bytes()


def test_send_gets_a_fault(run, gateway):
    folder, url = gateway
    done = run("send.py", KEYS / "meta_gen2.p12", url, folder / "tls.pem")
    assert done.returncode == 1 and "fault: wsse:FailedCheck Security Data" in done.stdout, done.stderr


def test_send_trusts_no_other_server(run, gateway):
    folder, url = gateway
    done = run("send.py", KEYS / "leaf_gen2.p12", url)
    assert done.returncode != 0 and "CERTIFICATE_VERIFY_FAILED" in done.stderr
