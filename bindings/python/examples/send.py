"""Sends an order, encrypted: CYBSIGN_PASSWORD=… python send.py merchant.p12 [https://host/path [ca.pem]]"""

import os
import ssl
import sys
import urllib.error
import urllib.request

import cybsign

with cybsign.Credential.from_p12_file(sys.argv[1], os.environ["CYBSIGN_PASSWORD"]) as credential:
    endpoint = sys.argv[2] if len(sys.argv) > 2 else "standard"
    order = cybsign.SimpleOrder(credential, environment="test", endpoint=endpoint, encrypt=True)

content = {
    "merchantID": "testmid_oracle",
    "merchantReferenceCode": "order-1",
    "ccAuthService_run": "true",
    "purchaseTotals_currency": "USD",
    "purchaseTotals_grandTotalAmount": "10.00",
}
signed = order.request(content)
request = urllib.request.Request(signed.url, signed.body, signed.headers, method=signed.method)
context = ssl.create_default_context(cafile=sys.argv[3] if len(sys.argv) > 3 else None)
try:
    with urllib.request.urlopen(request, context=context, timeout=60) as response:
        reply = cybsign.SimpleOrder.parse_reply(response.read(), http_status=response.status)
except urllib.error.HTTPError as response:  # A SOAP fault comes with the status 500.
    reply = cybsign.SimpleOrder.parse_reply(response.read(), http_status=response.code)
except OSError as error:  # The order may have been taken all the same.
    sys.exit(f"no reply, look the order up before you send it again: {error}")

print("decision:", reply["decision"], reply["reason_code"], "-", reply["reason"])
if reply["fault"]:
    print("fault:", reply["fault"]["code"], reply["fault"]["string"])
print("may be sent again:", {True: "yes", False: "no", None: "not known"}[reply["may_resend"]])
if reply["state"] == "unknown":
    print("look the order up before you do anything else")
sys.exit(reply["decision"] != "ACCEPT")
