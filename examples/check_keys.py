"""Says what has to be done about the keys in a folder, for a daily job: CYBSIGN_PASSWORD=… python check_keys.py folder

The exit status is 0 where nothing has to be done, and 1 otherwise.
"""

import os
import sys
from pathlib import Path
from typing import List

import cybsign

#: Warnings that nobody can act on: the portal itself makes its files so.
ACCEPTED = {"one_iteration"}


def findings(path: Path, password: str) -> List[str]:
    """What has to be done about a file. A file that could not be looked at is a finding too."""
    try:
        described = cybsign.inspect(path.read_bytes(), password)
    except (cybsign.Error, OSError) as error:
        return [str(error)]
    certificates = described["certificates"] or []
    lines = []
    for warning in described["warnings"]:
        if warning["code"] not in ACCEPTED:
            whose = certificates[warning["certificate"]]["subject"] + ": " if "certificate" in warning else ""
            lines.append(whose + warning["message"])
    return lines


def main(folder: str, password: str) -> int:
    found = [f"{path}: {line}" for path in sorted(Path(folder).iterdir()) if path.is_file() for line in findings(path, password)]
    print("\n".join(found) if found else "nothing has to be done")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], os.environ.get("CYBSIGN_PASSWORD", "")))
