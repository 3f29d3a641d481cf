#!/bin/sh
# Installs what building (deps.sh build) or testing (deps.sh test) needs and this machine lacks: packages of Debian or
# Ubuntu, and a Python environment in the cache. A second run finds everything in place and is done at once.
set -eu
cd "$(dirname "$0")/.."
wanted_for=${1:-test}
cache=${CYBSIGN_OPENSSL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cybsign}

missing=
# need PACKAGE COMMAND…: the package is missing unless the command succeeds.
need() {
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}

need gcc command -v gcc
need libc6-dev test -e /usr/include/stdlib.h
need make command -v make
need perl command -v perl
if [ "$wanted_for" = test ]; then
    need g++ command -v g++
    need clang command -v clang++
    need binutils command -v readelf
    need pkg-config command -v pkg-config
    need cmake command -v cmake
    need valgrind command -v valgrind
    need strace command -v strace
    need xmlsec1 command -v xmlsec1
    need libxml2-utils command -v xmllint
    need openssl command -v openssl
    need libssl-dev test -e /usr/include/openssl/evp.h
    need libcurl4-openssl-dev pkg-config --exists libcurl
    need abigail-tools command -v abidw
    need python3 command -v python3
    need python3-venv python3 -c "import ensurepip, venv"
    need default-jdk-headless command -v javac
    need maven command -v mvn
fi

if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null; then
        echo "missing, and there is no apt-get to install them with:$missing" >&2
        exit 1
    fi
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        as_root="sudo -n"
        if ! sudo -n true 2>/dev/null; then
            echo "missing, and this user may not install them; run: sudo apt-get install$missing" >&2
            exit 1
        fi
    fi
    echo "installing:$missing"
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get update -q >/dev/null
    # shellcheck disable=SC2086
    $as_root apt-get install -q -y --no-install-recommends $missing >/dev/null
fi

if ! command -v cargo >/dev/null; then
    echo "cargo is missing: install Rust 1.85 or later, as https://rustup.rs says" >&2
    exit 1
fi

requirements=bindings/python/tests/requirements.txt
if [ "$wanted_for" = test ] && [ -f $requirements ]; then
    stamp=$cache/venv/made-for-$(cksum <$requirements | tr ' ' '-')
    if [ ! -e "$stamp" ]; then
        echo "making the Python environment of the tests"
        rm -rf "$cache/venv"
        mkdir -p "$cache"
        python3 -m venv "$cache/venv"
        "$cache/venv/bin/python" -m pip install -q --disable-pip-version-check -r $requirements
        touch "$stamp"
    fi
fi
