"""Every benchmark, in one run: run.py BENCH_PROGRAM JAR

First the C API against the bare operation, then Python and Java against the same, then instruction counts under callgrind.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from callgrind import instructions

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data"
BARE = "bare RSA-2048 signature"
JOBS = {"cpp": "{}", "java": '{"profile":"java"}'}


def output(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout.strip()


def ratio(bench, *command):
    """The median of some runs, each between two of the bare operation."""
    rows = []
    for _ in range(3):
        before, spent = float(output(bench, "--time", BARE)), float(output(*command))
        bare = (before + float(output(bench, "--time", BARE))) / 2
        rows.append((spent / bare, spent, bare))
    return sorted(rows)[1]


def bindings(bench, jar):
    with tempfile.TemporaryDirectory() as classes:
        output("javac", "-cp", jar, "-d", classes, HERE / "Bench.java")
        for language in ("Python", "Java"):
            for profile, options in JOBS.items():
                for kind, request in (("nvp", "request.nvp"), ("xml", "guide_request.xml")):
                    command = [sys.executable, HERE / "bench.py", options, kind, DATA / request]
                    if language == "Java":
                        command = ["java", "-cp", f"{jar}:{classes}", "Bench", DATA / "keys/leaf_gen2.p12", options, kind, DATA / request]
                    times, spent, bare = ratio(bench, *command)
                    print(f"{language + ' sign_' + kind + ' ' + profile:34} {spent:>10.2f} {bare:>10.2f} {times:>8.3f}", flush=True)


def main():
    bench, jar = sys.argv[1:]
    subprocess.run([bench], check=True)
    print("\nfrom the bindings, real requests of 0.5 KiB (nvp) and 1.9 KiB (xml)")
    bindings(bench, jar)
    print("\ninstructions under callgrind, which hides AVX-512 and SHA-NI")
    for job in output(bench, "--list").splitlines():
        counts = [instructions(bench, "--job", job, "--count", count) for count in (6, 2)]
        each = (counts[0] - counts[1]) / 4
        print(f"{job:34} {each:>14,.0f}", flush=True)


main()
