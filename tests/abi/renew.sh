#!/bin/sh
# Renews what is committed of the binary interface: include/cybsign.abi and include/cybsign.symbols. Run it when functions
# were added, and raise CYBSIGN_ABI_VERSION with it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
include=$here/../../include
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/stub.sh" "$work/libcybsign.so.1"
abidw --no-corpus-path --no-comp-dir-path --no-show-locs "$work/libcybsign.so.1" >"$include/cybsign.abi"
nm -D --defined-only "$work/libcybsign.so.1" | awk '{ print $3 }' | LC_ALL=C sort >"$include/cybsign.symbols"
