"""Signs a request: CYBSIGN_PASSWORD=… python sign.py merchant.p12 > message.xml"""

import os
import sys

import cybsign

with cybsign.Credential.from_p12_file(sys.argv[1], os.environ["CYBSIGN_PASSWORD"]) as credential:
    expiry = credential.expiry(warn_days=60)
    print(f"valid until {credential.not_after:%Y-%m-%d}: {expiry.state.name}, {expiry.days_left} days left", file=sys.stderr)
    order = cybsign.SimpleOrder(credential)

request = {
    "merchantID": "testmid_oracle",
    "merchantReferenceCode": "order-1",
    "ccAuthService_run": "true",
    "purchaseTotals_currency": "USD",
    "purchaseTotals_grandTotalAmount": "10.00",
}
sys.stdout.buffer.write(order.sign_nvp(request))
