// Sends a Simple Order request, signed and encrypted, with libcurl: CYBSIGN_PASSWORD=... send key.p12 URL ca.pem
//
// What became of the order goes to standard output.
#include <cstdlib>
#include <curl/curl.h>
#include <cybsign.hpp>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

namespace {

struct answer {
    long status = 0;
    std::string body;
};

// Keeps what libcurl receives. Nothing may be thrown through libcurl, so that a failure is told by a length.
size_t keep(char *data, size_t size, size_t count, void *context) {
    try {
        static_cast<std::string *>(context)->append(data, size * count);
        return size * count;
    } catch (const std::exception &) {
        return 0;
    }
}

struct curl_deleter {
    void operator()(CURL *curl) const { curl_easy_cleanup(curl); }
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};

// Posts the request and gives the answer, whatever its status is: a SOAP fault comes with the status 500.
answer post(const cybsign::request &request, const std::string &ca_file) {
    const std::unique_ptr<CURL, curl_deleter> curl(curl_easy_init());
    std::unique_ptr<curl_slist, curl_deleter> headers;
    std::istringstream lines(request.headers);
    for (std::string line; std::getline(lines, line);) {
        line.pop_back(); // each line ends in CR LF
        headers.reset(curl_slist_append(headers.release(), line.c_str()));
    }
    answer answer;
    curl_easy_setopt(curl.get(), CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_CAINFO, ca_file.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 130L);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
    const CURLcode result = curl_easy_perform(curl.get());
    if (result != CURLE_OK)
        throw std::runtime_error(std::string("no reply, look the order up before you send it again: ") + curl_easy_strerror(result));
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
}

// A member of the reply. It looks for text without quotes; a JSON parser does better.
std::string member(const std::string &json, const std::string &name) {
    const std::string start = "\"" + name + "\":\"";
    const auto found = json.find(start);
    if (found == std::string::npos)
        return "none";
    const auto value = found + start.size();
    return json.substr(value, json.find('"', value) - value);
}

void send_order(const std::string &path, const std::string &password, const std::string &url, const std::string &ca_file) {
    const auto credential = cybsign::credential::from_p12_file(path, password);
    const cybsign::simple_order order(credential, R"({"environment":"test","encrypt":true,"endpoint":")" + url + R"("})");
    const auto request = order.request_fields({{"merchantID", "testmid"},
                                               {"merchantReferenceCode", "order-1"},
                                               {"card_accountNumber", "4111111111111111"},
                                               {"ccAuthService_run", "true"}});
    const answer answer = post(request, ca_file);
    const auto options = R"({"http_status":)" + std::to_string(answer.status) + "}";
    const auto reply = cybsign::simple_order::parse_reply(answer.body, options);
    for (const char *name : {"decision", "reason", "state"})
        std::cout << name << ": " << member(reply, name) << "\n";
}

} // namespace

int main(int argc, char **argv) {
    const char *password = std::getenv("CYBSIGN_PASSWORD");
    if (argc != 4 || password == nullptr) {
        std::cerr << "usage: CYBSIGN_PASSWORD=... send key.p12 URL ca.pem\n";
        return 2;
    }
    try {
        send_order(argv[1], password, argv[2], argv[3]);
    } catch (const cybsign::error &error) {
        std::cerr << error.name() << ": " << error.what() << "\n";
        return 1;
    } catch (const std::exception &error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
    return 0;
}
