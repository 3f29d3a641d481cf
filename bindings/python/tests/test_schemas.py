"""Each document that the library gives out is what its JSON Schema says."""

import json
from pathlib import Path

import jsonschema
import pytest

import cybsign

ROOT = Path(__file__).resolve().parents[3]
KEYS = ROOT / "tests" / "data" / "keys"

REPLIES = [
    b"merchantReferenceCode=r\ndecision=ACCEPT\nreasonCode=100\nrequestID=1\nodd\nccAuthReply_amount=1=2\n",
    b"decision=REJECT\nreasonCode=102\ninvalidField_0=card_accountNumber\nmissingField_0=billTo_city\n",
    b'<c:replyMessage xmlns:c="urn:schemas-cybersource-com:transaction-data-1.224"><c:decision>ERROR</c:decision>'
    b"<c:reasonCode>150</c:reasonCode></c:replyMessage>",
    b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode xmlns:c="urn:x">'
    b"c:CriticalServerError</faultcode><faultstring>late</faultstring></s:Fault></s:Body></s:Envelope>",
]


def validate(document, name):
    schema = json.loads((ROOT / "tests" / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)


@pytest.mark.parametrize("reply", REPLIES)
def test_replies(reply):
    parsed = cybsign.SimpleOrder.parse_reply(reply)
    parsed = parsed if isinstance(parsed, dict) else parsed._asdict()
    validate(parsed, "reply")


def test_a_configuration_files_report(tmp_path):
    config = tmp_path / "cybs.ini"
    config.write_text(
        f"merchantID=testmid_oracle\nkeysDirectory={KEYS}\nkeyFilename=leaf_gen2.p12\npassword=Chang3it\n"
        "sendToProduction=false\nenableLog=true\nnonsense=1\ntimeout=110\n",
        encoding="ascii",
    )
    order = cybsign.SimpleOrder.from_config(config)
    validate(order.config_report, "config_report")
    assert len(order.config_report["warnings"]) >= 2


def test_the_schemas_can_refuse():
    with pytest.raises(jsonschema.ValidationError):
        validate({"kind": "nvp"}, "reply")
    with pytest.raises(jsonschema.ValidationError):
        validate({"username": 1, "meta_key": False}, "envelope_report")
