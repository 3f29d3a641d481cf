"""Whole requests, encryption, envelopes, configuration files and replies."""

import os
import ssl
import subprocess
import sys
import typing
import urllib.error
import urllib.request
from pathlib import Path

import cybsign
import independent
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cybsign import _handle, status

from conftest import KEYS, PACKAGE, PASSWORD, REQUEST, ROOT

PAN = REQUEST["card_accountNumber"]
NAMESPACE = "urn:schemas-cybersource-com:transaction-data-1.224"
NVP = "".join("{}={}\n".format(*pair) for pair in sorted(REQUEST.items()))
XML = '<requestMessage xmlns="{}"><merchantID>testmid_oracle</merchantID><merchantReferenceCode>r&amp;1</merchantReferenceCode></requestMessage>'
XML = XML.format(NAMESPACE)
ENVELOPE = (ROOT / "tests" / "data" / "guide_soap_request.xml").read_bytes()
SOAP_PASSWORD = b"8SbCuVZ4FLYakM7Mm"
CERTIFICATE = (KEYS / "cert_leaf.pem").read_bytes()
SJC = (KEYS / "cert_sjc.pem").read_bytes()
SJC_KEY = load_pem_private_key((KEYS / "key_sjc.pem").read_bytes(), None)
PROFILES = [{}, {"profile": "java"}]


@pytest.fixture
def recipient():
    with cybsign.Credential.from_pem((KEYS / "key_sjc.pem").read_bytes(), SJC) as recipient:
        yield recipient


def caught(call, kind=cybsign.Error):
    with pytest.raises(kind) as info:
        call()
    shown = str(info.value) + repr(info.value) + repr(info.value.detail)
    assert PAN not in shown and PASSWORD not in shown
    return info.value


# Encrypting, and what others make of it.


@pytest.mark.parametrize("transport", ["rsa-oaep", "rsa-1_5"])
@pytest.mark.parametrize("options", PROFILES, ids=str)
@pytest.mark.parametrize("method, content", [("sign_nvp", REQUEST), ("sign_xml", XML)], ids=["nvp", "xml"])
def test_another_implementation_decrypts_it(credential, options, transport, method, content):
    order = cybsign.SimpleOrder(credential, encrypt=True, key_transport=transport, **options)
    message = getattr(order, method)(content)
    assert b"testmid_oracle" not in message
    body = independent.checked_body(independent.decrypted(message, SJC_KEY), CERTIFICATE)
    assert "testmid_oracle" in "".join(body.itertext())


def test_a_message_is_never_sent_in_clear_instead():
    credential = cybsign.Credential.from_p12_file(KEYS / "leaf_nosjc_gen2.p12", PASSWORD)
    error = caught(lambda: cybsign.SimpleOrder(credential, encrypt=True), cybsign.CredentialError)
    assert error.status == status.E_NO_RECIPIENT
    der = ssl.PEM_cert_to_DER_cert(SJC.decode())
    for certificate in (SJC, SJC.decode(), bytearray(der), der):
        order = cybsign.SimpleOrder(credential, encrypt=True, server_certificate=certificate)
        independent.checked_body(independent.decrypted(order.sign_nvp(REQUEST), SJC_KEY), CERTIFICATE)


def test_an_expired_recipient(credential):
    options = dict(encrypt=True, server_certificate=(KEYS / "cert_sjc_expired.pem").read_bytes())
    error = caught(lambda: cybsign.SimpleOrder(credential, **options).sign_nvp(REQUEST), cybsign.CertificateError)
    assert error.status == status.E_RECIPIENT_DATE
    assert cybsign.SimpleOrder(credential, allow_expired_recipient=True, **options).sign_nvp(REQUEST)


# Opening.


@pytest.mark.parametrize("transport", ["rsa-oaep", "rsa-1_5"])
@pytest.mark.parametrize("options", PROFILES, ids=str)
def test_open_reads_our_own(credential, recipient, options, transport):
    message = cybsign.SimpleOrder(credential, encrypt=True, key_transport=transport, **options).sign_nvp(REQUEST)
    plain = cybsign.SimpleOrder.open(recipient, message, expected_certificate=CERTIFICATE)
    assert type(plain) is bytes and b"testmid_oracle" in plain
    independent.checked_body(plain, CERTIFICATE)


