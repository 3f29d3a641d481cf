"""Signs requests from C, C++, Python and Java, has xmlsec1 and Apache WSS4J verify them, and prints one table.

Run by `make demo`, which builds the library and installs what is missing: run.py LIBRARY_FOLDER JAR WORK_FOLDER
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import cybsign

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "demo"
COUNT = "200"
# The Ids that the profile java would draw at random, so that the four languages can be compared byte for byte.
IDS = {
    "token": "X509-1", "signature": "SIG-2", "body": "id-3", "key_info": "KI-4", "reference": "STR-5",
}
OPTIONS = {
    "cpp": "{}",
    "java": '{"profile":"java","testing":{"ids":%s}}' % str(IDS).replace("'", '"'),
}
REQUESTS = {
    "nvp": ("portal_new.p12", "merchant.pem", "request.nvp"),
    "xml": ("meta.p12", "meta.pem", "guide_request.xml"),
}


def run(*command, **options):
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    if result.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{result.stdout}{result.stderr}")
    return result.stdout


def build(library, jar, work):
    """The commands that run the demo's program in each language."""
    shutil.copy(library / "libcybsign.so", work / "libcybsign.so.1")
    if not (work / "libcybsign.so").exists():
        os.symlink("libcybsign.so.1", work / "libcybsign.so")
    link = [f"-L{work}", "-lcybsign", f"-Wl,-rpath,{work}"]
    run("cc", "-O2", f"-I{ROOT / 'include'}", DEMO / "sign.c", "-o", work / "sign_c", *link)
    run("c++", "-O2", "-std=c++11", f"-I{ROOT / 'include'}", DEMO / "sign.cpp", "-o", work / "sign_cpp", *link)
    run("javac", "-cp", jar, "-d", work, DEMO / "Sign.java")
    return {
        "C": [work / "sign_c"],
        "C++": [work / "sign_cpp"],
        "Python": [sys.executable, DEMO / "sign.py"],
        "Java": ["java", "-cp", f"{jar}:{work}", "Sign"],
    }


def wss4j(jar, work, keys):
    """A function that says which of some messages WSS4J accepts."""
    classpath = work / "wss4j.classpath"
    run("mvn", "-q", "-B", "-f", ROOT / "bindings/java", "dependency:build-classpath", "-Dmdep.includeScope=test",
        f"-Dmdep.outputFile={classpath}")
    libraries = classpath.read_text(encoding="utf-8").strip()
    run("javac", "-cp", libraries, "-d", work, DEMO / "Verify.java")

    def verify(certificate, messages):
        return set(run("java", "-cp", f"{libraries}:{work}", "Verify", keys / certificate, *messages).split())

    return verify


def xmlsec1_accepts(message, certificate):
    command = ["xmlsec1", "--verify", "--pubkey-cert-pem", certificate,
               "--id-attr:Id", "http://schemas.xmlsoap.org/soap/envelope/:Body", message]
    return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0


def show_key_files(keys):
    """Loads each kind of key file and shows that they all hold the same key."""
    password = os.environ["CYBSIGN_PASSWORD"]
    read = lambda name: (keys / name).read_bytes()
    kinds = {
        "P12 of the portal, old layout": lambda: cybsign.Credential.from_p12(read("portal_old.p12"), password),
        "P12 of the portal, new layout": lambda: cybsign.Credential.from_p12(read("portal_new.p12"), password),
        "P12 of OpenSSL 3 (PBES2)": lambda: cybsign.Credential.from_p12(read("openssl3.p12"), password),
        "P12 of Windows (RC2, 3DES)": lambda: cybsign.Credential.from_p12(read("windows.p12"), password),
        "P12 of the JDK's keytool": lambda: cybsign.Credential.from_p12(read("keytool.p12"), password),
        "PEM, encrypted key": lambda: cybsign.Credential.from_pem(read("encrypted.pem"), None, password),
        "DER": lambda: cybsign.Credential.from_der(read("key.der"), read("certificate.der")),
    }
    print(f"{'key file':32} {'merchant':16} {'days left':>9}  digest of a signed request")
    digests = set()
    for kind, load in kinds.items():
        with load() as credential:
            message = cybsign.SimpleOrder(credential).sign_nvp({"merchantID": "demo_merchant"})
            digest = hashlib.sha256(message).hexdigest()[:16]
            merchant = credential.inspect()["certificates"][credential.inspect()["selected"]]["merchant_id"]
            print(f"{kind:32} {merchant:16} {credential.days_left():>9}  {digest}")
            digests.add(digest)
    if len(digests) != 1:
        sys.exit("the key files do not sign alike")


def main():
    library, jar, work = (Path(argument).resolve() for argument in sys.argv[1:])
    keys = work / "keys"
    run("sh", DEMO / "keys.sh", keys)
    show_key_files(keys)
    print()

    programs = build(library, jar, work)
    accepted_by_wss4j = wss4j(jar, work, keys)
    print(f"{'language':9} {'profile':8} {'request':8} {'bytes':>6}  {'verified by':16} {'us each':>8} {'days left':>9}")
    failures = []
    for kind, (key, certificate, request) in REQUESTS.items():
        for profile, options in OPTIONS.items():
            messages, rows = {}, {}
            for language, program in programs.items():
                output = work / f"{kind}_{profile}_{len(messages)}.xml"
                rows[language] = run(*program, keys / key, options, kind, ROOT / "tests/data" / request, output, COUNT).split()
                messages[language] = output
            accepted = accepted_by_wss4j(certificate, messages.values())
            for language, output in messages.items():
                verifiers = ["xmlsec1"] if xmlsec1_accepts(output, keys / certificate) else []
                verifiers += ["WSS4J"] if str(output) in accepted else []
                time, days = rows[language]
                size = output.stat().st_size
                print(f"{language:9} {profile:8} {kind:8} {size:>6}  {', '.join(verifiers):16} {time:>8} {days:>9}")
                if verifiers != ["xmlsec1", "WSS4J"]:
                    failures.append(f"{language} {profile} {kind} is not accepted")
            if len({output.read_bytes() for output in messages.values()}) != 1:
                failures.append(f"the languages differ in {profile} {kind}")
    if failures:
        sys.exit("\n".join(failures))
    print("All four languages gave the same bytes for each profile and request.")


main()
