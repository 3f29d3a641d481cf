# make            the library for release, target/release/libcybsign.so
# make install    PREFIX=/usr/local LIBDIR=$(PREFIX)/lib DESTDIR=, after make; make uninstall takes it away again
# make test       lint and every suite; each prints its own totals, and one that fails doesn't keep the next from running
# make demo       signs from C, C++, Python and Java, has xmlsec1 and WSS4J verify it, and prints one table
# make bench      times against the bare operation; make soak: the long tests
# make deps       what building and testing need and this machine lacks

SHELL = /bin/bash
PREFIX ?= /usr/local
LIBDIR = $(PREFIX)/lib
DESTDIR ?=
CARGO ?= cargo
# Where OpenSSL is kept once it is built, and the Python environment of the tests.
export CYBSIGN_OPENSSL_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/cybsign
export CARGO_TARGET_DIR ?= $(CURDIR)/target

VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
RELEASE = $(CARGO_TARGET_DIR)/release
# No path of this machine stands in what is shipped.
REMAP := --remap-path-prefix=$(CURDIR)=/cybsign --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)=/cargo
export RUSTFLAGS := $(strip $(filter-out $(REMAP),$(RUSTFLAGS)) $(REMAP))
SUITES = lint test-rust test-c test-python test-java

.PHONY: build install uninstall test $(SUITES) demo bench soak fuzz deps clean
.NOTPARALLEL:

build:
	@scripts/deps.sh build
	$(CARGO) rustc --locked --release --lib --crate-type cdylib

install uninstall: export PREFIX := $(PREFIX)
install uninstall: export LIBDIR := $(LIBDIR)
install uninstall: export DESTDIR := $(DESTDIR)
install uninstall:
	@scripts/install.sh $@ $(RELEASE)/libcybsign.so $(VERSION)

test: deps
	@failed=; for suite in $(SUITES); do \
	    echo "== $$suite"; $(MAKE) --no-print-directory $$suite || failed="$$failed $$suite"; \
	done; \
	if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi; echo "every suite passed: $(SUITES)"

test-rust: deps
	$(CARGO) test --locked -p cybsign -p cybsign-jni

test-c: deps build
	tests/c/run.sh $(RELEASE) $(CYBSIGN_OPENSSL_CACHE)

test-python: deps build
	CYBSIGN_LIBRARY=$(RELEASE)/libcybsign.so PYTHONPATH=bindings/python/src \
	    $(CYBSIGN_OPENSSL_CACHE)/venv/bin/python -m pytest -q bindings/python/tests

test-java: deps
	mvn -B -ntp -f bindings/java verify

demo: deps build
	@scripts/demo.sh $(RELEASE)

bench: deps build
	$(CARGO) build --locked --release -p cybsign-bench
	mvn -q -B -ntp -f bindings/java package -DskipTests -Dmaven.javadoc.skip
	CYBSIGN_LIBRARY=$(RELEASE)/libcybsign.so PYTHONPATH=bindings/python/src $(CYBSIGN_OPENSSL_CACHE)/venv/bin/python \
	    tests/bench/run.py $(RELEASE)/cybsign-bench bindings/java/target/cybsign-0.1.0.jar

soak: deps
	CYBSIGN_SOAK=1 $(CARGO) test --locked --release --test suite soak -- --test-threads=1

# Needs clang or g++ for libFuzzer. FUZZ names one of tests/fuzz/targets.
FUZZ ?= mask
FUZZ_SECONDS ?= 60
fuzz: deps
	@scripts/fuzz.sh $(FUZZ) $(FUZZ_SECONDS)

deps:
	@scripts/deps.sh test

# The fuzz targets are a workspace of their own, so that nothing else waits for what they need.
lint: deps
	scripts/api.py
	$(CARGO) fmt --all --check
	$(CARGO) fmt --manifest-path tests/fuzz/Cargo.toml --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	$(CARGO) clippy --locked --manifest-path tests/fuzz/Cargo.toml --target-dir $(CARGO_TARGET_DIR)/fuzz/check -- -D warnings

clean:
	$(CARGO) clean
