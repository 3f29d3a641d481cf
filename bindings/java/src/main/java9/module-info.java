/** CyberSource messages signed with CyberSource security keys. */
module io.cybsign {
    exports io.cybsign;
}
