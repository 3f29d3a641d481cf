"""Each document that comes out is what its JSON Schema says, and its type hints say the same."""

import json
import typing

import cybsign
import jsonschema
import pytest

from conftest import KEYS, PASSWORD, REQUEST, ROOT

P12 = (KEYS / "leaf_gen2.p12").read_bytes()
REPLIES = [
    b"merchantReferenceCode=r\ndecision=ACCEPT\nreasonCode=100\nrequestID=1\nodd\nccAuthReply_amount=1=2\n",
    b"decision=REJECT\nreasonCode=102\ninvalidField_0=card_accountNumber\nmissingField_0=billTo_city\n",
    b'<c:replyMessage xmlns:c="urn:schemas-cybersource-com:transaction-data-1.224"><c:decision>ERROR</c:decision>'
    b"<c:reasonCode>150</c:reasonCode></c:replyMessage>",
    b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode xmlns:c="urn:x">'
    b"c:CriticalServerError</faultcode><faultstring>late</faultstring></s:Fault></s:Body></s:Envelope>",
]


def schema(name):
    return json.loads((ROOT / "tests" / "schema" / (name + ".schema.json")).read_text(encoding="utf-8"))


def validate(document, name):
    jsonschema.Draft202012Validator(schema(name)).validate(document)


@pytest.mark.parametrize("reply", REPLIES)
def test_replies(reply):
    validate(cybsign.SimpleOrder.parse_reply(reply), "reply")


@pytest.mark.parametrize("file", ["leaf_gen1.p12", "leaf_gen2.p12", "leaf_expired_gen2.p12", "meta_gen2.p12"])
def test_inspections(file):
    validate(cybsign.Credential.from_p12_file(KEYS / file, PASSWORD).inspect(), "inspect")
    validate(cybsign.inspect((KEYS / file).read_bytes(), PASSWORD), "inspect")


def test_the_report_of_a_configuration_file(tmp_path):
    config = tmp_path / "cybs.ini"
    config.write_text(
        "merchantID=testmid_oracle\nkeysDirectory={}\nkeyFilename=leaf_gen2.p12\npassword=Chang3it\n"
        "sendToProduction=false\nenableLog=true\nnonsense=1\ntimeout=110\n".format(KEYS),
        encoding="ascii",
    )
    order = cybsign.SimpleOrder.from_config(config)
    validate(order.config_report, "config_report")
    assert len(order.config_report["warnings"]) >= 2


def test_reports_of_verifications(order):
    message = order.sign_nvp(REQUEST)
    validate(cybsign.SimpleOrder.verify(message, any_certificate=True), "report")
    with pytest.raises(cybsign.VerificationError) as caught:
        cybsign.SimpleOrder.verify(message.replace(b"ref-1", b"ref-2"), any_certificate=True)
    validate(caught.value.report, "report")
    assert caught.value.report["ok"] is False


def test_the_schemas_can_refuse():
    with pytest.raises(jsonschema.ValidationError):
        validate({"kind": "nvp"}, "reply")
    with pytest.raises(jsonschema.ValidationError):
        validate({"username": 1, "meta_key": False}, "envelope_report")


# Type hints.

BASIC = {str: "string", int: "integer", bool: "boolean", type(None): "null"}


def of_hint(hint):
    """What values a type hint allows, in the words of of_schema()."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in BASIC:
        return {BASIC[hint]: None}
    if origin is typing.Literal:
        return {"enum": set(arguments)}
    if origin is typing.Union:
        allowed = {}
        for inner in map(of_hint, arguments):
            assert not set(allowed) & set(inner)
            allowed.update(inner)
        return allowed
    if origin is list:
        return {"array": of_hint(*arguments)}
    if origin is dict:
        return {"object": {"*": of_hint(arguments[1])}}
    members = {name: of_hint(member) for name, member in typing.get_type_hints(hint).items()}
    return {"object": {name + ("" if name in hint.__required_keys__ else "?"): member for name, member in members.items()}}


def of_schema(node, whole):
    """What values a JSON Schema allows: for each JSON type its members."""
    if "$ref" in node:
        return of_schema(whole["$defs"][node["$ref"].rpartition("/")[2]], whole)
    if "oneOf" in node:
        return {kind: value for inner in node["oneOf"] for kind, value in of_schema(inner, whole).items()}
    if "const" in node:
        return {"string": None}
    if "enum" in node:
        words = set(node["enum"]) - {None}
        return dict({"enum": words}, **({"null": None} if None in node["enum"] else {}))
    allowed = {}
    for kind in node["type"] if isinstance(node["type"], list) else [node["type"]]:
        allowed[kind] = None
        if kind == "array":
            allowed[kind] = of_schema(node["items"], whole)
        if kind == "object" and "properties" in node:
            members = {name: of_schema(member, whole) for name, member in node["properties"].items()}
            allowed[kind] = {name + ("" if name in node["required"] else "?"): member for name, member in members.items()}
        elif kind == "object":
            allowed[kind] = {"*": of_schema(node["additionalProperties"], whole)}
    return allowed


@pytest.mark.parametrize(
    "hint, name",
    [(cybsign.Reply, "reply"), (cybsign.ConfigReport, "config_report"), (cybsign.VerificationReport, "report")],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_document_has_the_members_of_its_schema(hint, name):
    assert of_hint(hint) == of_schema(schema(name), schema(name))


def test_an_inspection_has_the_members_of_its_schema():
    """Three of them are a credential's alone, which has been read; and the codes of warnings are text."""
    whole = schema("inspect")
    whole["properties"]["warnings"]["items"]["properties"]["code"] = {"type": "string"}
    allowed = of_schema(whole, whole)
    own = {name: allowed["object"].pop(name + "?") for name in ("environment", "selected", "server")}
    assert of_hint(cybsign.Inspection) == allowed
    allowed["object"].update(own)
    del allowed["object"]["certificates"]["null"], allowed["object"]["private_keys"]["null"]
    assert of_hint(cybsign.CredentialInspection) == allowed


def test_build_info_has_the_members_of_its_hint():
    assert set(cybsign.build_info()) == set(typing.get_type_hints(cybsign.BuildInfo))