@pytest.mark.parametrize("transport", ["rsa-oaep-mgf1p", "rsa-1_5"])
@pytest.mark.parametrize("options", PROFILES, ids=str)
def test_open_reads_what_another_encrypted(credential, recipient, options, transport):
    clear = cybsign.SimpleOrder(credential, **options).sign_nvp(REQUEST)
    message = independent.encrypted(clear, SJC, transport)
    assert b"testmid_oracle" not in message
    for given in (message, message.decode(), bytearray(message)):
        assert cybsign.SimpleOrder.open(recipient, given, expected_certificate=CERTIFICATE) == clear


@pytest.mark.parametrize("transport", ["rsa-oaep", "rsa-1_5"])
def test_open_with_a_key_that_lives_elsewhere(credential, transport):
    def decrypt(algorithm, ciphertext):
        kinds = {cybsign.DECRYPT_RSA_OAEP_SHA1: independent.OAEP, cybsign.DECRYPT_RSA_PKCS1: PKCS1v15()}
        return SJC_KEY.decrypt(ciphertext, kinds[algorithm])

    def sign(algorithm, digest):
        raise AssertionError

    message = cybsign.SimpleOrder(credential, encrypt=True, key_transport=transport).sign_nvp(REQUEST)
    elsewhere = cybsign.Credential.from_callbacks(SJC, sign, decrypt)
    assert b"testmid_oracle" in cybsign.SimpleOrder.open(elsewhere, message, expected_certificate=CERTIFICATE)
    without = cybsign.Credential.from_callbacks(SJC, sign)
    error = caught(lambda: cybsign.SimpleOrder.open(without, message, expected_certificate=CERTIFICATE), cybsign.CryptoError)
    assert error.status == status.E_KEY_KIND


FAULTS = {
    "key of 31 bytes": dict(wrap=lambda key: key[:31]),
    "key of 16 bytes": dict(wrap=lambda key: key[:16]),
    "another key": dict(wrap=lambda key: os.urandom(32)),
    "last block changed": dict(seal=lambda raw: raw[:-1] + bytes([raw[-1] ^ 1])),
    "first block changed": dict(seal=lambda raw: raw[:17] + bytes([raw[17] ^ 1]) + raw[18:]),
    "no block": dict(seal=lambda raw: raw[:16]),
    "no iv": dict(seal=lambda raw: raw[:5]),
    "half a block": dict(seal=lambda raw: raw[:-8]),
    "a block missing": dict(seal=lambda raw: raw[:-16]),
    "content changed": dict(change=lambda content: content.replace(b"ref-1", b"ref-2")),
    "no xml": dict(change=lambda content: b"<" + content),
    "no content": dict(change=lambda content: b""),
}


@pytest.mark.parametrize("transport", ["rsa-oaep-mgf1p", "rsa-1_5"])
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_every_fault_of_decryption_looks_alike(order, recipient, fault, transport):
    message = independent.encrypted(order.sign_nvp(REQUEST), SJC, transport, **FAULTS[fault])
    error = caught(lambda: cybsign.SimpleOrder.open(recipient, message, expected_certificate=CERTIFICATE))
    other = caught(lambda: cybsign.SimpleOrder.open(recipient, independent.encrypted(order.sign_nvp(REQUEST), SJC), expected_certificate=SJC))
    assert type(error) is cybsign.CryptoError and error.status == status.E_DECRYPT
    assert (error.status, error.message, error.detail) == (other.status, other.message, other.detail)


