#!/bin/sh
# Makes throw-away key files of each kind in a folder: keys.sh FOLDER. The password of each is $CYBSIGN_PASSWORD.
set -eu
mkdir -p "$1"
cd "$1"

# The portal's certificates have no extensions, and a serial number of 22 octets: the ASCII digits of the key's serial.
serial_of() { printf %s "$1" | od -An -tx1 | tr -d ' \n'; }
certificate() { # NAME CN KEY-SERIAL
    openssl req -new -newkey rsa:2048 -nodes -keyout "$1.key" -subj "/CN=$2/serialNumber=$3" -out "$1.csr" 2>/dev/null
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -set_serial "0x$(serial_of "$3")" -days "$4" -sha256 -out "$1.pem" 2>/dev/null
}
p12() { # FILE NAME FRIENDLY-NAME OPTION…
    file=$1 name=$2 friendly=$3
    shift 3
    openssl pkcs12 -export -inkey "$name.key" -in "$name.pem" -certfile others.pem -name "$friendly" \
        -passout env:CYBSIGN_PASSWORD -out "$file" "$@"
}

openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -subj "/CN=CyberSourceCertAuth" -days 3650 -out ca.pem 2>/dev/null
certificate server CyberSource_SJC_US 1690399296411018724303 1095
certificate merchant demo_merchant 1757695744950028980655 1095
certificate meta demo_portfolio 1757695744950028980656 1095
cat server.pem ca.pem >others.pem
friendly="serialNumber=1757695744950028980655,CN=demo_merchant"

# The portal's layouts: certificates under 3DES with an unshrouded key, and certificates in clear with a SHA-256 MAC.
p12 portal_old.p12 merchant "$friendly" -keypbe NONE -certpbe PBE-SHA1-3DES -macalg SHA1 -iter 1
p12 portal_new.p12 merchant "$friendly" -keypbe PBE-SHA1-3DES -certpbe NONE -macalg SHA256 -iter 1
p12 meta.p12 meta "serialNumber=1757695744950028980656,CN=demo_portfolio" -keypbe PBE-SHA1-3DES -certpbe NONE -macalg SHA256 -iter 1
p12 openssl3.p12 merchant "$friendly"
p12 windows.p12 merchant "$friendly" -legacy -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-RC2-40 -macalg SHA1
keytool -importkeystore -noprompt -srckeystore openssl3.p12 -srcstoretype PKCS12 -srcstorepass "$CYBSIGN_PASSWORD" \
    -destkeystore keytool.p12 -deststoretype PKCS12 -deststorepass "$CYBSIGN_PASSWORD" >/dev/null 2>&1
openssl pkcs8 -topk8 -in merchant.key -passout env:CYBSIGN_PASSWORD -out encrypted.pem
cat merchant.pem >>encrypted.pem
openssl pkcs8 -topk8 -in merchant.key -outform DER -nocrypt -out key.der
openssl x509 -in merchant.pem -outform DER -out certificate.der
