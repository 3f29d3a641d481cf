#!/bin/sh
# Builds examples/sign.c, signs a request with a test key, and lets xmlsec1 check what came out.
set -eu
cd "$(dirname "$0")/.."
library=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$library/libcybsign.so" "$work/libcybsign.so.1"
ln -s libcybsign.so.1 "$work/libcybsign.so"
gcc -Iinclude examples/sign.c -o "$work/sign" -L"$work" -lcybsign -Wl,-rpath,"$work"

echo "\$ CYBSIGN_PASSWORD=… sign tests/data/keys/leaf_gen2.p12"
CYBSIGN_PASSWORD=Chang3it "$work/sign" tests/data/keys/leaf_gen2.p12 >"$work/message.xml"
xmllint --format "$work/message.xml"

echo "\$ CYBSIGN_PASSWORD=wrong sign tests/data/keys/leaf_gen2.p12"
CYBSIGN_PASSWORD=wrong "$work/sign" tests/data/keys/leaf_gen2.p12 || true

echo "\$ xmlsec1 --verify message.xml"
openssl x509 -in tests/data/keys/cert_leaf.pem -noout -pubkey -out "$work/public.pem"
xmlsec1 --verify --pubkey-pem "$work/public.pem" --id-attr:Id http://schemas.xmlsoap.org/soap/envelope/:Body "$work/message.xml"
