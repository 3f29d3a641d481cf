"""The programs in examples, as they stand."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import cybsign
import pytest

from conftest import KEYS, PASSWORD, ROOT


@pytest.fixture
def run():
    def run(name, *arguments, given=""):
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        environment.update(CYBSIGN_PASSWORD=PASSWORD, PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=str(Path(cybsign.__file__).parents[1]))
        command = [sys.executable, str(ROOT / "examples" / name), *map(str, arguments)]
        return subprocess.run(command, input=given, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)

    return run


def test_sign(run, certificate_pem):
    done = run("sign.py", KEYS / "leaf_gen2.p12")
    assert done.returncode == 0 and done.stderr.startswith("testmid_oracle: OK, "), done.stderr
    assert cybsign.SimpleOrder.verify(done.stdout, expected_certificate=certificate_pem)["ok"]


def test_errors_are_told_in_a_line(run):
    for name in ("sign.py", "send.py"):
        done = run(name, KEYS / "cert_leaf.pem")
        assert done.returncode == 1 and done.stderr.startswith("CYBSIGN_E_NOT_P12: ") and done.stderr.count("\n") == 1


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


def test_check_keys(run, tmp_path):
    shutil.copyfile(KEYS / "leaf_gen2.p12", tmp_path / "good.p12")
    done = run("check_keys.py", tmp_path)
    assert (done.returncode, done.stdout) == (0, "nothing has to be done\n"), done.stdout
    shutil.copyfile(KEYS / "leaf_expired_gen2.p12", tmp_path / "old.p12")
    (tmp_path / "damaged.p12").write_bytes((KEYS / "leaf_gen2.p12").read_bytes()[:500])
    (tmp_path / "notes.txt").write_text("no key")
    (tmp_path / "folder").mkdir()
    done = run("check_keys.py", tmp_path)
    assert done.returncode == 1 and done.stderr == ""
    found = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    assert {Path(file).name for file in found} == {"old.p12", "damaged.p12", "notes.txt"}
    assert "testmid_oracle" in found[str(tmp_path / "old.p12")] and "expired" in found[str(tmp_path / "old.p12")]


def test_mask_log(run):
    done = run("mask_log.py", given="merchantID=m\ncard_accountNumber=4111111111111111\ncard_cvNumber=123\n")
    assert done.returncode == 0 and done.stderr.startswith("INFO the whole message:\nmerchantID=m\n")
    assert "4111" not in done.stderr and "123" not in done.stderr


def test_they_are_typed(tmp_path):
    files = sorted(map(str, (ROOT / "examples").glob("*.py")))
    options = ["--strict", "--python-version", "3.10", "--cache-dir", str(tmp_path), "--no-error-summary"]
    environment = dict(os.environ, MYPYPATH=str(Path(cybsign.__file__).parents[1]))
    done = subprocess.run([sys.executable, "-m", "mypy", *options, *files], env=environment, stdout=subprocess.PIPE, text=True, timeout=300)
    assert len(files) == 4 and done.stdout == ""
