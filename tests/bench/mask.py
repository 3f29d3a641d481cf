"""Instructions that masking takes for each byte, under callgrind: mask.py MASK_COUNT

MASK_COUNT is the example of that name. Each text is masked twice, whole and its first half; the difference leaves out what
the program does besides.
"""

import json
import sys
import tempfile
from pathlib import Path

from callgrind import instructions

DATA = Path(__file__).resolve().parent.parent / "data"
LENGTH = 400_000
GOAL = 15

REPLY_FIELDS = """merchantReferenceCode=14344
requestID=7425654802576112504951
decision=ACCEPT
reasonCode=100
requestToken=Axj/7wSTlFz7iVvY8a3jACcjHVTl4Bls4BkeTOqGAgGTYB2YDyehzzQm2iHKEnyLqGEnKcufcS
purchaseTotals_currency=USD
ccAuthReply_reasonCode=100
ccAuthReply_amount=22.02
ccAuthReply_authorizationCode=831000
ccAuthReply_avsCode=Y
ccAuthReply_authorizedDateTime=2025-03-21T13:41:23Z
item_0_unitPrice=12.50
"""

SCMP_FIELDS = """ics_applications=ics_auth,ics_bill
merchant_id=infodev
merchant_ref_number=1234567890
customer_firstname=John
customer_lastname=Doe
customer_email=nobody@example.com
customer_phone=408-556-9100
customer_cc_number=4111111111111111
customer_cc_expmo=12
customer_cc_expyr=2031
bill_address1=1295 Charleston Road
bill_city=Mountain View
bill_state=CA
bill_zip=94043
bill_country=US
currency=USD
offer0=offerid:0^product_name:PC^merchant_product_sku:001^amount:29.95^quantity:1
"""

XML_REPLY = """<c:replyMessage xmlns:c="urn:schemas-cybersource-com:transaction-data-1.151">\
<c:merchantReferenceCode>MRC-14344</c:merchantReferenceCode><c:requestID>7425654802576112504951</c:requestID>\
<c:decision>ACCEPT</c:decision><c:reasonCode>100</c:reasonCode><c:requestToken>Axj/7wSTlFz7iVvY8a3jACcjHVTl4Bls4BkeTOq\
</c:requestToken><c:purchaseTotals><c:currency>USD</c:currency></c:purchaseTotals><c:ccAuthReply><c:reasonCode>100\
</c:reasonCode><c:amount>102.21</c:amount><c:authorizationCode>831000</c:authorizationCode><c:avsCode>Y</c:avsCode>\
<c:authorizedDateTime>2025-03-21T13:41:23Z</c:authorizedDateTime></c:ccAuthReply></c:replyMessage>
"""

LOG = """2025-03-21 13:41:23,456 INFO  [http-nio-8080-exec-7] com.example.pay.Gateway - order 102938 sent in 231 ms
2025-03-21 13:41:24,001 WARN  [http-nio-8080-exec-9] com.example.pay.Gateway - declined, card 4111111111111111, code 481
"""

PROSE = "The order of the customer was sent to the processor, which declined it; nothing else of note happened that day. "


def tree_of(fields):
    tree = {}
    for line in fields.splitlines():
        *parents, name = line.split("=", 1)[0].split("_")
        place = tree
        for parent in parents:
            place = place.setdefault(parent, {})
        place[name] = line.split("=", 1)[1]
    return tree


def texts():
    request = (DATA / "request.nvp").read_text()
    tree = {"requestMessage": tree_of(request)}
    yield "name-value pairs, request", request, ""
    yield "name-value pairs, reply", REPLY_FIELDS, ""
    yield "SCMP fields", SCMP_FIELDS, '{"format": "scmp"}'
    yield "XML, request", (DATA / "guide_request.xml").read_text(), ""
    yield "XML, request in SOAP", (DATA / "guide_soap_request.xml").read_text(), ""
    yield "XML, reply", XML_REPLY, ""
    yield "JSON, request, indented", json.dumps(tree, indent=4) + "\n", ""
    yield "JSON, request, compact", json.dumps(tree, separators=(",", ":")) + "\n", ""
    yield "log lines", LOG, ""
    yield "prose", PROSE, ""


def masking(program, text, options):
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        return instructions(program, file.name, options)


def main():
    program = sys.argv[1]
    print(f"masking, instructions a byte under callgrind (goal {GOAL})")
    for name, text, options in texts():
        half = text * (LENGTH // 2 // len(text.encode()) + 1)
        whole, size = masking(program, half + half, options), len(half.encode())
        print(f"{name:34} {(whole - masking(program, half, options)) / size:>14.1f}", flush=True)


main()
