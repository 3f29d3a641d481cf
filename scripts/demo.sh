#!/bin/sh
# Builds what the demo needs beside the library, and runs it: demo.sh LIBRARY_FOLDER
set -eu
cd "$(dirname "$0")/.."
library=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B -ntp -f bindings/java package -DskipTests -Dmaven.javadoc.skip
CYBSIGN_LIBRARY=$library/libcybsign.so PYTHONPATH=bindings/python/src CYBSIGN_PASSWORD=Chang3it \
    "${CYBSIGN_OPENSSL_CACHE:-$HOME/.cache/cybsign}/venv/bin/python" demo/run.py "$library" bindings/java/target/cybsign-0.1.0.jar "$work"