def test_what_open_refuses_before_it_decrypts(order, credential, recipient):
    clear = order.sign_nvp(REQUEST)
    message, whom = independent.encrypted(clear, SJC), dict(expected_certificate=CERTIFICATE)
    opened = cybsign.SimpleOrder.open
    assert caught(lambda: opened(credential, message, **whom), cybsign.CredentialError).status == status.E_NO_RECIPIENT
    assert caught(lambda: opened(recipient, message), cybsign.VerificationError).status == status.E_VERIFY_UNTRUSTED
    assert caught(lambda: opened(recipient, clear, **whom), cybsign.VerificationError).status == status.E_VERIFY_STRUCTURE
    aes128 = message.replace(b"aes256-cbc", b"aes128-cbc")
    assert caught(lambda: opened(recipient, aes128, **whom), cybsign.VerificationError).status == status.E_VERIFY_ALGORITHM
    assert caught(lambda: opened(recipient, "<" + PAN, **whom), cybsign.EncodingError).status == status.E_XML
    assert caught(lambda: opened(recipient, message, whom=1), cybsign.UsageError).status == status.E_OPTION
    with pytest.raises(TypeError):
        opened(KEYS, message, **whom)
    recipient.close()
    assert "closed" in str(caught(lambda: opened(recipient, message, **whom), cybsign.UsageError))


# Whole requests.

CONTENTS = [(REQUEST, None), (sorted(REQUEST.items()), "nvp"), (NVP, "nvp"), (XML, "xml"), (XML.encode(), "xml"), (ENVELOPE, "envelope")]


@pytest.mark.parametrize("content, kind", CONTENTS, ids=["mapping", "pairs", "nvp", "xml", "xml bytes", "envelope"])
def test_a_request_is_what_urllib_takes(credential, content, kind):
    order = cybsign.SimpleOrder(credential, environment="test", allow_other_username=True)
    request = order.request(content, kind)
    assert request.url == "https://ics2wstest.ic3.com/commerce/1.x/transactionProcessor"
    assert list(request.headers.items()) == [("Content-Type", "text/xml; charset=utf-8"), ("SOAPAction", '"runTransaction"')]
    assert type(request.body) is bytes
    independent.checked_body(request.body, CERTIFICATE)
    taken = urllib.request.Request(*request)
    assert (taken.full_url, taken.data, taken.get_method()) == (request.url, request.body, "POST")
    assert taken.get_header("Content-type") == "text/xml; charset=utf-8" and taken.get_header("Soapaction") == '"runTransaction"'
    assert PAN not in repr(request) and "4111" not in repr(request) and request.url in repr(request)


def test_a_request_is_signed_as_ever(credential):
    order = cybsign.SimpleOrder(credential, environment="production", endpoint="akamai")
    assert order.request(REQUEST).body == order.sign_nvp(REQUEST) == order.request(NVP.encode(), "nvp").body
    assert order.request(XML, kind="xml").body == order.sign_xml(XML)
    assert order.request(REQUEST).url.startswith("https://ics2wsa.ic3.com/")
    own = cybsign.SimpleOrder(credential, endpoint="https://localhost:8443/x?y=1")
    assert own.request(REQUEST).url == "https://localhost:8443/x?y=1"


@pytest.mark.parametrize("content, kind", [(NVP, None), (XML, None), (XML, "XML"), (XML, ""), (XML, PAN), (XML, 2), (XML, ["xml"]), (REQUEST, "xml")], ids=str)
def test_the_kind_of_text_must_be_said(credential, content, kind):
    order = cybsign.SimpleOrder(credential, environment="test")
    assert caught(lambda: order.request(content, kind), cybsign.UsageError).status == status.E_ARGUMENT


def test_requests_that_are_refused(credential, order):
    assert caught(lambda: order.request(REQUEST), cybsign.UsageError).status == status.E_OPTION
    to_test = cybsign.SimpleOrder(credential, environment="test")
    assert caught(lambda: to_test.request(dict(REQUEST, a=PAN + "\n")), cybsign.UsageError).status == status.E_FIELD
    assert caught(lambda: to_test.request("<" + PAN, "xml"), cybsign.EncodingError).status == status.E_XML
    assert caught(lambda: to_test.request(XML, "envelope"), cybsign.EncodingError).status == status.E_MESSAGE
    for wrong in (None, 5, {"amount": 10}):
        with pytest.raises(TypeError):
            to_test.request(wrong)
    marked = cybsign.Credential.from_p12_file(KEYS / "leaf_gen2.p12", PASSWORD, environment="test")
    error = caught(lambda: cybsign.SimpleOrder(marked, environment="production"), cybsign.CredentialError)
    assert error.status == status.E_ENVIRONMENT
    to_test.close()
    assert "closed" in str(caught(lambda: to_test.request(REQUEST), cybsign.UsageError))


