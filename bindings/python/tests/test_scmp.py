"""SCMP messages: what crosses between Python and the library."""

import cybsign
import pytest
from conftest import KEYS
from cybsign import status

REQUEST = {"merchant_id": "testmid_oracle", "ics_applications": "ics_auth", "offer0": "amount:10.00^quantity:2"}


@pytest.fixture
def client(credential):
    with cybsign.Scmp(credential, url="https://host.example/scmp") as client:
        yield client


@pytest.fixture
def server():
    key = cybsign.Credential.from_pem((KEYS / "key_sjc.pem").read_bytes(), (KEYS / "cert_sjc.pem").read_bytes())
    with key, cybsign.Scmp(key, (KEYS / "cert_leaf.pem").read_bytes(), role="server") as server:
        yield server


def test_a_request_and_its_reply(client, server):
    sealed = client.seal(REQUEST)
    assert sealed.request.method == "POST" and sealed.request.url == "https://host.example/scmp"
    assert sealed.request_id.isdigit() and len(sealed.request_id) == 22
    opened = server.open(sealed.mime())
    assert opened.fields == REQUEST and list(opened.fields) == list(REQUEST)
    assert opened.info["headers_authenticated"] is True and opened.info["total"] == "20.00"
    assert "10.00" not in repr(opened)
    reply = server.seal("request_id={}\nics_rcode=1\nics_rflag=SOK\n".format(sealed.request_id))
    headers = "".join("{}: {}\r\n".format(*field) for field in reply.request.headers.items())
    opened = client.open(reply.request.body, sealed.request_id, headers)
    assert opened.fields["ics_rflag"] == "SOK"
    with pytest.raises(cybsign.EncodingError) as caught:
        client.open(reply.mime(), "0" * 22)
    assert caught.value.status == status.E_MESSAGE
    whole = sealed.mime()
    changed = whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:]
    with pytest.raises(cybsign.Error):
        server.open(changed)


def test_an_error_is_no_reply(client, server):
    error = server.error("0" * 22, 409, "duplicate")
    headers = "".join("{}: {}\r\n".format(*field) for field in error.headers.items())
    opened = client.open(error.body, "0" * 22, headers)
    assert opened.fields == {} and opened.info["error"] == {"number": 409, "text": "duplicate"}
    for number in (-1, 10**9, "409"):
        with pytest.raises(ValueError):
            server.error("0" * 22, number, "duplicate")


def test_what_would_be_two_fields_is_refused(client):
    with pytest.raises(cybsign.UsageError) as caught:
        client.seal({**REQUEST, "user_po": "1\nics_applications=ics_credit"})
    assert caught.value.status == status.E_FIELD
    with pytest.raises(TypeError):
        client.seal({"merchant_id": 1})
    with pytest.raises(TypeError):
        cybsign.Scmp("credential")


def test_replies():
    reply = cybsign.Scmp.parse_reply("ics_rcode=-1\nics_rflag=ETIMEOUT\nauth_rcode=1\n")
    assert (reply["rcode"], reply["state"], reply["may_resend"]) == (-1, "unknown", False)
    assert reply["services"][0]["service"] == "auth"
    converted = cybsign.Scmp.reply_from_simple_order(b"decision=REJECT\nreasonCode=233\nnew=1\n")
    assert converted["fields"]["ics_rflag"] == "D233" and converted["made_flags"] == ["D233"]
    assert converted["unmapped"][0]["field"] == "new"
    with pytest.raises(cybsign.EncodingError):
        cybsign.Scmp.parse_reply("<html>", limits={"max_fields": 5})


def test_the_way_out(order):
    request = {**REQUEST, "ics_applications": "ics_auth,ics_bill", "my_own": "1"}
    converted = cybsign.scmp_to_simple_order(request)
    assert converted["fields"]["ccCaptureService_run"] == "true" and converted["unmapped"][0]["field"] == "my_own"
    rest = cybsign.scmp_to_rest(request.items())
    assert rest["path"] == "/pts/v2/payments" and rest["body"]["processingInformation"]["capture"] is True
    message, unmapped = order.sign_scmp(request)
    assert b"item_0_unitPrice=10.00" in message and [one["field"] for one in unmapped] == ["my_own"]
    with pytest.raises(cybsign.CryptoError) as caught:
        cybsign.scmp_to_rest({**REQUEST, "ics_applications": "ics_new"})
    assert caught.value.status == status.E_UNSUPPORTED
