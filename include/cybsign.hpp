/*
 * cybsign.hpp: the C++ face of cybsign, for C++11 and later. Header only, over cybsign.h, which says what each option and
 * status means.
 *
 * Each function that can fail stands here twice: one throws cybsign::error; one takes a status_result& as its last
 * argument, fills it, and returns an empty value on failure. Neither throws anything else but what the standard library
 * throws (std::bad_alloc). With CYBSIGN_NO_EXCEPTIONS defined, or under -fno-exceptions, only the second kind exists.
 *
 * Inputs are borrowed for the call as bytes_view, so that a std::string, a std::vector<uint8_t> and a string literal do.
 * No copy of a password or key is made on this side; wiping yours is up to you, as it is for what is returned: a
 * std::string doesn't wipe itself.
 */
#ifndef CYBSIGN_HPP
#define CYBSIGN_HPP

#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cybsign.h"

#if !defined(CYBSIGN_NO_EXCEPTIONS) && !defined(__cpp_exceptions) && !defined(__EXCEPTIONS) && !defined(_CPPUNWIND)
#define CYBSIGN_NO_EXCEPTIONS
#endif

#ifndef CYBSIGN_NO_EXCEPTIONS
#include <stdexcept>
#endif

namespace cybsign {

/** Bytes that are borrowed for one call: of a std::string, a std::vector<uint8_t>, a NUL-terminated text, or a pointer with a length. */
class bytes_view {
public:
    /** No bytes. */
    bytes_view() noexcept : data_(nullptr), size_(0) {}
    /** `size` bytes from `data` on. */
    bytes_view(const void *data, std::size_t size) noexcept : data_(data), size_(size) {}
    /** The bytes of a string, NUL bytes among them too. */
    bytes_view(const std::string &text) noexcept : data_(text.data()), size_(text.size()) {}
    /** The bytes of a vector. */
    bytes_view(const std::vector<std::uint8_t> &bytes) noexcept : data_(bytes.data()), size_(bytes.size()) {}
    /** A NUL-terminated text; NULL is no bytes. */
    bytes_view(const char *text) noexcept : data_(text), size_(text ? std::strlen(text) : 0) {}

    /** The bytes, as C calls them where they are binary. */
    const std::uint8_t *bytes() const noexcept { return static_cast<const std::uint8_t *>(data_); }
    /** The bytes, as C calls them where they are text. */
    const char *chars() const noexcept { return static_cast<const char *>(data_); }
    /** How many bytes there are. */
    std::size_t size() const noexcept { return size_; }

private:
    const void *data_;
    std::size_t size_;
};

/** How a call ended, for callers that don't want exceptions. */
struct status_result {
    /** CYBSIGN_OK or one of CYBSIGN_E_…. */
    cybsign_status status;
    /** One line: what is wrong and what to do. Empty on success. */
    std::string message;
    /** Particulars as a JSON object; "{}" on success. */
    std::string detail_json;
    /** The report of a verification that failed; empty otherwise. */
    std::string report;

    status_result() : status(CYBSIGN_OK), detail_json("{}") {}
    /** Whether the call succeeded. */
    bool ok() const noexcept { return status == CYBSIGN_OK; }
    /** The status's name, such as "CYBSIGN_E_EXPIRED". */
    const char *name() const noexcept { return cybsign_status_name(status); }
    /** The status's category, such as "certificate". */
    const char *category() const noexcept { return cybsign_status_category(status); }
};

#ifndef CYBSIGN_NO_EXCEPTIONS
/** What a call throws that fails. what() is one line: what is wrong and what to do. */
class error : public std::runtime_error {
public:
    /** Takes over what the call said. */
    explicit error(const status_result &result)
        : std::runtime_error(result.message), status_(result.status), detail_json_(result.detail_json) {}

    /** One of CYBSIGN_E_…. */
    cybsign_status status() const noexcept { return status_; }
    /** The status's name, such as "CYBSIGN_E_EXPIRED". */
    const char *name() const noexcept { return cybsign_status_name(status_); }
    /** The status's category, such as "certificate". */
    const char *category() const noexcept { return cybsign_status_category(status_); }
    /** Particulars as a JSON object. */
    const std::string &detail_json() const noexcept { return detail_json_; }

private:
    cybsign_status status_;
    std::string detail_json_;
};

/** A verification that failed. It carries the report; a function without a report, as open() is, throws error. */
class verification_error : public error {
public:
    /** Takes over what the call said, with its report. */
    explicit verification_error(const status_result &result) : error(result), report_(result.report) {}