# Against a gateway that is not ours.


def sent(request, folder):
    context = ssl.create_default_context(cafile=str(folder / "tls.pem"))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    try:
        response = opener.open(urllib.request.Request(*request), timeout=60)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return cybsign.SimpleOrder.parse_reply(response.read(), http_status=response.code)


@pytest.mark.parametrize("encrypt", [False, True], ids=["clear", "encrypted"])
@pytest.mark.parametrize("options", PROFILES, ids=str)
@pytest.mark.parametrize("content, kind, reference", [(REQUEST, None, "ref-1"), (XML, "xml", "r&1")], ids=["nvp", "xml"])
def test_the_gateway_accepts_it(credential, gateway, options, encrypt, content, kind, reference):
    folder, url = gateway
    order = cybsign.SimpleOrder(credential, environment="test", endpoint=url, encrypt=encrypt, **options)
    reply = sent(order.request(content, kind), folder)
    assert (reply["kind"], reply["decision"], reply["reason_code"]) == ("xml" if kind else "nvp", "ACCEPT", 100)
    assert reply["merchant_reference_code"] == reference and reply["state"] == "known" and reply["fault"] is None
    assert reply["request_token"] == "Ahj77wSTKc8=" and reply["fields"]["ccAuthReply_amount"] == "10.00"
    assert b"testmid_oracle" in (folder / "last.xml").read_bytes()


def test_the_gateway_refuses_another_signer(gateway):
    folder, url = gateway
    other = cybsign.Credential.from_p12_file(KEYS / "meta_gen2.p12", PASSWORD)
    reply = sent(cybsign.SimpleOrder(other, endpoint=url).request(REQUEST), folder)
    assert reply["kind"] == "fault" and reply["fault"]["code"] == "wsse:FailedCheck" and not reply["fault"]["critical"]


def run_example(*arguments):
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment.update(CYBSIGN_PASSWORD=PASSWORD, PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=str(Path(cybsign.__file__).parents[1]))
    command = [sys.executable, str(PACKAGE / "examples" / "send.py"), *map(str, arguments)]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)


def test_the_example(gateway):
    folder, url = gateway
    for name in ("last.xml", "sent.xml"):
        if (folder / name).exists():
            (folder / name).unlink()
    done = run_example(KEYS / "leaf_gen2.p12", url, folder / "tls.pem")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("decision: ACCEPT 100 - ") and "may be sent again: no\n" in done.stdout
    assert b"order-1" in (folder / "last.xml").read_bytes()
    # The gateway writes it only for a message that came encrypted.
    assert b"EncryptedData" in (folder / "sent.xml").read_bytes()


def test_the_example_with_a_fault(gateway):
    folder, url = gateway
    done = run_example(KEYS / "meta_gen2.p12", url, folder / "tls.pem")
    assert done.returncode == 1 and "fault: wsse:FailedCheck Security Data" in done.stdout, done.stderr


def test_the_example_trusts_no_other_server(gateway):
    folder, url = gateway
    done = run_example(KEYS / "leaf_gen2.p12", url)
    assert done.returncode != 0 and "CERTIFICATE_VERIFY_FAILED" in done.stderr


# Replies.

SOAP_REPLY = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>{}</s:Body></s:Envelope>'
NVP_REPLY = "decision=REJECT\nreasonCode=102\nrequestID=7\nrequestToken=Ahj7=7w==\nmerchantReferenceCode=a=b&amp;c\ninvalidField_0=card_x\n"


