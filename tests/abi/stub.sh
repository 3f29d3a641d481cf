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

cp "$root/include/cybsign.h" "$work/cybsign.h"
# Between the two lines of extern "C" stand the functions: comments go, and each declaration gets a body.
{
    echo '#include "cybsign.h"'
    sed -n '/^extern "C" {/,/^}  \/\/ extern "C"/p' "$work/cybsign.h" | sed '/^#/d; /^extern "C"/d; /^}  \/\//d' |
        perl -0pe 's{/\*.*?\*/}{}gs; s{^void( [^;]*);}{void$1 \{\}}gm; s{^((?!void )[a-z][^;{}]*);}{$1 \{ return 0; \}}gm'
} >"$work/stub.c"
cd "$work"
"${CC:-gcc}" -g -O0 -shared -fPIC -fdebug-prefix-map="$work=." -Wl,-soname,libcybsign.so.1 -o stub.so stub.c
mv stub.so "$output"
