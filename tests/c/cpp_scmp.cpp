/* The C++ face of SCMP messages, in each standard of C++ that the driver compiles it for, with exceptions and without. */
#include "cybsign.hpp"

#include "check.h"

namespace {

std::string text(const char *path) {
    std::size_t len = 0;
    std::uint8_t *data = read_file(path, &len);
    const std::string content(reinterpret_cast<const char *>(data), len);
    std::free(data);
    return content;
}

void check_both_ends() {
    cybsign::status_result result;
    const cybsign::credential key = cybsign::credential::from_p12_file(KEYS "leaf_gen2.p12", PASSWORD, "", result);
    const cybsign::credential server_key =
        cybsign::credential::from_pem(text(KEYS "key_sjc.pem"), text(KEYS "cert_sjc.pem"), "", "", result);
    const cybsign::scmp client(key, "", "", result);
    const cybsign::scmp server(server_key, text(KEYS "cert_leaf.pem"), "{\"role\": \"server\"}", result);
    CHECK(result.ok());
    cybsign::field_list fields;
    fields.push_back(std::make_pair("merchant_id", "testmid_oracle"));
    fields.push_back(std::make_pair("ics_applications", "ics_auth"));
    const cybsign::sealed sealed = client.seal_fields(fields, result);
    CHECK(result.ok() && sealed.request_id.size() == 22);
    const cybsign::opened opened = server.open("", "", sealed.mime(), result);
    CHECK_TEXT("merchant_id=testmid_oracle\nics_applications=ics_auth\n", opened.payload.c_str());
    CHECK_HOLDS("\"headers_authenticated\":true", opened.info_json.c_str());
    const cybsign::sealed reply = server.seal("request_id=" + sealed.request_id + "\nics_rcode=1\n", result);
    CHECK(!client.open(sealed.request_id, reply.message.headers, reply.message.body, result).payload.empty());
    const cybsign::request error = server.error(sealed.request_id, 400, "malformed", result);
    CHECK_HOLDS("\"kind\":\"error\"", client.open(sealed.request_id, error.headers, error.body, result).info_json.c_str());
    CHECK(result.ok());
    CHECK(client.seal("merchant_id", result).request_id.empty() && result.status == CYBSIGN_E_FIELD);
    CHECK(cybsign::scmp().seal("a=b", result).message.body.empty() && result.status == CYBSIGN_E_NULL);

    const cybsign::simple_order order(key, "", result);
    CHECK_HOLDS("ccAuthService_run=true", order.sign_scmp(fields, result).message.c_str());
    CHECK_HOLDS("ccAuthService_run", cybsign::scmp::convert(fields, "", result).c_str());
    CHECK_HOLDS("\"state\":\"known\"", cybsign::scmp::parse_reply("ics_rcode=1", "", result).c_str());
    CHECK_HOLDS("DAVSNO", cybsign::scmp::reply_from_simple_order("decision=REJECT\nreasonCode=200", "", result).c_str());
    CHECK(result.ok());
}

} // namespace

int main() {
    check_both_ends();
    return checks_done("cpp_scmp");
}
