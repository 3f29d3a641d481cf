/* What the C++ face takes for texts, paths and fields, in each standard of C++ that the driver compiles it for. */
#include "cybsign.hpp"

#include <array>
#include <deque>
#include <unordered_map>
#if __cplusplus >= 201703L
#include <filesystem>
#include <string_view>
#endif
#if __cplusplus >= 202002L
#include <span>
#endif

#include "check.h"

namespace {

template <class Type> constexpr bool is_taken() { return std::is_convertible<const Type &, cybsign::bytes_view>::value; }
static_assert(is_taken<std::string>() && is_taken<std::vector<char>>() && is_taken<std::vector<unsigned char>>(), "blocks of bytes");
static_assert(is_taken<char[4]>() && is_taken<const char *>() && is_taken<std::array<std::uint8_t, 4>>(), "texts");
static_assert(!is_taken<std::wstring>() && !is_taken<std::vector<int>>() && !is_taken<std::deque<char>>() && !is_taken<int>(),
              "what is no block of bytes");

void check_texts(const cybsign::simple_order &order, const std::string &expected) {
    cybsign::status_result result;
    const std::string text = "merchantID=testmid\n";
    const std::vector<char> chars(text.begin(), text.end());
    const std::vector<std::uint8_t> octets(text.begin(), text.end());
    char changeable[] = "merchantID=testmid\n";
    CHECK(order.sign_nvp(text, result) == expected);
    CHECK(order.sign_nvp(chars, result) == expected);
    CHECK(order.sign_nvp(octets, result) == expected);
    CHECK(order.sign_nvp(changeable, result) == expected);
    CHECK(order.sign_nvp("merchantID=testmid", result) == expected);
    CHECK(order.sign_nvp(cybsign::bytes_view(text.data(), text.size()), result) == expected);
    CHECK(order.sign_nvp(nullptr, result).empty() && result.status == CYBSIGN_E_FIELD);
    CHECK(order.sign_nvp(std::string("a=b\0c", 5), result).empty() && result.status == CYBSIGN_E_FIELD);
#if __cplusplus >= 201703L
    CHECK(order.sign_nvp(std::string_view(text), result) == expected);
#endif
#if __cplusplus >= 202002L
    CHECK(order.sign_nvp(std::span<const char>(chars), result) == expected);
#endif
}

void check_fields(const cybsign::simple_order &order, const std::string &expected) {
    cybsign::status_result result;
    const std::string id = "testmid";
    const std::map<std::string, std::string> map = {{"merchantID", id}};
    const std::unordered_map<std::string, std::string> unordered = {{"merchantID", id}};
    const std::vector<std::pair<const char *, std::string>> list = {{"merchantID", id}};
    const std::pair<std::string, const char *> array[] = {{"merchantID", "testmid"}};
    CHECK(order.sign_fields({{"merchantID", "testmid"}}, result) == expected);
    CHECK(order.sign_fields({{"merchantID", id}}, result) == expected);
    CHECK(order.sign_fields(map, result) == expected);
    CHECK(order.sign_fields(unordered, result) == expected);
    CHECK(order.sign_fields(list, result) == expected);
    CHECK(order.sign_fields(array, result) == expected);
    CHECK(order.request_fields({{"merchantID", id}}, result).body == expected);
    const std::string two = order.sign_fields({{"ccAuthService_run", "true"}, {"merchantID", id}}, result);
    CHECK(two == order.sign_nvp("merchantID=testmid\nccAuthService_run=true", result) && result.ok());
    CHECK(order.sign_fields({}, result).empty() && result.status == CYBSIGN_E_FIELD);
    CHECK(order.sign_fields({{"merchantID", std::string("a\0b", 3)}}, result).empty() && result.status == CYBSIGN_E_FIELD);
#if __cplusplus >= 201703L
    const std::map<std::string_view, std::string_view> views = {{"merchantID", id}};
    CHECK(order.sign_fields(views, result) == expected);
#endif
#ifndef CYBSIGN_NO_EXCEPTIONS
    CHECK(order.sign_fields({{"merchantID", id}}) == expected);
    CHECK(order.request_fields({{"merchantID", "testmid"}}).method == "POST");
#endif
}

void check_paths() {
    cybsign::status_result result;
    const std::string path = KEYS "leaf_gen2.p12";
    CHECK(cybsign::credential::from_p12_file(path, PASSWORD, "", result));
    CHECK(cybsign::credential::from_p12_file(path.c_str(), PASSWORD, "", result));
    CHECK(!cybsign::credential::from_p12_file("", PASSWORD, "", result) && result.status == CYBSIGN_E_ARGUMENT);
    CHECK(!cybsign::credential::from_p12_file(nullptr, PASSWORD, "", result) && result.status == CYBSIGN_E_ARGUMENT);
#if __cplusplus >= 201703L
    CHECK(cybsign::credential::from_p12_file(std::filesystem::path(KEYS) / "leaf_gen2.p12", PASSWORD, "", result));
    CHECK(cybsign::credential::from_p12_file(std::string_view(path), PASSWORD, "", result));
#endif
}

/* A path as Windows has it: what is native is wide, so that its UTF-8 is asked for. */
struct wide_path {
    std::wstring native() const { return L"absent"; }
    std::string u8string() const { return KEYS "leaf_gen2.p12"; }
};

void check_wide_path() {
    cybsign::status_result result;
    CHECK(cybsign::credential::from_p12_file(wide_path(), PASSWORD, "", result));
}

} // namespace

int main() {
    cybsign::status_result result;
    const cybsign::credential key = cybsign::credential::from_p12_file(KEYS "leaf_gen2.p12", PASSWORD, "", result);
    const cybsign::simple_order order(key, "{\"environment\": \"test\"}", result);
    const std::string expected = order.sign_nvp("merchantID=testmid", result);
    CHECK(result.ok());
    CHECK(key.merchant_id(result) == "testmid_oracle" && key.key_serial(result) == "1757695744950028980655");
    CHECK(cybsign::credential().merchant_id(result).empty() && result.status == CYBSIGN_E_NULL);
    check_texts(order, expected);
    check_fields(order, expected);
    check_paths();
    check_wide_path();
    return checks_done("cpp_inputs");
}
