/* One of two files of a program: the header comes first, and twice. */
#include "cybsign.h"
#include "cybsign.h"

int uses_header(void);

int main(void) {
    const cybsign_bytes bytes = CYBSIGN_BYTES_INIT;
    const cybsign_request request = CYBSIGN_REQUEST_INIT;
    const char *value = "true";
    const cybsign_field fields[] = {CYBSIGN_FIELD("merchantID", "testmid"), CYBSIGN_FIELD("ccAuthService_run", value)};
    if (request.body.len != 0 || fields[0].value_len != 7 || fields[1].name_len != 17 || fields[1].value_len != 4) return 1;
    return bytes.data == 0 && cybsign_abi_version() >= CYBSIGN_ABI_VERSION && CYBSIGN_NOW < 0 ? uses_header() : 1;
}
