#!/bin/sh
# Runs one fuzz target for some seconds: fuzz.sh TARGET SECONDS. What it learns stays in $CARGO_TARGET_DIR/fuzz/TARGET.
set -eu
target=$1
seconds=$2
cd "$(dirname "$0")/../tests/fuzz"
folder=${CARGO_TARGET_DIR:-../../target}/fuzz
mkdir -p "$folder/$target" "$folder/seeds"
cp ../data/*.nvp ../data/*.xml ../data/keys/*.p12 ../data/keys/*.pem ../data/keys/*.key "$folder/seeds"

# Coverage is what leads libFuzzer. A target platform is named so that build scripts are left alone.
host=$(rustc -vV | sed -n 's/^host: //p')
coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-trace-compares"
coverage="$coverage -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table"
RUSTFLAGS="$coverage -Ccodegen-units=1" cargo build --locked --release --target "$host" --target-dir "$folder/build" --bin "$target"

exec "$folder/build/$host/release/$target" -max_total_time="$seconds" -max_len=8192 -timeout=20 \
    -artifact_prefix="$folder/" "$folder/$target" "$folder/seeds"
