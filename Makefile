# make            the library for release, target/release/libcybsign.so
# make install    PREFIX=/usr/local DESTDIR=
# make test       lint and every suite; each prints its own totals, and one that fails doesn't keep the next from running
# make demo       signs from C, C++, Python and Java, has xmlsec1 and WSS4J verify it, and prints one table
# make bench      times against the bare operation; make soak: the long tests
# make deps       what building and testing need and this machine lacks

SHELL = /bin/bash
PREFIX ?= /usr/local
DESTDIR ?=
CARGO ?= cargo
# Where OpenSSL is kept once it is built, and the Python environment of the tests.
export CYBSIGN_OPENSSL_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/cybsign
export CARGO_TARGET_DIR ?= $(CURDIR)/target

VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
SONAME = libcybsign.so.1
# The soname counts breaks of the ABI, which the semantic version doesn't name.
LIBRARY_FILE = $(SONAME).$(word 2,$(subst ., ,$(VERSION))).$(word 3,$(subst ., ,$(VERSION)))
RELEASE = $(CARGO_TARGET_DIR)/release
# No path of this machine stands in what is shipped.
REMAP := --remap-path-prefix=$(CURDIR)=/cybsign --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)=/cargo
export RUSTFLAGS := $(strip $(filter-out $(REMAP),$(RUSTFLAGS)) $(REMAP))
SUITES = lint test-rust test-c test-python test-java

.PHONY: build install test $(SUITES) demo bench soak fuzz deps clean
.NOTPARALLEL:

build:
	@scripts/deps.sh build
	$(CARGO) rustc --locked --release --lib --crate-type cdylib

# Needs a build, but makes none: `sudo make install` shall not leave files of root in the tree.
install:
	@test -f $(RELEASE)/libcybsign.so || { echo "run make first"; exit 1; }
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/lib/cmake/cybsign $(DESTDIR)$(PREFIX)/include \
	    $(DESTDIR)$(PREFIX)/share/doc/cybsign
	install -m 755 $(RELEASE)/libcybsign.so $(DESTDIR)$(PREFIX)/lib/$(LIBRARY_FILE)
	ln -sf $(LIBRARY_FILE) $(DESTDIR)$(PREFIX)/lib/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(PREFIX)/lib/libcybsign.so
	install -m 644 include/cybsign.h include/cybsign_status.h include/cybsign.hpp $(DESTDIR)$(PREFIX)/include
	for file in cybsign.pc cybsignConfig.cmake cybsignConfigVersion.cmake; do \
	    case $$file in *.pc) folder=pkgconfig ;; *) folder=cmake/cybsign ;; esac; \
	    sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@LIBRARY_FILE@|$(LIBRARY_FILE)|' packaging/$$file.in \
	        >$(DESTDIR)$(PREFIX)/lib/$$folder/$$file || exit 1; \
	done
	install -m 644 $(wildcard LICENSE* NOTICE* README.md) $(DESTDIR)$(PREFIX)/share/doc/cybsign

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
	$(CARGO) build --locked --release --example mask_count
	python3 tests/bench/mask.py $(RELEASE)/examples/mask_count

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
