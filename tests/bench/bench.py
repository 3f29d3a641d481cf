"""Microseconds of thread CPU time that one signature takes from Python: bench.py OPTIONS nvp|xml REQUEST"""

import json
import sys
import time
from pathlib import Path

import cybsign

options, kind, request = json.loads(sys.argv[1]), sys.argv[2], Path(sys.argv[3]).read_bytes()
keys = Path(__file__).resolve().parent.parent / "data" / "keys"
order = cybsign.SimpleOrder(cybsign.Credential.from_p12_file(keys / "leaf_gen2.p12", "Chang3it"), **options)
sign = order.sign_xml if kind == "xml" else order.sign_nvp

COUNT = 300
rounds = []
for _ in range(9):
    start = time.thread_time()
    for _ in range(COUNT):
        sign(request)
    rounds.append((time.thread_time() - start) / COUNT)
print(f"{sorted(rounds)[4] * 1e6:.3f}")
