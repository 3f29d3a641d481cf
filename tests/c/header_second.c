/* The other file: that both link shows that the header defines nothing. */
#include "cybsign.h"

int uses_header(void);

int uses_header(void) {
    cybsign_error_free(0);
    return cybsign_status_name(CYBSIGN_OK) == 0;
}
