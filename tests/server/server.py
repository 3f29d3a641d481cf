"""A gateway on the loopback, for the examples: it decrypts and verifies with openssl and xmlsec1, and answers as CyberSource does.

server.py FOLDER makes a TLS certificate for localhost and 127.0.0.1 (FOLDER/tls.pem), listens on 127.0.0.1, writes its port
to FOLDER/port once it is ready, and serves until its standard input is closed. The last message that was accepted is written,
decrypted, to FOLDER/last.xml. Nothing in here is cybsign's: the tools of others judge what it sends.
"""

import base64
import http.server
import os
import re
import ssl
import subprocess
import sys
import threading
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

KEYS = Path(__file__).resolve().parent.parent / "data" / "keys"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
DS = "http://www.w3.org/2000/09/xmldsig#"
XENC = "http://www.w3.org/2001/04/xmlenc#"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
PADDING = {XENC + "rsa-oaep-mgf1p": "oaep", XENC + "rsa-1_5": "pkcs1"}


class Refused(Exception):
    """The request is not what a client of CyberSource sends."""


def run(*command, data=b""):
    result = subprocess.run([str(part) for part in command], input=data, capture_output=True, check=False)
    if result.returncode:
        raise Refused(f"{command[0]} refuses the message")
    return result.stdout


def decrypted(message, folder):
    """The message with the Body's content in clear."""
    root = ElementTree.fromstring(message)
    key = root.find(f".//{{{XENC}}}EncryptedKey")
    if key is None:
        return message
    method = key.find(f"{{{XENC}}}EncryptionMethod").get("Algorithm")
    wrapped = base64.b64decode("".join(key.find(f".//{{{XENC}}}CipherValue").text.split()))
    padding = f"rsa_padding_mode:{PADDING[method]}"
    aes = run("openssl", "pkeyutl", "-decrypt", "-inkey", KEYS / "key_sjc.pem", "-pkeyopt", padding, data=wrapped)
    (folder / "content.key").write_bytes(aes)
    (folder / "sent.xml").write_bytes(message)
    node = "//*[local-name()='EncryptedData']"
    return run("xmlsec1", "--decrypt", "--aeskey", folder / "content.key", "--node-xpath", node, folder / "sent.xml")


def verify(message, folder):
    (folder / "clear.xml").write_bytes(message)
    run("xmlsec1", "--verify", "--pubkey-cert-pem", KEYS / "cert_leaf.pem", "--id-attr:Id", f"{SOAP}:Body",
        "--node-xpath", "//*[local-name()='Signature']", folder / "clear.xml")


def reply_to(message):
    """An accepting reply to a request, in its own namespace version."""
    content = ElementTree.fromstring(message).find(f"{{{SOAP}}}Body")[0]
    namespace, name = re.fullmatch(r"\{(.*)\}(.*)", content.tag).groups()
    if name == "nvpRequest":
        fields = dict(line.split("=", 1) for line in content.text.split("\n") if "=" in line)
        reference = escape(fields.get("merchantReferenceCode", ""))
        body = (f'<c:nvpReply xmlns:c="{namespace}">merchantReferenceCode={reference}\nrequestID=7322851042066152104001\n'
                "decision=ACCEPT\nreasonCode=100\nrequestToken=Ahj77wSTKc8=\npurchaseTotals_currency=USD\n"
                "ccAuthReply_reasonCode=100\nccAuthReply_amount=10.00\nccAuthReply_authorizationCode=888888\n</c:nvpReply>")
    else:
        reference = escape(content.findtext(f"{{{namespace}}}merchantReferenceCode", ""))
        body = (f'<c:replyMessage xmlns:c="{namespace}"><c:merchantReferenceCode>{reference}</c:merchantReferenceCode>'
                "<c:requestID>7322851042066152104001</c:requestID><c:decision>ACCEPT</c:decision>"
                "<c:reasonCode>100</c:reasonCode><c:requestToken>Ahj77wSTKc8=</c:requestToken>"
                "<c:purchaseTotals><c:currency>USD</c:currency></c:purchaseTotals><c:ccAuthReply>"
                "<c:reasonCode>100</c:reasonCode><c:amount>10.00</c:amount>"
                "<c:authorizationCode>888888</c:authorizationCode></c:ccAuthReply></c:replyMessage>")
    return envelope(
        f'<soap:Header><wsse:Security xmlns:wsse="{WSSE}"><wsu:Timestamp xmlns:wsu="{WSU}" wsu:Id="Timestamp-1">'
        "<wsu:Created>2026-01-01T00:00:00.000Z</wsu:Created></wsu:Timestamp></wsse:Security></soap:Header>", body)


def fault(reason):
    return envelope("", f'<soap:Fault><faultcode xmlns:wsse="{WSSE}">wsse:FailedCheck</faultcode>'
                        f"<faultstring>Security Data : {escape(reason)}.</faultstring></soap:Fault>")


def envelope(header, body):
    return (f'<?xml version="1.0" encoding="utf-8"?>\n<soap:Envelope xmlns:soap="{SOAP}">\n{header}\n'
            f"<soap:Body>{body}</soap:Body></soap:Envelope>").encode()


class Gateway(http.server.BaseHTTPRequestHandler):
    folder = None

    def do_POST(self):
        try:
            status, answer = 200, self.accept(self.rfile.read(int(self.headers["Content-Length"])))
        except (Refused, ElementTree.ParseError, KeyError, AttributeError, ValueError, TypeError) as error:
            status, answer = 500, fault(str(error) if isinstance(error, Refused) else "the message can't be read")
        self.send_response(status)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def accept(self, message):
        if self.headers["Content-Type"] != "text/xml; charset=utf-8" or self.headers["SOAPAction"] != '"runTransaction"':
            raise Refused("Content-Type or SOAPAction is wrong")
        clear = decrypted(message, self.folder)
        verify(clear, self.folder)
        (self.folder / "last.xml").write_bytes(clear)
        return reply_to(clear)

    def log_message(self, format, *arguments):
        """The tests' output is not the place for it."""


def main():
    folder = Path(sys.argv[1])
    pem = folder / "tls.pem"
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "tls.key", "-out", pem, "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    Gateway.folder = folder
    server = http.server.HTTPServer(("127.0.0.1", 0), Gateway)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, folder / "tls.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # Written under another name first: whoever sees the file sees the whole number.
    (folder / "port.new").write_text(str(server.server_address[1]), encoding="ascii")
    os.replace(folder / "port.new", folder / "port")
    sys.stdin.read()
    server.shutdown()


main()
