"""Masks what a program logs: python mask_log.py < message

The standard input is logged, masked, on the standard error.
"""

import logging
import sys

import cybsign


class Masking(logging.Filter):
    """Masks each record before a handler sees it; name the format where you know it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = cybsign.mask(record.getMessage(), rule="strict"), ()
        return True


def main() -> None:
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.INFO)
    logger = logging.getLogger("payments")
    logger.addFilter(Masking())
    logger.info("the whole message:\n%s", sys.stdin.read())


if __name__ == "__main__":
    main()
