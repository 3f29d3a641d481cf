#!/bin/sh
# Compiles, from the header alone, a library of empty functions with debugging information: what abidw reads the binary
# interface from. (That of the real library would count what opaque handles hold.)
#
#   stub.sh OUTPUT.so
set -eu
output=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$root/include/cybsign.h" "$root/include/cybsign_status.h" "$work"
python3 "$root/scripts/api.py" --stub >"$work/stub.c"
cd "$work"
"${CC:-gcc}" -g -O0 -shared -fPIC -fdebug-prefix-map="$work=." -Wl,-soname,libcybsign.so.1 -o stub.so stub.c
mv stub.so "$output"