def test_an_nvp_reply():
    reply = cybsign.SimpleOrder.parse_reply(SOAP_REPLY.format('<c:nvpReply xmlns:c="{}">{}</c:nvpReply>'.format(NAMESPACE, NVP_REPLY)))
    assert set(reply) == set(
        "kind decision reason_code reason may_resend state request_id request_token merchant_reference_code fields missing_fields "
        "invalid_fields fault".split()
    )
    assert (reply["kind"], reply["decision"], reply["reason_code"], reply["state"]) == ("nvp", "REJECT", 102, "known")
    assert (reply["request_id"], reply["request_token"], reply["merchant_reference_code"]) == ("7", "Ahj7=7w==", "a=b&c")
    assert reply["invalid_fields"] == ["card_x"] and reply["missing_fields"] == [] and reply["fault"] is None
    assert reply["fields"]["requestToken"] == "Ahj7=7w==" and list(reply["fields"])[0] == "decision"
    for bare in ("decision=ACCEPT\nname=J\u00e9=\U0001f600\n", b"decision=ACCEPT\nname=J\xc3\xa9=\xf0\x9f\x98\x80"):
        assert cybsign.SimpleOrder.parse_reply(bare)["fields"] == {"decision": "ACCEPT", "name": "J\u00e9=\U0001f600"}


def test_an_xml_reply():
    message = '<c:replyMessage xmlns:c="{}"><c:decision>ACCEPT</c:decision><c:reasonCode>100</c:reasonCode><c:requestToken>x=y==</c:requestToken>'
    message += "<c:ccAuthReply><c:amount>1.00</c:amount></c:ccAuthReply></c:replyMessage>"
    for given in (SOAP_REPLY.format(message.format(NAMESPACE)), message.format(NAMESPACE).encode()):
        reply = cybsign.SimpleOrder.parse_reply(given)
        assert (reply["kind"], reply["reason_code"], reply["request_token"]) == ("xml", 100, "x=y==")
        assert reply["fields"]["ccAuthReply_amount"] == "1.00"


@pytest.mark.parametrize(
    "code, options, critical",
    [
        ("s:Client", {}, False),
        ("s:Client", {"http_status": 500}, False),
        ("s:Client", {"http_status": 504}, True),
        ("c:CriticalServerError", {"http_status": 500}, True),
    ],
)
def test_faults(code, options, critical):
    fault = "<s:Fault><faultcode>{}</faultcode><faultstring>why = so</faultstring><detail><c:faultDetails xmlns:c='{}'><c:requestID>9</c:requestID></c:faultDetails></detail></s:Fault>"
    reply = cybsign.SimpleOrder.parse_reply(SOAP_REPLY.format(fault.format(code, NAMESPACE)), **options)
    assert reply["fault"] == {"code": code, "string": "why = so", "request_id": "9", "critical": critical}
    assert (reply["kind"], reply["decision"], reply["state"]) == ("fault", None, "unknown" if critical else "known")
    assert reply["may_resend"] is (False if critical else None)


@pytest.mark.parametrize("given", ["", b"", "<html>" + PAN, "{}", PAN, XML, SOAP_REPLY.format(""), SOAP_REPLY.format(PAN)[:-3], b"a=\xff" + PAN.encode()], ids=ascii)
def test_what_is_no_reply(given):
    error = caught(lambda: cybsign.SimpleOrder.parse_reply(given), cybsign.EncodingError)
    assert error.status in (status.E_MESSAGE, status.E_XML, status.E_ENCODING)


def test_wrong_arguments_of_replies():
    assert caught(lambda: cybsign.SimpleOrder.parse_reply("a=1", status=1), cybsign.UsageError).status == status.E_OPTION
    assert caught(lambda: cybsign.SimpleOrder.parse_reply("a=1" * 9, limits={"max_bytes": 9}), cybsign.UsageError).status == status.E_LIMIT
    with pytest.raises(TypeError):
        cybsign.SimpleOrder.parse_reply(None)


# Envelopes of old SOAP toolkits.


@pytest.mark.parametrize("options", PROFILES, ids=str)
def test_an_envelope_with_a_meta_key(options):
    meta = cybsign.Credential.from_p12_file(KEYS / "meta_gen2.p12", PASSWORD)
    signed = cybsign.SimpleOrder(meta, **options).sign_envelope(ENVELOPE.replace(b"portfolioabc", b"portfolio_oracle"))
    assert (signed.username, signed.meta_key) == ("portfolio_oracle", True) and type(signed.message) is bytes
    assert SOAP_PASSWORD not in signed.message and b"UsernameToken" not in signed.message
    independent.checked_body(signed.message, (KEYS / "cert_meta.pem").read_bytes())
    assert PAN not in repr(signed) and PAN.encode() in signed.message