    /** The report as a JSON object: what was checked and what failed. */
    const std::string &report() const noexcept { return report_; }

private:
    std::string report_;
};
#endif

/** What cybsign_credential_expiry() says. */
struct expiry {
    /** One of CYBSIGN_EXPIRY_…. */
    std::int32_t state;
    /** Whole days left; negative once the certificate has expired. */
    std::int64_t days_left;
};

/** A name-value-pair request that keeps its order. */
typedef std::vector<std::pair<std::string, std::string>> field_list;
/** A name-value-pair request whose order doesn't matter. */
typedef std::map<std::string, std::string> field_map;

/** Signs a digest for from_callbacks(): gets CYBSIGN_SIGN_… and the digest, and gives the bare signature. Throwing, or an empty result, is a failure. */
typedef std::function<std::vector<std::uint8_t>(std::int32_t algorithm, const std::uint8_t *digest, std::size_t digest_len)>
    sign_function;
/** Decrypts for from_callbacks(): gets CYBSIGN_DECRYPT_… and the cipher text, and gives the plain text. Throwing is a failure. */
typedef std::function<std::vector<std::uint8_t>(std::int32_t algorithm, const std::uint8_t *ciphertext,
                                                std::size_t ciphertext_len)>
    decrypt_function;

/** What signing a whole envelope gives; see cybsign_simple_order_sign_envelope(). */
struct signed_envelope {
    /** The signed envelope. */
    std::string message;
    /** What was removed and found, as a JSON object. */
    std::string report_json;
};

/** A signed request and where it goes; see cybsign_simple_order_request(). */
struct request {
    /** How to send it: POST. */
    std::string method;
    /** Where to send it. */
    std::string url;
    /** Its header lines, `Name: value` each, each ended by CR LF. */
    std::string headers;
    /** The signed message. */
    std::string body;
};

/* What stands in here is not part of the interface. */
namespace detail {

inline void take_error(cybsign_status status, cybsign_error *err, status_result &result) {
    struct owner {
        cybsign_error *error;
        ~owner() { cybsign_error_free(error); }
    } const owned = {err};
    result = status_result();
    result.status = status;
    if (status != CYBSIGN_OK) {
        result.message = err ? cybsign_error_message(err) : cybsign_status_text(status);
        result.detail_json = cybsign_error_detail_json(err);
    }
}

inline std::string copied(const cybsign_bytes &bytes) {
    return bytes.data ? std::string(reinterpret_cast<const char *>(bytes.data), bytes.len) : std::string();
}

struct owned_bytes {
    cybsign_bytes bytes;
    owned_bytes() noexcept : bytes() {}
    ~owned_bytes() { cybsign_bytes_clear(&bytes); }
    owned_bytes(const owned_bytes &) = delete;
    owned_bytes &operator=(const owned_bytes &) = delete;
    std::string text() const { return copied(bytes); }
};

struct owned_request {
    cybsign_request parts;
    owned_request() noexcept : parts() {}
    ~owned_request() { cybsign_request_clear(&parts); }
    owned_request(const owned_request &) = delete;
    owned_request &operator=(const owned_request &) = delete;
    request texts() const {
        request made;
        made.method = copied(parts.method);
        made.url = copied(parts.url);
        made.headers = copied(parts.headers);
        made.body = copied(parts.body);
        return made;
    }
};

#ifndef CYBSIGN_NO_EXCEPTIONS
inline void throw_failure(const status_result &result) {
    if (result.ok()) return;
    if (!result.report.empty()) throw verification_error(result);
    throw error(result);
}
#endif

struct callbacks {
    sign_function sign;
    decrypt_function decrypt;
};

inline std::int32_t copy_out(const std::vector<std::uint8_t> &from, std::uint8_t *to, std::size_t capacity, std::size_t *len) {
    if (from.size() > capacity) return -1;
    if (!from.empty()) std::memcpy(to, from.data(), from.size());
    *len = from.size();
    return 0;
}

template <class Function>
std::int32_t call_back(const Function &function, std::int32_t algorithm, const std::uint8_t *in, std::size_t in_len,
                       std::uint8_t *out, std::size_t capacity, std::size_t *out_len) {
#ifndef CYBSIGN_NO_EXCEPTIONS
    try {
        return copy_out(function(algorithm, in, in_len), out, capacity, out_len);
    } catch (...) { // an exception must not cross the C boundary
        return -1;
    }
#else
    return copy_out(function(algorithm, in, in_len), out, capacity, out_len);
#endif
}

extern "C" {
inline std::int32_t cybsign_hpp_sign(void *context, std::int32_t algorithm, const std::uint8_t *digest,
                                     std::size_t digest_len, std::uint8_t *signature, std::size_t capacity,
                                     std::size_t *signature_len) {
    return call_back(static_cast<callbacks *>(context)->sign, algorithm, digest, digest_len, signature, capacity,
                     signature_len);
}

inline std::int32_t cybsign_hpp_decrypt(void *context, std::int32_t algorithm, const std::uint8_t *ciphertext,
                                        std::size_t ciphertext_len, std::uint8_t *plaintext, std::size_t capacity,
                                        std::size_t *plaintext_len) {
    return call_back(static_cast<callbacks *>(context)->decrypt, algorithm, ciphertext, ciphertext_len, plaintext, capacity,
                     plaintext_len);
}

inline void cybsign_hpp_destroy(void *context) { delete static_cast<callbacks *>(context); }
}

} // namespace detail

/** A private key with its certificate. It moves and doesn't copy; what is made from it may outlive it. */
class credential {
public:
    /** An empty credential, which only assignment makes useful: with it each call fails with CYBSIGN_E_NULL. */
    credential() noexcept : handle_(nullptr) {}
    /** Takes over a handle of the C interface. */
    explicit credential(cybsign_credential *handle) noexcept : handle_(handle) {}
    /** Takes over the handle of another credential, which is empty then. */
    credential(credential &&other) noexcept : handle_(other.handle_) { other.handle_ = nullptr; }
    /** Frees its own handle and takes over the other's. */
    credential &operator=(credential &&other) noexcept {
        credential taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    credential(const credential &) = delete;
    credential &operator=(const credential &) = delete;
    ~credential() { cybsign_credential_free(handle_); }

    /** Whether there is a credential. */
    explicit operator bool() const noexcept { return handle_ != nullptr; }
    /** The handle, for functions of the C interface; it stays this object's. */
    const cybsign_credential *handle() const noexcept { return handle_; }

    /** Loads a P12 from memory; see cybsign_credential_from_p12(). */
    static credential from_p12(bytes_view p12, bytes_view password, bytes_view options_json, status_result &result) {
        credential made;
        cybsign_error *err = nullptr;
        const cybsign_status status =
            cybsign_credential_from_p12(p12.bytes(), p12.size(), password.bytes(), password.size(), options_json.chars(),
                                        options_json.size(), &made.handle_, &err);
        detail::take_error(status, err, result);
        return made;
    }

    /** Loads a P12 whose key has a password of its own; see cybsign_credential_from_p12_with_key_password(). */
    static credential from_p12_with_key_password(bytes_view p12, bytes_view password, bytes_view key_password,
                                                 bytes_view options_json, status_result &result) {
        credential made;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_credential_from_p12_with_key_password(
            p12.bytes(), p12.size(), password.bytes(), password.size(), key_password.bytes(), key_password.size(),
            options_json.chars(), options_json.size(), &made.handle_, &err);
        detail::take_error(status, err, result);
        return made;
    }

    /** Loads a P12 from a file; see cybsign_credential_from_p12_file(). */
    static credential from_p12_file(bytes_view path, bytes_view password, bytes_view options_json, status_result &result) {
        credential made;
        cybsign_error *err = nullptr;
        const cybsign_status status =
            cybsign_credential_from_p12_file(path.chars(), path.size(), password.bytes(), password.size(),
                                             options_json.chars(), options_json.size(), &made.handle_, &err);
        detail::take_error(status, err, result);
        return made;
    }

    /** Loads a P12 file whose key has a password of its own; see cybsign_credential_from_p12_file_with_key_password(). */
    static credential from_p12_file_with_key_password(bytes_view path, bytes_view password, bytes_view key_password,
                                                      bytes_view options_json, status_result &result) {
        credential made;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_credential_from_p12_file_with_key_password(
            path.chars(), path.size(), password.bytes(), password.size(), key_password.bytes(), key_password.size(),
            options_json.chars(), options_json.size(), &made.handle_, &err);
        detail::take_error(status, err, result);
        return made;
    }

    /** Loads PEM; the certificates may stand in key_pem. See cybsign_credential_from_pem(). */
    static credential from_pem(bytes_view key_pem, bytes_view certificate_pem, bytes_view password, bytes_view options_json,
                               status_result &result) {
        credential made;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_credential_from_pem(
            key_pem.bytes(), key_pem.size(), certificate_pem.bytes(), certificate_pem.size(), password.bytes(),
            password.size(), options_json.chars(), options_json.size(), &made.handle_, &err);
        detail::take_error(status, err, result);
        return made;
    }

    /** Loads DER; see cybsign_credential_from_der(). */
    static credential from_der(bytes_view key, bytes_view certificate, bytes_view password, bytes_view options_json,
                               status_result &result) {
        credential made;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_credential_from_der(
            key.bytes(), key.size(), certificate.bytes(), certificate.size(), password.bytes(), password.size(),
            options_json.chars(), options_json.size(), &made.handle_, &err);
        detail::take_error(status, err, result);
        return made;
    }

    /**
     * A credential whose private key lives elsewhere; see cybsign_credential_from_callbacks(). The functions may be called
     * from several threads at once. What they throw is a failed call (CYBSIGN_E_SIGN) and goes no further.
     */
    static credential from_callbacks(bytes_view certificate, sign_function sign, decrypt_function decrypt,
                                     bytes_view options_json, status_result &result) {
        credential made;
        cybsign_error *err = nullptr;
        detail::callbacks *context = new detail::callbacks();
        context->sign.swap(sign);
        context->decrypt.swap(decrypt);
        const cybsign_sign_callback on_sign = context->sign ? detail::cybsign_hpp_sign : nullptr;
        const cybsign_decrypt_callback on_decrypt = context->decrypt ? detail::cybsign_hpp_decrypt : nullptr;
        const cybsign_status status = cybsign_credential_from_callbacks(
            certificate.bytes(), certificate.size(), on_sign, on_decrypt, context, detail::cybsign_hpp_destroy,
            options_json.chars(), options_json.size(), &made.handle_, &err);
        detail::take_error(status, err, result);
        return made;
    }

    /** Describes the credential as JSON; see cybsign_credential_inspect_json(). */
    std::string inspect(std::int64_t now, status_result &result) const {
        detail::owned_bytes json;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_credential_inspect_json(handle_, now, &json.bytes, &err);
        detail::take_error(status, err, result);
        return json.text();
    }

    /** The last second of the certificate's validity, in Unix seconds; see cybsign_credential_not_after(). */
    std::int64_t not_after(status_result &result) const {
        std::int64_t time = 0;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_credential_not_after(handle_, &time, &err);
        detail::take_error(status, err, result);
        return time;
    }

    /** Whole days that the certificate is still valid; see cybsign_credential_days_left(). */
    std::int64_t days_left(std::int64_t now, status_result &result) const {
        std::int64_t days = 0;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_credential_days_left(handle_, now, &days, &err);
        detail::take_error(status, err, result);
        return days;
    }

    /** Whether the certificate has expired or will within warn_days; see cybsign_credential_expiry(). */
    cybsign::expiry expiry(std::int64_t warn_days, std::int64_t now, status_result &result) const {
        cybsign::expiry found = {CYBSIGN_EXPIRY_UNREADABLE, 0};
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_credential_expiry(handle_, now, warn_days, &found.state, &found.days_left, &err);
        detail::take_error(status, err, result);
        return found;
    }

#ifndef CYBSIGN_NO_EXCEPTIONS
    /** Loads a P12 from memory; see cybsign_credential_from_p12(). */
    static credential from_p12(bytes_view p12, bytes_view password, bytes_view options_json = bytes_view()) {
        status_result result;
        credential made = from_p12(p12, password, options_json, result);
        detail::throw_failure(result);
        return made;
    }

    /** Loads a P12 whose key has a password of its own; see cybsign_credential_from_p12_with_key_password(). */
    static credential from_p12_with_key_password(bytes_view p12, bytes_view password, bytes_view key_password,
                                                 bytes_view options_json = bytes_view()) {
        status_result result;
        credential made = from_p12_with_key_password(p12, password, key_password, options_json, result);
        detail::throw_failure(result);
        return made;
    }

    /** Loads a P12 from a file; see cybsign_credential_from_p12_file(). */
    static credential from_p12_file(bytes_view path, bytes_view password, bytes_view options_json = bytes_view()) {
        status_result result;
        credential made = from_p12_file(path, password, options_json, result);
        detail::throw_failure(result);
        return made;
    }

    /** Loads a P12 file whose key has a password of its own; see cybsign_credential_from_p12_file_with_key_password(). */
    static credential from_p12_file_with_key_password(bytes_view path, bytes_view password, bytes_view key_password,
                                                      bytes_view options_json = bytes_view()) {
        status_result result;
        credential made = from_p12_file_with_key_password(path, password, key_password, options_json, result);
        detail::throw_failure(result);
        return made;
    }

    /** Loads PEM; the certificates may stand in key_pem. See cybsign_credential_from_pem(). */
    static credential from_pem(bytes_view key_pem, bytes_view certificate_pem = bytes_view(),
                               bytes_view password = bytes_view(), bytes_view options_json = bytes_view()) {
        status_result result;
        credential made = from_pem(key_pem, certificate_pem, password, options_json, result);
        detail::throw_failure(result);
        return made;
    }

    /** Loads DER; see cybsign_credential_from_der(). */
    static credential from_der(bytes_view key, bytes_view certificate, bytes_view password = bytes_view(),
                               bytes_view options_json = bytes_view()) {
        status_result result;
        credential made = from_der(key, certificate, password, options_json, result);
        detail::throw_failure(result);
        return made;
    }

    /** A credential whose private key lives elsewhere; as the other from_callbacks(). */
    static credential from_callbacks(bytes_view certificate, sign_function sign,
                                     decrypt_function decrypt = decrypt_function(),
                                     bytes_view options_json = bytes_view()) {
        status_result result;
        credential made = from_callbacks(certificate, std::move(sign), std::move(decrypt), options_json, result);
        detail::throw_failure(result);
        return made;
    }

    /** Describes the credential as JSON; see cybsign_credential_inspect_json(). */
    std::string inspect(std::int64_t now = CYBSIGN_NOW) const {
        status_result result;
        std::string json = inspect(now, result);
        detail::throw_failure(result);
        return json;
    }

    /** The last second of the certificate's validity, in Unix seconds; see cybsign_credential_not_after(). */
    std::int64_t not_after() const {
        status_result result;
        const std::int64_t time = not_after(result);
        detail::throw_failure(result);
        return time;
    }

    /** Whole days that the certificate is still valid; see cybsign_credential_days_left(). */
    std::int64_t days_left(std::int64_t now = CYBSIGN_NOW) const {
        status_result result;
        const std::int64_t days = days_left(now, result);
        detail::throw_failure(result);
        return days;
    }

    /** Whether the certificate has expired or will within warn_days; see cybsign_credential_expiry(). */
    cybsign::expiry expiry(std::int64_t warn_days, std::int64_t now = CYBSIGN_NOW) const {
        status_result result;
        const cybsign::expiry found = expiry(warn_days, now, result);
        detail::throw_failure(result);
        return found;
    }
#endif

private:
    cybsign_credential *handle_;
};

/** Describes the keys and certificates in P12, PEM, DER or PKCS #7 bytes; see cybsign_inspect_json(). */
inline std::string inspect(bytes_view data, bytes_view password, std::int64_t now, status_result &result) {
    detail::owned_bytes json;
    cybsign_error *err = nullptr;
    const cybsign_status status = cybsign_inspect_json(data.bytes(), data.size(), password.bytes(),
                                                                   password.size(), now, &json.bytes, &err);
    detail::take_error(status, err, result);
    return json.text();
}

#ifndef CYBSIGN_NO_EXCEPTIONS
/** Describes the keys and certificates in P12, PEM, DER or PKCS #7 bytes; see cybsign_inspect_json(). */
inline std::string inspect(bytes_view data, bytes_view password = bytes_view(), std::int64_t now = CYBSIGN_NOW) {
    status_result result;
    std::string json = inspect(data, password, now, result);
    detail::throw_failure(result);
    return json;
}
#endif

/** Signs Simple Order messages with one credential and one set of options. It moves and doesn't copy. */
class simple_order {
public:
    /** An empty object, which only assignment makes useful: with it each call fails with CYBSIGN_E_NULL. */
    simple_order() noexcept : handle_(nullptr) {}
    /** Takes over a handle of the C interface. */
    explicit simple_order(cybsign_simple_order *handle) noexcept : handle_(handle) {}
    /** Prepares signing; see cybsign_simple_order_new(). On failure the object is empty. */
    simple_order(const credential &signer, bytes_view options_json, status_result &result) : handle_(nullptr) {
        cybsign_error *err = nullptr;
        const cybsign_status status =
            cybsign_simple_order_new(signer.handle(), options_json.chars(), options_json.size(), &handle_, &err);
        detail::take_error(status, err, result);
    }
    /** Takes over the handle of another object, which is empty then. */
    simple_order(simple_order &&other) noexcept : handle_(other.handle_) { other.handle_ = nullptr; }
    /** Frees its own handle and takes over the other's. */
    simple_order &operator=(simple_order &&other) noexcept {
        simple_order taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    simple_order(const simple_order &) = delete;
    simple_order &operator=(const simple_order &) = delete;
    ~simple_order() { cybsign_simple_order_free(handle_); }

    /** Whether there is something to sign with. */
    explicit operator bool() const noexcept { return handle_ != nullptr; }
    /** The handle, for functions of the C interface; it stays this object's. */
    const cybsign_simple_order *handle() const noexcept { return handle_; }

    /** Signs a request given as fields, in the map's order; see cybsign_simple_order_sign_fields(). */
    std::string sign_fields(const field_map &fields, status_result &result) const { return sign_pairs(fields, result); }
    /** Signs a request given as fields, in the list's order; see cybsign_simple_order_sign_fields(). */
    std::string sign_fields(const field_list &fields, status_result &result) const { return sign_pairs(fields, result); }

    /** Signs a request given as text, which can't show an injected line; see cybsign_simple_order_sign_nvp(). */
    std::string sign_nvp(bytes_view nvp, status_result &result) const {
        return sign_text(cybsign_simple_order_sign_nvp, nvp, result);
    }
    /** Signs an XML request; see cybsign_simple_order_sign_xml(). */
    std::string sign_xml(bytes_view xml, status_result &result) const {
        return sign_text(cybsign_simple_order_sign_xml, xml, result);
    }

    /** Signs a whole SOAP envelope in place; see cybsign_simple_order_sign_envelope(). */
    signed_envelope sign_envelope(bytes_view envelope, status_result &result) const {
        detail::owned_bytes message, report;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_simple_order_sign_envelope(handle_, envelope.chars(), envelope.size(),
                                                                         &message.bytes, &report.bytes, &err);
        detail::take_error(status, err, result);
        signed_envelope made;
        made.message = message.text();
        made.report_json = report.text();
        return made;
    }

    /** Signs fields and says where to send them; see cybsign_simple_order_request_fields(). */
    request request_fields(const field_map &fields, status_result &result) const { return request_pairs(fields, result); }
    /** Signs fields and says where to send them; see cybsign_simple_order_request_fields(). */
    request request_fields(const field_list &fields, status_result &result) const { return request_pairs(fields, result); }
    /** Signs name-value pairs given as text and says where to send them; see cybsign_simple_order_request(). */
    request request_nvp(bytes_view nvp, status_result &result) const {
        return request_text(CYBSIGN_CONTENT_NVP, nvp, result);
    }
    /** Signs an XML request and says where to send it; see cybsign_simple_order_request(). */
    request request_xml(bytes_view xml, status_result &result) const {
        return request_text(CYBSIGN_CONTENT_XML, xml, result);
    }
    /** Signs a whole SOAP envelope and says where to send it; see cybsign_simple_order_request(). */
    request request_envelope(bytes_view envelope, status_result &result) const {
        return request_text(CYBSIGN_CONTENT_ENVELOPE, envelope, result);
    }

    /**
     * Prepares signing from a configuration file of CyberSource's SDKs; see cybsign_simple_order_from_config(). The report,
     * a JSON object, says what differs from what the SDK would have done; it is empty on failure.
     */
    static simple_order from_config(bytes_view path, bytes_view options_json, std::string &report_json,
                                    status_result &result) {
        simple_order made;
        detail::owned_bytes report;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_simple_order_from_config(
            path.chars(), path.size(), options_json.chars(), options_json.size(), &made.handle_, &report.bytes, &err);
        detail::take_error(status, err, result);
        report_json = report.text();
        return made;
    }

    /** Opens an encrypted message, with the recipient's key; see cybsign_simple_order_open(). There is no report. */
    static std::string open(const credential &recipient, bytes_view message, bytes_view options_json,
                            status_result &result) {
        detail::owned_bytes plain;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_simple_order_open(recipient.handle(), message.chars(), message.size(),
                                                                options_json.chars(), options_json.size(), &plain.bytes, &err);
        detail::take_error(status, err, result);
        return plain.text();
    }

    /** Reads a reply as a JSON object; see cybsign_simple_order_parse_reply_json(). */
    static std::string parse_reply(bytes_view reply, bytes_view options_json, status_result &result) {
        detail::owned_bytes json;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_simple_order_parse_reply_json(
            reply.chars(), reply.size(), options_json.chars(), options_json.size(), &json.bytes, &err);
        detail::take_error(status, err, result);
        return json.text();
    }

    /** Makes the retired wsse:Security header with a password in clear; see cybsign_simple_order_username_token(). */
    static std::string username_token(bytes_view username, bytes_view password, bytes_view options_json,
                                      status_result &result) {
        detail::owned_bytes header;
        cybsign_error *err = nullptr;
        const cybsign_status status =
            cybsign_simple_order_username_token(username.chars(), username.size(), password.bytes(), password.size(),
                                                options_json.chars(), options_json.size(), &header.bytes, &err);
        detail::take_error(status, err, result);
        return header.text();
    }

    /**
     * Verifies a signed message and gives the report; see cybsign_simple_order_verify(). On failure the report stands in
     * the result.
     */
    static std::string verify(bytes_view message, bytes_view options_json, status_result &result) {
        detail::owned_bytes report;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_simple_order_verify(message.chars(), message.size(), options_json.chars(),
                                                                  options_json.size(), &report.bytes, &err);
        detail::take_error(status, err, result);
        if (result.ok()) return report.text();
        result.report = report.text();
        return std::string();
    }

#ifndef CYBSIGN_NO_EXCEPTIONS
    /** Prepares signing; see cybsign_simple_order_new(). */
    explicit simple_order(const credential &signer, bytes_view options_json = bytes_view()) : handle_(nullptr) {
        status_result result;
        simple_order made(signer, options_json, result);
        detail::throw_failure(result);
        std::swap(handle_, made.handle_);
    }

    /** Signs a request given as fields, in the map's order; see cybsign_simple_order_sign_fields(). */
    std::string sign_fields(const field_map &fields) const {
        status_result result;
        std::string message = sign_fields(fields, result);
        detail::throw_failure(result);
        return message;
    }
    /** Signs a request given as fields, in the list's order; see cybsign_simple_order_sign_fields(). */
    std::string sign_fields(const field_list &fields) const {
        status_result result;
        std::string message = sign_fields(fields, result);
        detail::throw_failure(result);
        return message;
    }

    /** Signs a request given as text, which can't show an injected line; see cybsign_simple_order_sign_nvp(). */
    std::string sign_nvp(bytes_view nvp) const {
        status_result result;
        std::string message = sign_nvp(nvp, result);
        detail::throw_failure(result);
        return message;
    }
    /** Signs an XML request; see cybsign_simple_order_sign_xml(). */
    std::string sign_xml(bytes_view xml) const {
        status_result result;
        std::string message = sign_xml(xml, result);
        detail::throw_failure(result);
        return message;
    }

    /** Signs a whole SOAP envelope in place; see cybsign_simple_order_sign_envelope(). */
    signed_envelope sign_envelope(bytes_view envelope) const {
        status_result result;
        signed_envelope made = sign_envelope(envelope, result);
        detail::throw_failure(result);
        return made;
    }

    /** Signs fields and says where to send them; see cybsign_simple_order_request_fields(). */
    request request_fields(const field_map &fields) const {
        status_result result;
        request made = request_fields(fields, result);
        detail::throw_failure(result);
        return made;
    }
    /** Signs fields and says where to send them; see cybsign_simple_order_request_fields(). */
    request request_fields(const field_list &fields) const {
        status_result result;
        request made = request_fields(fields, result);
        detail::throw_failure(result);
        return made;
    }
    /** Signs name-value pairs given as text and says where to send them; see cybsign_simple_order_request(). */
    request request_nvp(bytes_view nvp) const {
        status_result result;
        request made = request_nvp(nvp, result);
        detail::throw_failure(result);
        return made;
    }
    /** Signs an XML request and says where to send it; see cybsign_simple_order_request(). */
    request request_xml(bytes_view xml) const {
        status_result result;
        request made = request_xml(xml, result);
        detail::throw_failure(result);
        return made;
    }
    /** Signs a whole SOAP envelope and says where to send it; see cybsign_simple_order_request(). */
    request request_envelope(bytes_view envelope) const {
        status_result result;
        request made = request_envelope(envelope, result);
        detail::throw_failure(result);
        return made;
    }

    /** Prepares signing from a configuration file of CyberSource's SDKs; see cybsign_simple_order_from_config(). */
    static simple_order from_config(bytes_view path, bytes_view options_json, std::string &report_json) {
        status_result result;
        simple_order made = from_config(path, options_json, report_json, result);
        detail::throw_failure(result);
        return made;
    }

    /** Opens an encrypted message, with the recipient's key; see cybsign_simple_order_open(). */
    static std::string open(const credential &recipient, bytes_view message, bytes_view options_json) {
        status_result result;
        std::string plain = open(recipient, message, options_json, result);
        detail::throw_failure(result);
        return plain;
    }

    /** Reads a reply as a JSON object; see cybsign_simple_order_parse_reply_json(). */
    static std::string parse_reply(bytes_view reply, bytes_view options_json = bytes_view()) {
        status_result result;
        std::string json = parse_reply(reply, options_json, result);
        detail::throw_failure(result);
        return json;
    }

    /** Makes the retired wsse:Security header with a password in clear; see cybsign_simple_order_username_token(). */
    static std::string username_token(bytes_view username, bytes_view password, bytes_view options_json) {
        status_result result;
        std::string header = username_token(username, password, options_json, result);
        detail::throw_failure(result);
        return header;
    }

    /** Verifies a signed message and gives the report, or throws verification_error; see cybsign_simple_order_verify(). */
    static std::string verify(bytes_view message, bytes_view options_json = bytes_view()) {
        status_result result;
        std::string report = verify(message, options_json, result);
        detail::throw_failure(result);
        return report;
    }
#endif

private:
    template <class Pairs> static std::vector<cybsign_field> borrowed(const Pairs &pairs) {
        std::vector<cybsign_field> fields;
        fields.reserve(pairs.size());
        for (const auto &pair : pairs) {
            const cybsign_field field = {pair.first.data(), pair.first.size(), pair.second.data(), pair.second.size()};
            fields.push_back(field);
        }
        return fields;
    }

    template <class Pairs> std::string sign_pairs(const Pairs &pairs, status_result &result) const {
        const std::vector<cybsign_field> fields = borrowed(pairs);
        detail::owned_bytes message;
        cybsign_error *err = nullptr;
        const cybsign_status status =
            cybsign_simple_order_sign_fields(handle_, fields.data(), fields.size(), &message.bytes, &err);
        detail::take_error(status, err, result);
        return message.text();
    }

    template <class Pairs> request request_pairs(const Pairs &pairs, status_result &result) const {
        const std::vector<cybsign_field> fields = borrowed(pairs);
        detail::owned_request made;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_simple_order_request_fields(
            handle_, fields.data(), fields.size(), &made.parts, &err);
        detail::take_error(status, err, result);
        return made.texts();
    }

    request request_text(std::int32_t kind, bytes_view content, status_result &result) const {
        detail::owned_request made;
        cybsign_error *err = nullptr;
        const cybsign_status status =
            cybsign_simple_order_request(handle_, kind, content.chars(), content.size(), &made.parts, &err);
        detail::take_error(status, err, result);
        return made.texts();
    }

    std::string sign_text(cybsign_status (*sign)(const cybsign_simple_order *, const char *, std::size_t, cybsign_bytes *,
                                                 cybsign_error **),
                          bytes_view text, status_result &result) const {
        detail::owned_bytes message;
        cybsign_error *err = nullptr;
        const cybsign_status status = sign(handle_, text.chars(), text.size(), &message.bytes, &err);
        detail::take_error(status, err, result);
        return message.text();
    }

    cybsign_simple_order *handle_;
};

/** Masks a message so that it may be logged; see cybsign_mask_text(). */
inline std::string mask_text(bytes_view text, bytes_view options_json, status_result &result) {
    detail::owned_bytes masked;
    cybsign_error *err = nullptr;
    const cybsign_status status = cybsign_mask_text(text.chars(), text.size(), options_json.chars(), options_json.size(),
                                                    &masked.bytes, &err);
    detail::take_error(status, err, result);
    return masked.text();
}

#ifndef CYBSIGN_NO_EXCEPTIONS
/** Masks a message so that it may be logged; see cybsign_mask_text(). */
inline std::string mask_text(bytes_view text, bytes_view options_json = bytes_view()) {
    status_result result;
    std::string masked = mask_text(text, options_json, result);
    detail::throw_failure(result);
    return masked;
}
#endif

/** Masks a text that comes in pieces; one thread at a time. It moves and doesn't copy. */
class stream {
public:
    /** An empty object, which only assignment makes useful: with it each call fails with CYBSIGN_E_NULL. */
    stream() noexcept : handle_(nullptr) {}
    /** Takes over a handle of the C interface. */
    explicit stream(cybsign_stream *handle) noexcept : handle_(handle) {}
    /** Begins a text; see cybsign_mask_stream_new(). On failure the object is empty. */
    stream(bytes_view options_json, status_result &result) : handle_(nullptr) {
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_mask_stream_new(options_json.chars(), options_json.size(), &handle_, &err);
        detail::take_error(status, err, result);
    }
    /** Takes over the handle of another object, which is empty then. */
    stream(stream &&other) noexcept : handle_(other.handle_) { other.handle_ = nullptr; }
    /** Frees its own handle and takes over the other's. */
    stream &operator=(stream &&other) noexcept {
        stream taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    stream(const stream &) = delete;
    stream &operator=(const stream &) = delete;
    ~stream() { cybsign_stream_free(handle_); }

    /** Whether there is a stream. */
    explicit operator bool() const noexcept { return handle_ != nullptr; }
    /** The handle, for functions of the C interface; it stays this object's. */
    cybsign_stream *handle() noexcept { return handle_; }

    /** Masks the next piece and gives what is ready; see cybsign_stream_update(). */
    std::string update(bytes_view text, status_result &result) {
        detail::owned_bytes masked;
        cybsign_error *err = nullptr;
        const cybsign_status status =
            cybsign_stream_update(handle_, text.chars(), text.size(), &masked.bytes, &err);
        detail::take_error(status, err, result);
        return masked.text();
    }
    /** Ends the text and gives what was held back; see cybsign_stream_finish(). */
    std::string finish(status_result &result) {
        detail::owned_bytes masked;
        cybsign_error *err = nullptr;
        const cybsign_status status = cybsign_stream_finish(handle_, &masked.bytes, &err);
        detail::take_error(status, err, result);
        return masked.text();
    }

#ifndef CYBSIGN_NO_EXCEPTIONS
    /** Begins a text; see cybsign_mask_stream_new(). Empty options are the defaults. */
    explicit stream(bytes_view options_json) : handle_(nullptr) {
        status_result result;
        stream made(options_json, result);
        detail::throw_failure(result);
        std::swap(handle_, made.handle_);
    }

    /** Masks the next piece and gives what is ready; see cybsign_stream_update(). */
    std::string update(bytes_view text) {
        status_result result;
        std::string masked = update(text, result);
        detail::throw_failure(result);
        return masked;
    }
    /** Ends the text and gives what was held back; see cybsign_stream_finish(). */
    std::string finish() {
        status_result result;
        std::string masked = finish(result);
        detail::throw_failure(result);
        return masked;
    }
#endif

private:
    cybsign_stream *handle_;
};

} // namespace cybsign

#endif /* CYBSIGN_HPP */
