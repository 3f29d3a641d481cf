/* One of two files of a program: the header comes first, and twice. */
#include "cybsign.h"
#include "cybsign.h"

int uses_header(void);

int main(void) {
    const cybsign_bytes bytes = CYBSIGN_BYTES_INIT;
    return bytes.data == 0 && cybsign_abi_version() >= CYBSIGN_ABI_VERSION && CYBSIGN_NOW < 0 ? uses_header() : 1;
}