def test_an_envelope_with_another_key(credential):
    error = caught(lambda: cybsign.SimpleOrder(credential).sign_envelope(ENVELOPE), cybsign.CredentialError)
    assert error.status == status.E_MERCHANT
    order = cybsign.SimpleOrder(credential, allow_other_username=True, encrypt=True)
    signed = order.sign_envelope(ENVELOPE.decode())
    assert (signed.username, signed.meta_key) == ("portfolioabc", True) and PAN.encode() not in signed.message
    independent.checked_body(independent.decrypted(signed.message, SJC_KEY), CERTIFICATE)


def test_an_envelope_without_a_token(order):
    signed = order.sign_envelope(SOAP_REPLY.format(XML))
    assert (signed.username, signed.meta_key) == (None, False)
    independent.checked_body(signed.message, CERTIFICATE)


def test_envelopes_that_are_refused(order):
    assert caught(lambda: order.sign_envelope(XML), cybsign.EncodingError).status == status.E_MESSAGE
    assert caught(lambda: order.sign_envelope(SOAP_REPLY.format(PAN)), cybsign.EncodingError).status == status.E_MESSAGE
    assert caught(lambda: order.sign_envelope(order.sign_nvp(REQUEST)), cybsign.EncodingError).status == status.E_MESSAGE
    with pytest.raises(TypeError):
        order.sign_envelope(REQUEST)
    order.close()
    assert "closed" in str(caught(lambda: order.sign_envelope(ENVELOPE), cybsign.UsageError))


def test_username_tokens_are_retired():
    error = caught(lambda: cybsign.username_token("merchant", PAN), cybsign.UsageError)
    assert error.status == status.E_RETIRED
    assert "16 July 2025" in str(error) and "13 August 2025" in str(error) and "15 September 2025" in str(error)
    for password in ("k&y", b"k&y", bytearray(b"k&y")):
        header = cybsign.username_token("me<rchant", password, allow_retired=True)
        assert type(header) is bytes and b">me&lt;rchant<" in header and b">k&amp;y<" in header
    security = independent.etree.fromstring(header)
    assert independent.one(security, "wsse:UsernameToken/wsse:Password").text == "k&y"
    assert caught(lambda: cybsign.username_token("", PAN, allow_retired=True), cybsign.UsageError).status == status.E_ARGUMENT
    assert caught(lambda: cybsign.username_token("a", None, allow_retired=True), cybsign.UsageError).status == status.E_ARGUMENT
    assert caught(lambda: cybsign.username_token("a", "b", allow_retired=1), cybsign.UsageError).status == status.E_OPTION


# Configuration files.


def configuration(folder, name, *lines):
    (folder / "keys").mkdir(exist_ok=True)
    (folder / "keys" / "testmid_oracle.p12").write_bytes((KEYS / "leaf_gen2.p12").read_bytes())
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / name


@pytest.fixture
def ini(tmp_path):
    keys = "keysDirectory = {}".format(tmp_path / "keys")
    return configuration(
        tmp_path, "cybs.ini", "[cybs]", "merchantID = testmid_oracle", keys, "password = " + PASSWORD, "useSignAndEncrypted = true", "timeout = 9"
    )


def test_an_ini_file(ini, recipient):
    for path in (ini, str(ini), os.fsencode(ini)):
        with cybsign.SimpleOrder.from_config(path) as order:
            request = order.request(REQUEST)
    report = order.config_report
    assert set(report) == {"format", "merchant_id", "key_file", "warnings"} and PASSWORD not in repr(report)
    assert (report["format"], report["merchant_id"]) == ("ini", "testmid_oracle")
    assert os.path.samefile(report["key_file"], ini.parent / "keys" / "testmid_oracle.p12")
    assert ("ignored", "timeout") in [(warning["code"], warning["key"]) for warning in report["warnings"]]
    assert request.url.startswith("https://ics2wstest.ic3.com/")
    plain = cybsign.SimpleOrder.open(recipient, request.body, expected_certificate=CERTIFICATE)
    assert b"transaction-data-1.183" in plain


