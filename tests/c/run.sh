#!/bin/bash
# Builds the C and C++ test programs against a library that was built for release, runs them, and checks the library and
# its header with the tools that a C programmer would use. The last line says how many checks passed and failed.
#
#   run.sh LIBRARY_FOLDER OPENSSL_CACHE
#
# The library's folder holds libcybsign.so; the cache holds the OpenSSL that was built into it.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.."
library_folder=$(cd "$1" && pwd)
openssl_cache=$2
library=$library_folder/libcybsign.so
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
keys=tests/data/keys
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/queue" "$work/files"
passed=0
failed=0

warnings=(-Wall -Wextra -Werror)
link=(-L"$work" -lcybsign -Wl,-rpath,"$work" -pthread)
valgrind=(valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect,possible
    --errors-for-leak-kinds=definite,indirect,possible)

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)) && echo "failed: $1"; }

# check WHAT COMMAND…: one check. The command's output is shown if it fails.
check() {
    local status=0
    "${@:2}" >"$work/output" 2>&1 || status=$?
    judge_check "$1" $status "$work/output"
}

judge_check() {
    if [ "$2" -eq 0 ]; then pass; else fail "$1" && sed 's/^/    /' "$3"; fi
}

# judge_run WHAT STATUS OUTPUT: of a test program, which says itself how many checks passed and failed.
judge_run() {
    local totals
    totals=$(sed -n 's/^[a-z_]*: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$3" | tail -1)
    if [ -z "$totals" ]; then
        fail "$1: it ended with status $2 and without a result"
    else
        passed=$((passed + ${totals% *}))
        failed=$((failed + ${totals#* }))
        [ "${totals#* }" -eq 0 ] && [ "$2" -ne 0 ] && fail "$1: it ended with status $2"
        echo "$1: ${totals% *} passed, ${totals#* } failed"
    fi
    [ "$2" -eq 0 ] || sed 's/^/    /' "$3"
}

# queue check|run WHAT COMMAND…: the same beside others, as many as there are processors; `collect` waits for them and counts.
queued=0
queue() {
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n; done
    queued=$((queued + 1))
    local files=$work/queue/$queued
    printf '%s\n' "$1" "$2" >"$files.what"
    { "${@:3}" >"$files.output" 2>&1; echo $? >"$files.status"; } &
}

collect() {
    local at what
    wait
    for at in $(seq $queued); do
        mapfile -t what <"$work/queue/$at.what"
        "judge_${what[0]}" "${what[1]}" "$(cat "$work/queue/$at.status")" "$work/queue/$at.output"
    done
    queued=0
}

# build NAME SOURCE COMPILER FLAG…: a program in $work that finds the library where it is.
build() { queue check "$1 compiles" "$3" -g "${@:4}" "${warnings[@]}" -Iinclude "$2" -o "$work/$1" "${link[@]}" ${libraries:-}; }

# The soname is what programs ask for at run time.
cp "$library" "$work/libcybsign.so.1"
ln -s libcybsign.so.1 "$work/libcybsign.so"

# --- programs ---

queue check "make_keys compiles" gcc "${warnings[@]}" -g tests/c/make_keys.c -o "$work/make_keys" -lcrypto
programs="errors credential inspect simple_order requests scmp mask arguments callbacks threads fork with_libcrypto"
for program in $programs; do
    case $program in callbacks | with_libcrypto) libraries=-lcrypto ;; *) libraries= ;; esac
    build $program tests/c/$program.c gcc -std=gnu11
done
# This one loads the library itself.
queue check "dlclose compiles" gcc "${warnings[@]}" -g -Iinclude tests/c/dlclose.c -o "$work/dlclose" -pthread -ldl
for face in cpp_face cpp_inputs cpp_requests cpp_scmp; do
    build ${face}_11 tests/c/$face.cpp g++ -std=c++11
    build ${face}_17 tests/c/$face.cpp g++ -std=c++17
    build ${face}_20 tests/c/$face.cpp clang++ -std=c++20
    build ${face}_plain tests/c/$face.cpp g++ -std=c++11 -fno-exceptions
done
collect

# What other programs and checks read is made first; each further run gets a copy of its own.
export CYBSIGN_SEEN=$work/seen
check "make_keys runs" "$work/make_keys" "$work/files"
queue run "simple_order" "$work/simple_order" "$work/files" "$library"
collect
in_own_folder() {
    local folder
    folder=$(mktemp -d "$work/run.XXXXXX")
    cp "$work"/files/* "$folder"
    "${@:2}" "$work/$1" "$folder" "$library"
}
for program in $programs dlclose cpp_{face,inputs,requests,scmp}_{11,17,20,plain}; do
    [ "$program" = simple_order ] || queue run "$program" in_own_folder "$program" env
    case $program in cpp_*_17 | cpp_*_20) continue ;; esac
    queue run "$program under valgrind" in_own_folder "$program" env UNDER_VALGRIND=1 "${valgrind[@]}"
done
collect
unset CYBSIGN_SEEN
sort -u "$work/seen" -o "$work/seen"
check "each status that a function returned is listed in its comment" scripts/api.py --seen "$work/seen"

# --- the examples, exactly as they stand ---

# example NAME COMPILER FLAG…: builds examples/NAME as a user would, and strictly.
example() {
    local name=$1
    shift
    check "examples/$name compiles" "$@" -pedantic "${warnings[@]}" -g -Iinclude "examples/$name" -o "$work/example_$name" -L"$work" \
        -lcybsign -lcurl -Wl,-rpath,"$work"
}
example sign.c gcc -std=c99
example send.c gcc -std=c99
example sign.cpp g++ -std=c++11
example send.cpp g++ -std=c++11
export CYBSIGN_PASSWORD=Chang3it
for name in sign.c sign.cpp; do
    "$work/example_$name" $keys/leaf_gen2.p12 >"$work/$name.xml" 2>"$work/example.err" && pass || fail "examples/$name runs"
    check "examples/$name says how many days are left" grep -Eq '^the key is valid for [0-9]+ more days$' "$work/example.err"
    check "examples/$name reports errors" bash -c \
        "! CYBSIGN_PASSWORD=x '$work/example_$name' $keys/leaf_gen2.p12 2>&1 | grep -v '^CYBSIGN_E_WRONG_PASSWORD: '"
    check "examples/$name says how it is called" bash -c "! '$work/example_$name' 2>&1 | grep -v '^usage: '"
    check "examples/$name runs under valgrind" "${valgrind[@]}" "$work/example_$name" $keys/leaf_gen2.p12
done
check "C and C++ sign alike" cmp "$work/sign.c.xml" "$work/sign.cpp.xml"
mv "$work/sign.c.xml" "$work/example.xml"

# --- those that send, against a gateway on the loopback that other tools make up ---

mkdir "$work/gateway"
# It serves until its standard input is closed, at the latest when this script ends.
exec {gateway}> >(exec python3 tests/server/server.py "$work/gateway" >"$work/gateway.log" 2>&1)
for _ in $(seq 300); do
    [ -e "$work/gateway/port" ] && break
    sleep 0.1
done
check "the gateway is ready" test -s "$work/gateway/port"
url="https://localhost:$(cat "$work/gateway/port")/"
for name in send.c send.cpp; do
    send=$work/example_$name
    sends() {
        "$send" $keys/leaf_gen2.p12 "$url" "$work/gateway/tls.pem" >"$work/decision" &&
            printf 'decision: ACCEPT\nreason: success\nstate: known\n' | diff - "$work/decision"
    }
    rm -f "$work/gateway/last.xml" "$work/gateway/sent.xml"
    check "examples/$name sends and is accepted" sends
    check "what arrived is what was sent" grep -q 'card_accountNumber=4111111111111111' "$work/gateway/last.xml"
    check "and it came encrypted" bash -c "grep -q EncryptedData '$work/gateway/sent.xml' && ! grep -q 4111111111111111 '$work/gateway/sent.xml'"
    reports_faults() {
        "$send" $keys/meta_gen2.p12 "$url" "$work/gateway/tls.pem" | tee "$work/decision" | grep '^decision: none' && grep '^reason: a fault' "$work/decision"
    }
    check "examples/$name reports a fault" reports_faults
    check "examples/$name sends nothing to a server that it can't trust" bash -c \
        "! '$send' $keys/leaf_gen2.p12 '$url' $keys/cert_ca.pem 2>'$work/refused' && grep -q '^no reply, look the order up .*: SSL' '$work/refused'"
    check "examples/$name sends nothing in clear" bash -c \
        "! '$send' $keys/leaf_nosjc_gen2.p12 '$url' '$work/gateway/tls.pem' 2>&1 | grep -v '^CYBSIGN_E_NO_RECIPIENT: '"
    check "examples/$name runs under valgrind" "${valgrind[@]}" "$send" $keys/leaf_gen2.p12 "$url" "$work/gateway/tls.pem"
done
exec {gateway}>&-

# --- signatures, for an implementation that shares no code with ours ---

check "the certificate's public key" openssl x509 -in $keys/cert_leaf.pem -noout -pubkey -out "$work/public.pem"
accepts() {
    xmlsec1 --verify --pubkey-pem "$work/public.pem" --id-attr:Id http://schemas.xmlsoap.org/soap/envelope/:Body "$1"
}
cp "$work/example.xml" "$work/files"
for message in example cpp java cpp_xml java_xml; do
    check "xmlsec1 accepts $message.xml" accepts "$work/files/$message.xml"
    sed 's/testmid/testmit/' "$work/files/$message.xml" >"$work/changed.xml"
    check "xmlsec1 refuses $message.xml once it is changed" bash -c "! xmlsec1 --verify --pubkey-pem '$work/public.pem' --id-attr:Id http://schemas.xmlsoap.org/soap/envelope/:Body '$work/changed.xml'"
done

hex() { od -An -v -tx1 | tr -d ' \n'; }
# Decrypted with the key of CyberSource's server, which only tests have, and by openssl alone.
decrypts() {
    local message=$1 padding=$2
    xmllint --xpath 'string(//*[local-name()="EncryptedKey"]//*[local-name()="CipherValue"])' "$message" | base64 -di >"$work/key.bin"
    xmllint --xpath 'string(//*[local-name()="EncryptedData"]//*[local-name()="CipherValue"])' "$message" | base64 -di >"$work/data.bin"
    openssl pkeyutl -decrypt -inkey $keys/key_sjc.pem -pkeyopt rsa_padding_mode:"$padding" -in "$work/key.bin" -out "$work/content.key" || return 1
    # The padding of XML Encryption has random bytes before its length, which -nopad leaves where they are.
    tail -c +17 "$work/data.bin" | openssl enc -d -aes-256-cbc -nopad -K "$(hex <"$work/content.key")" \
        -iv "$(head -c 16 "$work/data.bin" | hex)" | tee "$work/plain" | grep -a 'card_accountNumber=4111111111111111'
}
check "openssl decrypts an encrypted message" decrypts "$work/files/encrypted.xml" oaep
check "openssl decrypts an encrypted message of the profile java" decrypts "$work/files/encrypted_java.xml" oaep
check "openssl decrypts an encrypted message with RSA 1.5" decrypts "$work/files/encrypted_old.xml" pkcs1

# --- what the library does to its host ---

same_message() { "$@" "$work/example_sign.c" $keys/leaf_gen2.p12 2>/dev/null | cmp - "$work/example.xml"; }
system_libcrypto=$(ldconfig -p | sed -n 's/.*libcrypto\.so\.3 .*=> //p' | head -1)
check "the same message with the system's libcrypto loaded before" same_message env LD_PRELOAD="$system_libcrypto"
check "the same message in another locale and time zone" same_message env LC_ALL=tr_TR.UTF-8 TZ=Asia/Kathmandu OPENSSL_CONF=/nonexistent

# Files of the loader and of libc aside, the key file is the only one, and there is no socket.
opens_one_file() {
    strace -f -e trace=open,openat,creat,socket,connect,execve -o "$work/trace" "$work/example_sign.c" $keys/leaf_gen2.p12 >/dev/null 2>&1 || return 1
    grep -Ev 'execve\(|\.so[."0-9]|/etc/ld\.so|^[0-9]+ +\+\+\+' "$work/trace" >"$work/opened"
    cat "$work/opened"
    [ "$(wc -l <"$work/opened")" -eq 1 ] && grep -q "\"$keys/leaf_gen2.p12\", O_RDONLY" "$work/opened"
}
check "no file is opened but the one asked for, and no socket" opens_one_file
starts_no_thread() {
    strace -f -e trace=clone,clone3,fork,vfork -o "$work/trace" "$work/example_sign.c" $keys/leaf_gen2.p12 >/dev/null 2>&1 && ! grep -E '(clone|clone3|fork)\(' "$work/trace"
}
check "no thread is started" starts_no_thread

# --- the library file ---

exports() { nm -D --defined-only "$library" | awk '{ print $3 }' | sort | diff - include/cybsign.symbols; }
check "it exports the functions of include/cybsign.symbols alone" exports
check "its soname" bash -c "readelf -d '$library' | grep -q 'SONAME.*\[libcybsign\.so\.1\]'"
check "it is bound at once and is never unloaded" bash -c "readelf -d '$library' | grep 'FLAGS_1' | grep NOW | grep -q NODELETE"
needs_only_libc() {
    readelf -d "$library" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' | grep -Ev '^(libc\.so\.6|libm\.so\.6|libgcc_s\.so\.1|ld-linux.*)$' | (! grep .)
}
check "it needs no library but libc's and gcc's" needs_only_libc
check "no relocation is writable after loading, and no stack executable" bash -c \
    "readelf -lW '$library' | grep -q GNU_RELRO && ! readelf -lW '$library' | grep 'GNU_STACK.*RWE' && ! readelf -d '$library' | grep TEXTREL"
no_path_of_this_machine() {
    local status=0 path
    for path in "$PWD/" "$HOME/" "$openssl_cache/" "${CARGO_HOME:-$HOME/.cargo}/"; do
        if grep -aqF "$path" "$library"; then
            echo "it holds $path:" && strings -a "$library" | grep -F "$path" | head -5 && status=1
        fi
    done
    return $status
}
check "no path of the building machine stands in it" no_path_of_this_machine
check "it is at most 6 MB" test "$(stat -c %s "$library")" -le 6000000
check "it is stripped" bash -c "! readelf -SW '$library' | grep -E '\.(symtab|debug_)'"
check "it says its version" grep -aqF "$version" "$library"

# --- the header ---

# builds_and_runs FIRST SECOND COMPILER FLAG…
builds_and_runs() {
    local program
    program=$(mktemp "$work/header.XXXXXX")
    "${@:3}" -pedantic "${warnings[@]}" -Iinclude "tests/c/$1" "tests/c/$2" -o "$program" "${link[@]}" && "$program"
}
for compiler in gcc clang; do
    for standard in c99 c11 c17 c2x; do
        queue check "the header in $standard with $compiler" builds_and_runs header_first.c header_second.c $compiler -std=$standard
    done
    plus=${compiler/gcc/g++}
    plus=${plus/clang/clang++}
    for standard in c++98 c++11 c++14 c++17 c++20; do
        queue check "the header in $standard with $plus" builds_and_runs header_first.c header_second.c $plus -x c++ -std=$standard
        [ $standard = c++98 ] && continue
        for exceptions in -fexceptions -fno-exceptions; do
            queue check "the C++ face in $standard with $plus $exceptions" builds_and_runs hpp_first.cpp hpp_second.cpp \
                $plus -std=$standard $exceptions
        done
    done
done
queue check "the header in c89" gcc -std=c89 -pedantic-errors "${warnings[@]}" -Iinclude -fsyntax-only tests/c/header_second.c
collect

# What repeats some of the header is checked by one program, which must be able to fail.
finds_what_a_new_function_lacks() {
    local languages
    mkdir "$work/include" && cp include/*.h "$work/include"
    perl -0pi -e 's{(CYBSIGN_WARN_UNUSED\ncybsign_status) cybsign_mask_text(.*?;)}{$1 cybsign_mask_text$2\n\n/** Does nothing at all. */\n$1 cybsign_trial(cybsign_error **err);}s' \
        "$work/include/cybsign.h"
    scripts/api.py --include "$work/include" >"$work/lacks" && return 1
    for languages in 'symbols' 'arguments_rows.h' '_abi.py' 'names.md' 'README' '@return' '@since' '@param'; do
        grep "$languages" "$work/lacks" | grep cybsign_trial || { echo "$languages is not asked for" && return 1; }
    done
}
check "api.py says what a new function lacks" finds_what_a_new_function_lacks

# --- the binary interface ---

check "a library of the header's functions" tests/abi/stub.sh "$work/stub.so"
check "the binary interface is that of include/cybsign.abi (else run tests/abi/renew.sh)" \
    abidiff --no-show-locs include/cybsign.abi "$work/stub.so"
declared() { nm -D --defined-only "$work/stub.so" | awk '{ print $3 }' | sort | diff - include/cybsign.symbols; }
check "include/cybsign.symbols holds the header's functions" declared

# --- installed, as a package manager and a build system meet it ---

check "make install" make -s install DESTDIR="$work/stage" PREFIX=/opt/cybsign
check "make install with a prefix alone" make -s install PREFIX="$work/prefix"
check "both install the same files" diff <(cd "$work/stage/opt/cybsign" && find . | sort) <(cd "$work/prefix" && find . | sort)
links_lead_somewhere() {
    local file link
    find "$1" -name '*.md' | while read -r file; do
        grep -o '](\([^)#h][^)#]*\)' "$file" | cut -c3- | while read -r link; do
            [ -e "$(dirname "$file")/$link" ] || { echo "$file: $link" && return 1; }
        done || return 1
    done
}
check "the links of the installed documents lead somewhere" links_lead_somewhere "$work/prefix/share/doc/cybsign"
export PKG_CONFIG_PATH=$work/prefix/lib/pkgconfig
with_pkg_config() {
    # shellcheck disable=SC2046
    gcc examples/sign.c $(pkg-config --cflags --libs cybsign) -o "$work/by_pkg_config" &&
        LD_LIBRARY_PATH=$work/prefix/lib "$work/by_pkg_config" $keys/leaf_gen2.p12 | cmp - "$work/example.xml"
}
check "a program built by pkg-config" with_pkg_config
check "pkg-config knows the version" test "$(pkg-config --modversion cybsign)" = "$version"
with_cmake() {
    cmake -S tests/c/cmake -B "$work/cmake" -DCMAKE_PREFIX_PATH="$work/prefix" -DCYBSIGN_WANTED="$version" -DCYBSIGN_SOURCES="$PWD" &&
        cmake --build "$work/cmake" && "$work/cmake/sign" $keys/leaf_gen2.p12 2>/dev/null | cmp - "$work/example.xml" &&
        "$work/cmake/cpp_face" "$work/files"
}
check "a C and a C++ program built by CMake" with_cmake
libdir=$work/with_libdir/usr/lib/some-linux-gnu
check "make install with a LIBDIR" make -s install PREFIX="$work/with_libdir/usr" LIBDIR="$libdir"
with_libdir() {
    test -f "$libdir/libcybsign.so" && ! test -e "$work/with_libdir/usr/lib/libcybsign.so" &&
        test "$(PKG_CONFIG_PATH=$libdir/pkgconfig pkg-config --variable=libdir cybsign)" = "$libdir" &&
        cmake -S tests/c/cmake -B "$work/cmake_libdir" -Dcybsign_DIR="$libdir/cmake/cybsign" -DCYBSIGN_SOURCES="$PWD" &&
        cmake --build "$work/cmake_libdir" --target sign
}
check "a program built with it" with_libdir
check "make uninstall" make -s uninstall PREFIX="$work/with_libdir/usr" LIBDIR="$libdir"
nothing_is_left() { [ -z "$(find "$work/with_libdir" -type f -o -type l)" ]; }
check "nothing is left" nothing_is_left
for prefix in relative "$work/with a blank" "$work/with'quote" ""; do
    check "make install refuses the prefix $prefix" bash -c '! make -s install PREFIX="$1" 2>&1' - "$prefix"
    check "and writes nothing" test ! -e "$prefix" -o -z "$prefix"
done
refuses_newer() { ! cmake -S tests/c/cmake -B "$work/cmake_newer" -DCMAKE_PREFIX_PATH="$work/prefix" -DCYBSIGN_WANTED=99.0 -DCYBSIGN_SOURCES="$PWD"; }
check "CMake refuses a newer version than there is" refuses_newer

# --- what Rust takes OpenSSL's functions for ---

declarations=src/crypto/sys.rs
check "the declarations of $declarations can be read" sh -c "perl tests/c/prototypes.pl $declarations >'$work/prototypes.c'"
openssl_include=$(ls -d "$openssl_cache"/openssl-*/install/include | tail -1)
check "the declarations of $declarations fit the headers of OpenSSL" gcc "${warnings[@]}" -fsyntax-only -I"$openssl_include" \
    "$work/prototypes.c"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
