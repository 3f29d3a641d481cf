"""One row of the demo: sign.py KEY.p12 OPTIONS nvp|xml REQUEST OUTPUT COUNT, with the password in CYBSIGN_PASSWORD."""

import json
import os
import sys
import time
from pathlib import Path

import cybsign

key, options, kind, request_path, output, count = sys.argv[1:]
request = Path(request_path).read_bytes()
with cybsign.Credential.from_p12_file(key, os.environ["CYBSIGN_PASSWORD"]) as credential:
    order = cybsign.SimpleOrder(credential, **json.loads(options))
    sign = order.sign_xml if kind == "xml" else order.sign_nvp
    start = time.perf_counter()
    for _ in range(int(count)):
        message = sign(request)
    spent = time.perf_counter() - start
    print(f"{spent / int(count) * 1e6:.1f} {credential.days_left()}")
Path(output).write_bytes(message)
