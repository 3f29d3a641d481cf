/*
 * The C++ face of requests, replies, configuration files, opening and masking, in each standard of C++ that the driver
 * compiles it for, with exceptions and without. argv[1]: where the other test programs wrote.
 */
#include "cybsign.hpp"

#include <type_traits>

#include "check.h"

static_assert(!std::is_copy_constructible<cybsign::stream>::value, "a stream must not copy");
static_assert(!std::is_copy_assignable<cybsign::stream>::value, "a stream must not copy");
static_assert(std::is_nothrow_move_constructible<cybsign::stream>::value, "a stream must move");

namespace {

const char options[] = "{\"environment\": \"test\", \"allow_other_username\": true}";
const char url[] = "https://ics2wstest.ic3.com/commerce/1.x/transactionProcessor";
const char nvp[] = "card_accountNumber=4111111111111111\nmerchantID=testmid\n";
const char xml[] = "<requestMessage xmlns=\"urn:schemas-cybersource-com:transaction-data-1.224\"><merchantID>testmid</merchantID></requestMessage>";
const char reply[] = "decision=REJECT\nreasonCode=102\nrequestID=42\ninvalidField_0=c:card\n";

std::string text(const std::string &path) {
    std::size_t len = 0;
    std::uint8_t *data = read_file(path.c_str(), &len);
    const std::string content(reinterpret_cast<const char *>(data), len);
    std::free(data);
    return content;
}

void check_holds_text(const char *part, const std::string &whole) { CHECK_HOLDS(part, whole.c_str()); }

std::string write_config(const std::string &folder) {
    const std::string path = folder + "/cpp_cybs.ini";
    const std::string ini = "merchantID=testmid\nkeysDirectory=tests/data/keys\nkeyFilename=leaf_gen2.p12\n"
                            "password=" PASSWORD "\nsendToProduction=false\ntimeout=130\n";
    write_file(path.c_str(), reinterpret_cast<const std::uint8_t *>(ini.data()), ini.size());
    return path;
}

void check_request(const cybsign::request &request, const std::string &body) {
    CHECK_TEXT("POST", request.method.c_str());
    CHECK_TEXT(url, request.url.c_str());
    CHECK_TEXT("Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"runTransaction\"\r\n", request.headers.c_str());
    CHECK(!body.empty() && request.body == body);
}

bool is_empty(const cybsign::request &request) { return request.method.empty() && request.url.empty() && request.headers.empty() && request.body.empty(); }

/* The face that gives a status. */
void check_requests_with_status(const std::string &folder) {
    cybsign::status_result result;
    const cybsign::credential key = cybsign::credential::from_p12_file(KEYS "leaf_gen2.p12", PASSWORD, "", result);
    const cybsign::simple_order order(key, options, result);
    cybsign::field_list list;
    list.push_back(std::make_pair("merchantID", "testmid"));
    list.push_back(std::make_pair("card_accountNumber", "4111111111111111"));
    const cybsign::field_map map(list.begin(), list.end());
    const std::string envelope = text("tests/data/guide_soap_request.xml");
    const cybsign::signed_envelope made = order.sign_envelope(envelope, result);
    CHECK(result.ok());
    check_holds_text("\"username\":\"portfolioabc\"", made.report_json);
    check_request(order.request_fields(list, result), order.sign_fields(list, result));
    check_request(order.request_fields(map, result), order.sign_nvp(nvp, result));
    check_request(order.request_nvp(nvp, result), order.sign_nvp(nvp, result));
    check_request(order.request_xml(xml, result), order.sign_xml(xml, result));
    check_request(order.request_envelope(envelope, result), made.message);
    CHECK(result.ok());

    CHECK(is_empty(order.request_nvp("merchantID", result)) && result.status == CYBSIGN_E_FIELD);
    CHECK(is_empty(order.request_fields(cybsign::field_list(), result)) && !result.ok());
    CHECK(is_empty(cybsign::simple_order(key, "", result).request_nvp(nvp, result)) && result.status == CYBSIGN_E_OPTION);
    CHECK(is_empty(cybsign::simple_order().request_xml(xml, result)) && result.status == CYBSIGN_E_NULL);
    CHECK(order.sign_envelope("<a/>", result).message.empty() && result.status == CYBSIGN_E_MESSAGE);

    std::string report;
    const cybsign::simple_order configured = cybsign::simple_order::from_config(write_config(folder), "", report, result);
    CHECK(result.ok() && configured);
    check_holds_text("\"key\":\"timeout\"", report);
    CHECK_TEXT(url, configured.request_nvp(nvp, result).url.c_str());
    CHECK(!cybsign::simple_order::from_config("absent.ini", "", report, result));
    CHECK(result.status == CYBSIGN_E_FILE_NOT_FOUND && report.empty());
}

void check_messages_with_status(const std::string &folder) {
    cybsign::status_result result;
    const std::string expected = text(folder + "/expected.json"), encrypted = text(folder + "/encrypted.xml");
    const cybsign::credential server = cybsign::credential::from_pem(text(KEYS "key_sjc.pem"), text(KEYS "cert_sjc.pem"), "", "", result);
    check_holds_text("card_accountNumber=4111111111111111", cybsign::simple_order::open(server, encrypted, expected, result));
    CHECK(result.ok());
    CHECK(cybsign::simple_order::open(server, encrypted, "", result).empty());
    CHECK(result.status == CYBSIGN_E_VERIFY_UNTRUSTED && result.report.empty());

    check_holds_text("\"decision\":\"REJECT\"", cybsign::simple_order::parse_reply(reply, "", result));
    CHECK(result.ok());
    CHECK(cybsign::simple_order::parse_reply("<a/>", "", result).empty() && result.status == CYBSIGN_E_MESSAGE);

    check_holds_text("<wsse:Username>me</wsse:Username>",
                     cybsign::simple_order::username_token("me", "secret", "{\"allow_retired\": true}", result));
    CHECK(result.ok());
    CHECK(cybsign::simple_order::username_token("me", "secret", "", result).empty() && result.status == CYBSIGN_E_RETIRED);
}

void check_mask_with_status() {
    cybsign::status_result result;
    const std::string masked = "card_accountNumber=4111xxxxxxxx1111\nmerchantID=testmid\n";
    CHECK(cybsign::mask_text(nvp, "", result) == masked && result.ok());
    CHECK(cybsign::mask_text(nvp, "{\"rule\": \"lax\"}", result).empty() && result.status == CYBSIGN_E_OPTION);
    cybsign::stream first = cybsign::mask_stream("", result), stream;
    CHECK(result.ok() && first && !stream);
    stream = std::move(first);
    CHECK(stream && !first && stream.handle() != nullptr);
    std::string pieces;
    for (const char *at = nvp; *at != 0; at++) {
        pieces += stream.update(cybsign::bytes_view(at, 1), result);
        CHECK(result.ok());
    }
    pieces += stream.finish(result);
    CHECK(result.ok() && pieces == masked);
    CHECK(stream.finish(result).empty() && result.status == CYBSIGN_E_ARGUMENT);
    CHECK(stream.update("a", result).empty() && result.status == CYBSIGN_E_ARGUMENT);
    CHECK(first.update("a", result).empty() && result.status == CYBSIGN_E_NULL);
    CHECK(!cybsign::mask_stream("{", result) && result.status == CYBSIGN_E_JSON);
}

#ifndef CYBSIGN_NO_EXCEPTIONS
template <class Call> cybsign_status thrown_by(const Call &call) {
    try {
        call();
    } catch (const cybsign::error &error) {
        CHECK(std::string(error.what()).size() > 4);
        return error.status();
    }
    return CYBSIGN_OK;
}

void check_requests_with_exceptions(const std::string &folder) {
    const cybsign::credential key = cybsign::credential::from_p12_file(KEYS "leaf_gen2.p12", PASSWORD);
    const cybsign::simple_order order(key, options);
    cybsign::field_map map;
    map["merchantID"] = "testmid";
    map["card_accountNumber"] = "4111111111111111";
    const cybsign::field_list list(map.begin(), map.end());
    const std::string envelope = text("tests/data/guide_soap_request.xml"), message = order.sign_nvp(nvp);
    check_request(order.request_fields(map), message);
    check_request(order.request_fields(list), message);
    check_request(order.request_nvp(nvp), message);
    check_request(order.request_xml(xml), order.sign_xml(xml));
    check_request(order.request_envelope(envelope), order.sign_envelope(envelope).message);
    std::string report;
    CHECK(cybsign::simple_order::from_config(write_config(folder), "", report).request_nvp(nvp).url == url);
    check_holds_text("\"warnings\":[{", report);
    CHECK_STATUS(CYBSIGN_E_FILE_NOT_FOUND, thrown_by([&] { cybsign::simple_order::from_config("absent.ini", "", report); }));
    CHECK_STATUS(CYBSIGN_E_OPTION, thrown_by([&] { cybsign::simple_order(key).request_nvp(nvp); }));
    CHECK_STATUS(CYBSIGN_E_FIELD, thrown_by([&] { order.request_fields(cybsign::field_list(1)); }));
    CHECK_STATUS(CYBSIGN_E_MESSAGE, thrown_by([&] { order.sign_envelope(xml); }));
    CHECK_STATUS(CYBSIGN_E_MESSAGE, thrown_by([&] { order.request_envelope(xml); }));
    CHECK_STATUS(CYBSIGN_E_XML, thrown_by([&] { order.request_xml("<a>"); }));
}

void check_messages_with_exceptions(const std::string &folder) {
    const std::string expected = text(folder + "/expected.json"), encrypted = text(folder + "/encrypted.xml");
    const cybsign::credential server = cybsign::credential::from_pem(text(KEYS "key_sjc.pem"), text(KEYS "cert_sjc.pem"));
    check_holds_text("merchantID=testmid", cybsign::simple_order::open(server, encrypted, expected));
    CHECK_STATUS(CYBSIGN_E_VERIFY_UNTRUSTED, thrown_by([&] { cybsign::simple_order::open(server, encrypted, ""); }));
    check_holds_text("\"invalid_fields\":[\"c:card\"]", cybsign::simple_order::parse_reply(reply));
    CHECK_STATUS(CYBSIGN_E_MESSAGE, thrown_by([] { cybsign::simple_order::parse_reply("<html/>"); }));
    check_holds_text("</wsse:Security>", cybsign::simple_order::username_token("me", "secret", "{\"allow_retired\": true}"));
    CHECK_STATUS(CYBSIGN_E_RETIRED, thrown_by([] { cybsign::simple_order::username_token("me", "secret", ""); }));

    CHECK(cybsign::mask_text("<pin>1234</pin>") == "<pin>xxxx</pin>");
    CHECK_STATUS(CYBSIGN_E_OPTION, thrown_by([] { cybsign::mask_text("", "{\"what\": 1}"); }));
    cybsign::stream stream = cybsign::mask_stream("{\"format\": \"xml\"}");
    std::string masked = stream.update("<pin>12");
    masked += stream.update("34</pin>");
    masked += stream.finish();
    CHECK(masked == "<pin>xxxx</pin>");
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, thrown_by([&] { stream.finish(); }));
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, thrown_by([&] { stream.update("a"); }));
    CHECK_STATUS(CYBSIGN_E_OPTION, thrown_by([] { cybsign::mask_stream("{\"rule\": 1}"); }));
}
#endif

} // namespace

int main(int argc, char **argv) {
    const std::string folder = argc > 1 ? argv[1] : ".";
    check_requests_with_status(folder);
    check_messages_with_status(folder);
    check_mask_with_status();
#ifndef CYBSIGN_NO_EXCEPTIONS
    check_requests_with_exceptions(folder);
    check_messages_with_exceptions(folder);
#endif
    return checks_done("cpp_requests");
}
