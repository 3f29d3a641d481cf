"""A second opinion: checks a signed message with libxml2, hashlib and pyca/cryptography, none of which cybsign uses."""

import base64
import hashlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
DS = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
WSU = OASIS + "wssecurity-utility-1.0.xsd"
NAMES = {"soap": SOAP, "ds": DS, "ec": EXCLUSIVE, "wsse": OASIS + "wssecurity-secext-1.0.xsd", "wsu": WSU}


def checked_body(message, certificate_pem):
    """The Body of a message whose signature is good and by this certificate; AssertionError for any other."""
    root = etree.fromstring(message, etree.XMLParser(resolve_entities=False, no_network=True))
    certificate = x509.load_pem_x509_certificate(certificate_pem)
    security = one(root, "/soap:Envelope/soap:Header/wsse:Security")
    info = one(security, "ds:Signature/ds:SignedInfo")
    check_algorithms(info)
    check_token(security, certificate)
    body = one(root, "/soap:Envelope/soap:Body")
    assert one(info, "ds:Reference").get("URI") == "#" + body.get("{%s}Id" % WSU)
    assert root.xpath("//@wsu:Id", namespaces=NAMES).count(body.get("{%s}Id" % WSU)) == 1
    digest = hashlib.sha256(canonical(body, one(info, "ds:Reference/ds:Transforms/ds:Transform"))).digest()
    assert decoded(one(info, "ds:Reference/ds:DigestValue")) == digest
    signature = decoded(one(security, "ds:Signature/ds:SignatureValue"))
    signed = canonical(info, one(info, "ds:CanonicalizationMethod"))
    certificate.public_key().verify(signature, signed, PKCS1v15(), hashes.SHA256())
    return body


def check_algorithms(info):
    assert one(info, "ds:CanonicalizationMethod").get("Algorithm") == EXCLUSIVE
    assert one(info, "ds:SignatureMethod").get("Algorithm") == "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
    assert one(info, "ds:Reference/ds:Transforms/ds:Transform").get("Algorithm") == EXCLUSIVE
    assert one(info, "ds:Reference/ds:DigestMethod").get("Algorithm") == "http://www.w3.org/2001/04/xmlenc#sha256"


def check_token(security, certificate):
    token = one(security, "wsse:BinarySecurityToken")
    assert decoded(token) == certificate.public_bytes(Encoding.DER)
    assert token.get("ValueType") == OASIS + "x509-token-profile-1.0#X509v3"
    assert token.get("EncodingType") == OASIS + "soap-message-security-1.0#Base64Binary"
    reference = one(security, "ds:Signature/ds:KeyInfo/wsse:SecurityTokenReference/wsse:Reference")
    assert reference.get("URI") == "#" + token.get("{%s}Id" % WSU)


def canonical(element, method):
    """Exclusive canonicalization, with the prefixes that the method treats as inclusive."""
    lists = method.xpath("ec:InclusiveNamespaces/@PrefixList", namespaces=NAMES)
    prefixes = lists[0].split() if lists else []
    # lxml forgets the unused namespaces of ancestors when it writes a part of a document, so the part declares them itself.
    copy = etree.Element(element.tag, nsmap=element.nsmap)
    copy.text = element.text
    for name, value in element.attrib.items():
        copy.set(name, value)
    copy.extend(etree.fromstring(etree.tostring(element, with_tail=False)))
    return etree.tostring(copy, method="c14n", exclusive=True, with_comments=False, inclusive_ns_prefixes=prefixes)


def decoded(element):
    return base64.b64decode("".join(element.text.split()), validate=True)


def one(element, path):
    (found,) = element.xpath(path, namespaces=NAMES)
    return found
