"""A second opinion: checks, decrypts and encrypts messages with libxml2, hashlib and pyca/cryptography, none of which cybsign uses."""

import base64
import hashlib
import os
import re

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
DS = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
WSU = OASIS + "wssecurity-utility-1.0.xsd"
XENC = "http://www.w3.org/2001/04/xmlenc#"
NAMES = {"soap": SOAP, "xenc": XENC, "ds": DS, "ec": EXCLUSIVE, "wsse": OASIS + "wssecurity-secext-1.0.xsd", "wsu": WSU}
OAEP = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)
KEY_TRANSPORTS = {XENC + "rsa-oaep-mgf1p": OAEP, XENC + "rsa-1_5": PKCS1v15()}


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


def decrypted(message, private_key):
    """An encrypted message in clear, changed nowhere else."""
    root = etree.fromstring(message, etree.XMLParser(resolve_entities=False, no_network=True))
    key = one(root, "/soap:Envelope/soap:Header/wsse:Security/xenc:EncryptedKey")
    data = one(root, "/soap:Envelope/soap:Body/xenc:EncryptedData")
    assert one(key, "xenc:ReferenceList/xenc:DataReference").get("URI") == "#" + data.get("Id")
    assert one(data, "xenc:EncryptionMethod").get("Algorithm") == XENC + "aes256-cbc"
    transport = KEY_TRANSPORTS[one(key, "xenc:EncryptionMethod").get("Algorithm")]
    content_key = private_key.decrypt(decoded(one(key, "xenc:CipherData/xenc:CipherValue")), transport)
    raw = decoded(one(data, "xenc:CipherData/xenc:CipherValue"))
    cipher = Cipher(algorithms.AES256(content_key), modes.CBC(raw[:16])).decryptor()
    padded = cipher.update(raw[16:]) + cipher.finalize()
    assert 1 <= padded[-1] <= 16
    content = padded[: -padded[-1]]
    without_key = re.sub(rb"<xenc:EncryptedKey .*</xenc:EncryptedKey>", b"", message, flags=re.S)
    return re.sub(rb"<xenc:EncryptedData .*</xenc:EncryptedData>", lambda _: content, without_key, flags=re.S)


def encrypted(message, certificate_pem, transport="rsa-oaep-mgf1p", wrap=None, seal=None, change=None):
    """Encrypts a signed message, with another layout than cybsign's. The last three put faults in: into the content before it
    is encrypted, the content key before it is wrapped, and the bytes of the cipher text."""
    certificate = x509.load_pem_x509_certificate(certificate_pem)
    start, content, end = re.fullmatch(rb"(.*:Body\b[^>]*>)(.*)(</[\w-]+:Body>.*)", message, flags=re.S).groups()
    content = change(content) if change else content
    content_key, iv = os.urandom(32), os.urandom(16)
    pad = 16 - len(content) % 16
    cipher = Cipher(algorithms.AES256(content_key), modes.CBC(iv)).encryptor()
    raw = iv + cipher.update(content + bytes([7] * (pad - 1) + [pad])) + cipher.finalize()
    raw = seal(raw) if seal else raw
    wrapped = certificate.public_key().encrypt(wrap(content_key) if wrap else content_key, KEY_TRANSPORTS[XENC + transport])
    token, x509_v3 = OASIS + "soap-message-security-1.0#Base64Binary", OASIS + "x509-token-profile-1.0#X509v3"
    key = (
        '<e:EncryptedKey xmlns:e="{}"><e:EncryptionMethod Algorithm="{}"/><d:KeyInfo xmlns:d="{}"><w:SecurityTokenReference '
        'xmlns:w="{}"><w:KeyIdentifier EncodingType="{}" ValueType="{}">{}</w:KeyIdentifier></w:SecurityTokenReference></d:KeyInfo>'
        '<e:CipherData><e:CipherValue>{}</e:CipherValue></e:CipherData><e:ReferenceList><e:DataReference URI="#here"/>'
        "</e:ReferenceList></e:EncryptedKey>"
    ).format(XENC, XENC + transport, DS, NAMES["wsse"], token, x509_v3, base64_of(certificate.public_bytes(Encoding.DER)), base64_of(wrapped))
    data = (
        '<e:EncryptedData xmlns:e="{0}" Id="here" Type="{0}Content"><e:EncryptionMethod Algorithm="{0}aes256-cbc"/><e:CipherData>'
        "<e:CipherValue>{1}</e:CipherValue></e:CipherData></e:EncryptedData>"
    ).format(XENC, base64_of(raw))
    with_key = re.sub(rb"(<wsse:Security\b[^>]*>)", lambda found: found.group(1) + key.encode(), start, count=1)
    assert with_key != start
    return with_key + data.encode() + end


def base64_of(raw):
    return base64.b64encode(raw).decode("ascii")