def test_options_come_before_the_file(ini):
    options = dict(encrypt=False, environment="production", api_version="1.151")
    request = cybsign.SimpleOrder.from_config(ini, **options).request(REQUEST)
    assert request.url.startswith("https://ics2ws.ic3.com/") and b"transaction-data-1.151" in request.body
    message = cybsign.SimpleOrder.from_config(ini, server_certificate=CERTIFICATE).sign_nvp(REQUEST)
    own = cybsign.Credential.from_p12_file(KEYS / "leaf_gen2.p12", PASSWORD)
    assert cybsign.SimpleOrder.open(own, message, expected_certificate=CERTIFICATE)


def test_options_for_the_p12_are_passed_on(ini):
    assert cybsign.SimpleOrder.from_config(ini, credential={"max_iterations": 10_000_000})
    with pytest.raises(cybsign.CryptoError) as refused:
        cybsign.SimpleOrder.from_config(ini, credential={"max_iterations": 1})
    assert refused.value.status == status.E_ITERATIONS


def test_a_properties_file(tmp_path):
    lines = ("targetAPIVersion=1.200", "a.keyPassword=" + PASSWORD, "keysDirectory={}".format(tmp_path / "keys"), "a.keyFilename=testmid_oracle.p12")
    file = configuration(tmp_path, "cybs.properties", *lines)
    order = cybsign.SimpleOrder.from_config(file, merchant_id="a")
    assert order.config_report["format"] == "properties" and order.config_report["merchant_id"] == "a"
    message = order.sign_nvp(REQUEST)
    assert b"transaction-data-1.200" in message
    independent.checked_body(message, CERTIFICATE)
    again = file.rename(tmp_path / "other.txt")
    assert cybsign.SimpleOrder.from_config(again, merchant_id="a", format="properties").config_report["format"] == "properties"


def test_a_subclass_and_an_order_without_a_file(ini, credential):
    class Mine(cybsign.SimpleOrder):
        pass

    assert type(Mine.from_config(ini)) is Mine
    assert cybsign.SimpleOrder(credential).config_report is None


def test_configurations_that_are_refused(ini, tmp_path):
    load = cybsign.SimpleOrder.from_config
    assert caught(lambda: load(tmp_path / "none.ini"), cybsign.FileError).status == status.E_FILE_NOT_FOUND
    assert caught(lambda: load(ini, format="yaml"), cybsign.UsageError).status == status.E_OPTION
    assert caught(lambda: load(ini, unknown=1), cybsign.UsageError).status == status.E_OPTION
    wrong = ini.read_text().replace(PASSWORD, PAN)
    ini.write_text(wrong)
    assert caught(lambda: load(ini), cybsign.CredentialError).status == status.E_WRONG_PASSWORD
    ini.write_text(wrong.replace("= true", "= " + PAN))
    assert caught(lambda: load(ini), cybsign.UsageError).status == status.E_OPTION
    with pytest.raises(TypeError):
        load(None)


def test_every_output_is_given_back(ini, order, monkeypatch):
    cleared, clear = [], _handle._bytes_clear
    clear_request = _handle._request_clear
    monkeypatch.setattr(_handle, "_bytes_clear", lambda output: cleared.append(clear(output)))
    monkeypatch.setattr(_handle, "_request_clear", lambda output: cleared.append(clear_request(output)))
    own = cybsign.SimpleOrder.from_config(ini)
    assert len(cleared) == 1
    own.request(REQUEST)
    own.request(NVP, "nvp")
    assert len(cleared) == 3
    order.sign_envelope(SOAP_REPLY.format(XML))
    assert len(cleared) == 5


def test_named_tuples_say_their_types():
    for kind in (cybsign.Request, cybsign.SignedEnvelope):
        assert set(typing.get_type_hints(kind)) == set(kind._fields)
