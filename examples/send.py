"""Sends a Simple Order request, signed and encrypted: CYBSIGN_PASSWORD=… python send.py key.p12 [URL [ca.pem]]"""

import os
import ssl
import sys
import urllib.error
import urllib.request
from typing import Optional

import cybsign

FIELDS = {
    "merchantID": "testmid_oracle",
    "merchantReferenceCode": "order-1",
    "ccAuthService_run": "true",
    "purchaseTotals_currency": "USD",
    "purchaseTotals_grandTotalAmount": "10.00",
}


def main(path: str, password: str, endpoint: str = "standard", ca_file: Optional[str] = None) -> int:
    with cybsign.Credential.from_p12_file(path, password) as credential:
        order = cybsign.SimpleOrder(credential, environment="test", endpoint=endpoint, encrypt=True)

    reply = post(order.request(FIELDS), ssl.create_default_context(cafile=ca_file))
    print("decision:", reply["decision"], reply["reason_code"], "-", reply["reason"])
    if reply["fault"]:
        print("fault:", reply["fault"]["code"], reply["fault"]["string"])
    print("may be sent again:", {True: "yes", False: "no", None: "not known"}[reply["may_resend"]])
    if reply["state"] == "unknown":
        print("look the order up before you do anything else")
    return 0 if reply["decision"] == "ACCEPT" else 1


def post(request: cybsign.Request, context: ssl.SSLContext) -> cybsign.Reply:
    """Sends the request and reads the reply; a SOAP fault, which comes with the status 500, is one too."""
    outgoing = urllib.request.Request(request.url, request.body, request.headers, method=request.method)
    try:
        with urllib.request.urlopen(outgoing, context=context, timeout=130) as response:
            return cybsign.SimpleOrder.parse_reply(response.read(), http_status=response.status)
    except urllib.error.HTTPError as response:
        return cybsign.SimpleOrder.parse_reply(response.read(), http_status=response.code)
    except OSError as error:  # The order may have been taken all the same.
        sys.exit(f"no reply, look the order up before you send it again: {error}")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], os.environ["CYBSIGN_PASSWORD"], *sys.argv[2:]))
    except cybsign.Error as error:
        sys.exit(f"{error.name}: {error}")
