/* The other file: that both link shows that each function in the C++ face is inline. */
#include "cybsign.hpp"

int uses_header();

int uses_header() {
    cybsign::status_result result;
    cybsign::credential::from_callbacks("", cybsign::sign_function(), cybsign::decrypt_function(), "", result);
    return result.ok();
}
