/* One of two files of a program: the C++ face comes first, and twice. */
#include "cybsign.hpp"
#include "cybsign.hpp"

int uses_header();

int main() {
    cybsign::status_result result;
    const cybsign::credential none = cybsign::credential::from_p12("", "", "", result);
    return !none && !result.ok() ? uses_header() : 1;
}
