/* The C++ face, in each standard of C++ that the driver compiles it for, with exceptions and without. argv[1]: where make_keys wrote. */
#include "cybsign.hpp"

#include <type_traits>

#include "check.h"

static_assert(!std::is_copy_constructible<cybsign::credential>::value, "a credential must not copy");
static_assert(!std::is_copy_assignable<cybsign::credential>::value, "a credential must not copy");
static_assert(std::is_nothrow_move_constructible<cybsign::credential>::value, "a credential must move");
static_assert(!std::is_copy_constructible<cybsign::simple_order>::value, "a simple_order must not copy");
static_assert(std::is_nothrow_move_constructible<cybsign::simple_order>::value, "a simple_order must move");

namespace {

const char any_certificate[] = "{\"any_certificate\": true}";

std::vector<std::uint8_t> file(const std::string &path) {
    std::size_t len = 0;
    std::uint8_t *data = read_file(path.c_str(), &len);
    std::vector<std::uint8_t> bytes(data, data + len);
    std::free(data);
    return bytes;
}

std::string text(const std::string &path) {
    const std::vector<std::uint8_t> bytes = file(path);
    return std::string(bytes.begin(), bytes.end());
}

/* The face that gives a status. */
void check_status_face(const std::string &folder) {
    cybsign::status_result result;
    cybsign::credential key = cybsign::credential::from_p12(file(KEYS "leaf_gen2.p12"), PASSWORD, "", result);
    CHECK(result.ok() && key);
    CHECK(result.message.empty() && result.detail_json == "{}");
    CHECK(key.not_after(result) == INT64_C(2366841600) && result.ok());
    CHECK(key.days_left(INT64_C(2366841600), result) == 0 && result.ok());
    CHECK(key.expiry(90, INT64_C(2366841601), result).state == CYBSIGN_EXPIRY_EXPIRED);
    CHECK(key.inspect(CYBSIGN_NOW, result).find("testmid_oracle") != std::string::npos);
    CHECK(cybsign::inspect(file(KEYS "leaf_gen2.p12"), cybsign::bytes_view(), CYBSIGN_NOW, result).find("not_checked") != std::string::npos);

    cybsign::simple_order order(key, "{}", result);
    CHECK(result.ok() && order);
    cybsign::field_map fields;
    fields["merchantID"] = "testmid";
    fields["ccAuthService_run"] = "true";
    const std::string message = order.sign_fields(fields, result);
    CHECK(result.ok() && !message.empty());
    CHECK(order.sign_nvp("merchantID=testmid\nccAuthService_run=true\n", result) == message);
    CHECK(!order.sign_xml("<requestMessage xmlns=\"urn:schemas-cybersource-com:transaction-data-1.224\"/>", result).empty());
    CHECK(cybsign::simple_order::verify(message, any_certificate, result).find("\"ok\":true") != std::string::npos);
    CHECK(cybsign::simple_order::verify(message, "", result).empty());
    CHECK(result.status == CYBSIGN_E_VERIFY_UNTRUSTED && result.report.find("\"checks\"") != std::string::npos);
    CHECK_TEXT("verification", result.category());

    const cybsign::simple_order to_test(key, "{\"environment\": \"test\", \"encrypt\": true}", result);
    const cybsign::request request = to_test.request_nvp("merchantID=testmid", result);
    CHECK(result.ok() && request.url.find("https://") == 0 && request.headers.find("Content-Type: ") != std::string::npos);
    CHECK(request.body.find("EncryptedData") != std::string::npos);
    const cybsign::credential server = cybsign::credential::from_pem(text(KEYS "key_sjc.pem"), text(KEYS "cert_sjc.pem"), "", "", result);
    CHECK(cybsign::simple_order::open(server, request.body, any_certificate, result).find("merchantID=testmid") != std::string::npos);
    const cybsign::signed_envelope envelope =
        order.sign_envelope("<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><requestMessage "
                            "xmlns='urn:schemas-cybersource-com:transaction-data-1.224'><merchantID>m</merchantID>"
                            "</requestMessage></s:Body></s:Envelope>",
                            result);
    CHECK(result.ok() && envelope.report_json.find("username") != std::string::npos && !envelope.message.empty());
    CHECK(cybsign::simple_order::parse_reply("decision=REJECT\nreasonCode=102\n", "", result).find("REJECT") != std::string::npos);
    CHECK(cybsign::mask_text("card_accountNumber=4111111111111111", "", result).find("4111111111111111") == std::string::npos);
    CHECK(result.ok());

    fields["billTo_firstName"] = "J\nK";
    CHECK(order.sign_fields(fields, result).empty());
    CHECK(result.status == CYBSIGN_E_FIELD && !result.message.empty() && result.report.empty());
    CHECK_TEXT("CYBSIGN_E_FIELD", result.name());

    CHECK(!cybsign::credential::from_p12_file(KEYS "leaf_gen2.p12", "wrong", "", result));
    CHECK(result.status == CYBSIGN_E_WRONG_PASSWORD);
    CHECK(cybsign::credential::from_p12_file_with_key_password(folder + "/key_password.p12", PASSWORD, "an0ther", "", result));
    CHECK(cybsign::credential::from_p12_with_key_password(file(folder + "/key_password.p12"), PASSWORD, "an0ther", "", result));
    CHECK(cybsign::credential::from_pem(text(KEYS "key_leaf.pem"), text(KEYS "cert_leaf.pem"), "", "", result));
    CHECK(cybsign::credential::from_der(file(folder + "/pkcs8.der"), file(folder + "/certificate.der"), "", "", result));
    CHECK(result.ok());
    CHECK(cybsign::credential().days_left(0, result) == 0 && result.status == CYBSIGN_E_NULL);
    cybsign::simple_order empty(cybsign::credential(), "", result);
    CHECK(!empty && result.status == CYBSIGN_E_NULL);
}

/* A moved handle is freed once, and what stands in its place before is freed too; valgrind sees the rest. */
void check_moves() {
    cybsign::status_result result;
    cybsign::credential first = cybsign::credential::from_p12_file(KEYS "leaf_gen2.p12", PASSWORD, "", result);
    cybsign::credential second(std::move(first));
    CHECK(second && !first);
    first = cybsign::credential::from_p12_file(KEYS "meta_gen2.p12", PASSWORD, "", result);
    const cybsign_credential *kept = second.handle();
    first = std::move(second);
    CHECK(first.handle() == kept && !second);
    cybsign::simple_order order(first, "", result);
    first = cybsign::credential();
    cybsign::simple_order moved;
    moved = std::move(order);
    CHECK(moved && !order);
    CHECK(!moved.sign_nvp("merchantID=testmid", result).empty());
}

int live;

/* Counts itself, so that it shows whether what the library holds is released. */
struct counted {
    counted() { live++; }
    counted(const counted &) { live++; }
    ~counted() { live--; }
};

void check_callbacks() {
    cybsign::status_result result;
    int calls = 0;
    {
        const counted guard;
        const cybsign::credential key = cybsign::credential::from_callbacks(
            text(KEYS "cert_leaf.pem"),
            [guard, &calls](std::int32_t algorithm, const std::uint8_t *, std::size_t len) {
                calls += algorithm == CYBSIGN_RSASSA_PKCS1_SHA256 && len == 32;
                return std::vector<std::uint8_t>(256, 1);
            },
            cybsign::decrypt_function(), "", result);
        CHECK(result.ok() && key && live > 1);
        const cybsign::simple_order order(key, "", result);
        CHECK(order.sign_nvp("merchantID=testmid", result).empty());
        CHECK(result.status == CYBSIGN_E_SIGN && calls == 1);
    }
    CHECK(live == 0);
    cybsign::credential::from_callbacks(text(KEYS "cert_leaf.pem"), cybsign::sign_function(), cybsign::decrypt_function(), "", result);
    CHECK(result.status == CYBSIGN_E_NULL);
}

#ifndef CYBSIGN_NO_EXCEPTIONS
template <class Call> cybsign_status thrown_by(const Call &call) {
    try {
        call();
    } catch (const cybsign::verification_error &error) {
        CHECK(error.report().find("\"checks\"") != std::string::npos);
        CHECK_TEXT("verification", error.category());
        return error.status();
    } catch (const cybsign::error &error) {
        CHECK(std::string(error.what()).size() > 4 && error.detail_json()[0] == '{');
        CHECK_TEXT(cybsign_status_name(error.status()), error.name());
        return error.status();
    }
    return CYBSIGN_OK;
}

void check_exception_face(const std::string &folder) {
    const cybsign::credential key = cybsign::credential::from_p12_file(KEYS "leaf_gen2.p12", PASSWORD);
    const cybsign::simple_order order(key);
    cybsign::field_list fields;
    fields.push_back(std::make_pair("merchantID", "testmid"));
    fields.push_back(std::make_pair("ccAuthService_run", "true"));
    const std::string message = order.sign_fields(fields);
    cybsign::field_map map(fields.begin(), fields.end());
    CHECK(order.sign_fields(map) == message);
    CHECK(order.sign_nvp("ccAuthService_run=true\nmerchantID=testmid") == message);
    CHECK(!order.sign_xml("<requestMessage xmlns='urn:schemas-cybersource-com:transaction-data-1.224'/>").empty());
    CHECK(cybsign::simple_order::verify(message, any_certificate).find("not authenticated") != std::string::npos);
    CHECK(key.days_left() > 0 && key.not_after() == INT64_C(2366841600));
    CHECK(key.expiry(90).state == CYBSIGN_EXPIRY_OK);
    CHECK(key.inspect().find("\"selected\"") != std::string::npos);
    CHECK(cybsign::inspect(text(KEYS "cert_leaf.pem")).find("\"pem\"") != std::string::npos);
    cybsign::credential::from_p12(file(KEYS "leaf_gen1.p12"), PASSWORD, "{\"alias\": \"testmid_oracle\"}");
    cybsign::credential::from_p12_with_key_password(file(folder + "/key_password.p12"), PASSWORD, "an0ther");
    cybsign::credential::from_p12_file_with_key_password(folder + "/key_password.p12", PASSWORD, "an0ther");
    cybsign::credential::from_pem(text(KEYS "key_leaf.pem") + text(KEYS "cert_leaf.pem"));
    cybsign::credential::from_der(file(folder + "/pkcs1.der"), file(folder + "/certificate.der"));

    CHECK_STATUS(CYBSIGN_E_OPTION, thrown_by([&] { order.request_nvp("merchantID=testmid"); }));
    CHECK_STATUS(CYBSIGN_E_VERIFY_UNTRUSTED, thrown_by([&] { cybsign::simple_order::open(key, message, ""); }));
    CHECK_STATUS(CYBSIGN_E_MESSAGE, thrown_by([] { cybsign::simple_order::parse_reply("<html/>"); }));
    CHECK_STATUS(CYBSIGN_E_MESSAGE, thrown_by([&] { order.sign_envelope("<html/>"); }));
    CHECK(cybsign::mask_text("merchantID=m") == "merchantID=m");
    CHECK_STATUS(CYBSIGN_E_WRONG_PASSWORD, thrown_by([] { cybsign::credential::from_p12_file(KEYS "leaf_gen2.p12", "wrong"); }));
    CHECK_STATUS(CYBSIGN_E_FILE_NOT_FOUND, thrown_by([] { cybsign::credential::from_p12_file("absent", ""); }));
    CHECK_STATUS(CYBSIGN_E_VERIFY_UNTRUSTED, thrown_by([&] { cybsign::simple_order::verify(message); }));
    CHECK_STATUS(CYBSIGN_E_XML, thrown_by([] { cybsign::simple_order::verify("<"); }));
    CHECK_STATUS(CYBSIGN_E_FIELD, thrown_by([&] { order.sign_nvp("merchantID"); }));
    CHECK_STATUS(CYBSIGN_E_OPTION, thrown_by([&] { cybsign::simple_order(key, "{\"profile\": 1}"); }));
    CHECK_STATUS(CYBSIGN_E_NULL, thrown_by([] { cybsign::credential().inspect(); }));

    /* What a callback throws ends there. */
    const cybsign::credential throwing = cybsign::credential::from_callbacks(
        text(KEYS "cert_leaf.pem"), [](std::int32_t, const std::uint8_t *, std::size_t) -> std::vector<std::uint8_t> {
            throw std::runtime_error("the vault is shut");
        });
    CHECK_STATUS(CYBSIGN_E_SIGN, thrown_by([&] { cybsign::simple_order(throwing).sign_nvp("merchantID=testmid"); }));
}
#endif

} // namespace

int main(int argc, char **argv) {
    const std::string folder = argc > 1 ? argv[1] : ".";
    check_status_face(folder);
    check_moves();
    check_callbacks();
#ifndef CYBSIGN_NO_EXCEPTIONS
    check_exception_face(folder);
#endif
    return checks_done("cpp_face");
}
