"""Signs a Simple Order request: CYBSIGN_PASSWORD=… python sign.py key.p12 > message.xml"""

import os
import sys

import cybsign


def main(path: str, password: str) -> None:
    with cybsign.Credential.from_p12_file(path, password) as credential:
        expiry = credential.expiry(warn_days=60)
        print(f"{credential.merchant_id}: {expiry.state.name}, {expiry.days_left} days left", file=sys.stderr)
        order = cybsign.SimpleOrder(credential)

    message = order.sign_nvp({"merchantID": "testmid", "merchantReferenceCode": "order-1", "ccAuthService_run": "true"})
    sys.stdout.buffer.write(message)


if __name__ == "__main__":
    try:
        main(sys.argv[1], os.environ["CYBSIGN_PASSWORD"])
    except cybsign.Error as error:
        sys.exit(f"{error.name}: {error}")
