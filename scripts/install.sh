#!/bin/sh
# Copies what was built to where it is used from, or takes it away again: install.sh install|uninstall LIBRARY VERSION
#
# PREFIX, LIBDIR and DESTDIR are variables of the environment. It builds nothing: `sudo make install` shall not leave files
# of root in the tree.
set -eu
cd "$(dirname "$0")/.."
action=$1 library=$2 version=$3
soname=libcybsign.so.1
# The soname counts breaks of the ABI, which the semantic version doesn't name.
library_file=$soname.${version#*.}

for folder in "$PREFIX" "$LIBDIR"; do
    case $folder in
    *[!A-Za-z0-9/._+~-]*) echo "install: pkg-config and CMake can't have this in a path: $folder" >&2 && exit 2 ;;
    /*) ;;
    *) echo "install: PREFIX and LIBDIR must be absolute, and this is not: $folder" >&2 && exit 2 ;;
    esac
done
lib=$DESTDIR$LIBDIR include=$DESTDIR$PREFIX/include doc=$DESTDIR$PREFIX/share/doc/cybsign

# Fills in one of the files in packaging. The headers are found from the library, so that the installation may be moved.
fill_in() {
    sed "s|@PREFIX@|$PREFIX|; s|@LIBDIR@|$LIBDIR|; s|@INCLUDE@|$(realpath -m --relative-to="$LIBDIR" "$PREFIX/include")|; s|@VERSION@|$version|
        s|@LIBRARY_FILE@|$library_file|" "packaging/$1.in" >"$2/$1"
}

case $action in
install)
    test -f "$library" || { echo "install: there is no $library; run make first" >&2 && exit 1; }
    install -d "$lib/pkgconfig" "$lib/cmake/cybsign" "$include" "$doc/docs" "$doc/examples" "$doc/bindings/python" "$doc/bindings/java"
    install -m 755 "$library" "$lib/$library_file"
    ln -sf "$library_file" "$lib/$soname"
    ln -sf $soname "$lib/libcybsign.so"
    install -m 644 include/cybsign.h include/cybsign_status.h include/cybsign.hpp "$include"
    fill_in cybsign.pc "$lib/pkgconfig"
    fill_in cybsignConfig.cmake "$lib/cmake/cybsign"
    fill_in cybsignConfigVersion.cmake "$lib/cmake/cybsign"
    # As they lie here, so that the links between them lead somewhere.
    install -m 644 LICENSE* NOTICE README.md SECURITY.md CHANGELOG.md "$doc"
    install -m 644 docs/*.md "$doc/docs"
    install -m 644 examples/*.c examples/*.cpp examples/*.py examples/*.java "$doc/examples"
    install -m 644 bindings/python/README.md "$doc/bindings/python"
    install -m 644 bindings/java/README.md "$doc/bindings/java"
    ;;
uninstall)
    rm -f "$lib"/libcybsign.so "$lib"/$soname "$lib"/$soname.* "$lib/pkgconfig/cybsign.pc"
    rm -f "$include/cybsign.h" "$include/cybsign_status.h" "$include/cybsign.hpp"
    rm -rf "$lib/cmake/cybsign" "$doc"
    ;;
*) echo "install: neither install nor uninstall: $action" >&2 && exit 2 ;;
esac
