"""Instruction counts by valgrind's callgrind, which hides AVX-512 and SHA-NI."""

import subprocess
import tempfile


def instructions(*command):
    """The number of instructions that a program executes."""
    with tempfile.NamedTemporaryFile() as out:
        counted = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}", *(str(part) for part in command)]
        error = subprocess.run(counted, check=True, capture_output=True, text=True).stderr
    return int(next(line.split(":")[1].replace(",", "") for line in error.splitlines() if "Collected" in line))
