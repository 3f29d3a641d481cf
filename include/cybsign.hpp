/*
 * cybsign.hpp: the C++ face of cybsign, for C++11 and later. Header only, over cybsign.h, which says what each option and
 * status means.
 *
 * Each function that can fail takes, as its last argument, where a failure goes: a status_result, which is filled; the
 * function then returns an empty value. Without that argument it throws cybsign::error. With CYBSIGN_NO_EXCEPTIONS defined,
 * or under -fno-exceptions, no argument has a default. Nothing else is thrown but what the standard library throws
 * (std::bad_alloc).
 *
 * Inputs are borrowed for the call as bytes_view, so that a std::string, a std::string_view, a std::vector<char>, a string
 * literal and their like do. No copy of a password or key is made on this side; wiping yours is up to you, as it is for
 * what is returned: a std::string doesn't wipe itself.
 */
#ifndef CYBSIGN_HPP
#define CYBSIGN_HPP

#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "cybsign.h"

#if !defined(CYBSIGN_NO_EXCEPTIONS) && !defined(__cpp_exceptions) && !defined(__EXCEPTIONS) && !defined(_CPPUNWIND)
#define CYBSIGN_NO_EXCEPTIONS
#endif

#ifdef CYBSIGN_NO_EXCEPTIONS
/* A failure has to go somewhere, and what stands before the last argument can have no default then either. */
#define CYBSIGN_DEFAULT(value)
#else
#include <stdexcept>
#define CYBSIGN_DEFAULT(value) = value
#endif

namespace cybsign {

/** Bytes that are borrowed for one call. */
class bytes_view {
public:
    /** No bytes. */
    bytes_view() noexcept : data_(nullptr), size_(0) {}
    /** `size` bytes from `data` on. */
    bytes_view(const void *data, std::size_t size) noexcept : data_(data), size_(size) {}
    /** A NUL-terminated text; NULL is no bytes. */
    bytes_view(const char *text) noexcept : data_(text), size_(text ? std::strlen(text) : 0) {}
    /** The bytes of a std::string, std::string_view, std::vector<std::uint8_t> or another block of them, NULs among them too. */
    template <class Bytes, class = typename std::enable_if<sizeof(*std::declval<const Bytes &>().data()) == 1>::type>
    bytes_view(const Bytes &bytes) noexcept : data_(bytes.data()), size_(bytes.size()) {}

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

/** The path of a file: a text in the system's encoding (UTF-8 on Windows), or a std::filesystem::path. */
class path_view {
public:
    /** A text, as bytes_view takes it. */
    template <class Text, typename std::enable_if<std::is_convertible<const Text &, bytes_view>::value, int>::type = 0>
    path_view(const Text &text) : text_(copied(text)) {}
    /** A std::filesystem::path, or another path that knows its native form. */
    template <class Path, class Native = decltype(std::declval<const Path &>().native())>
    path_view(const Path &path) : text_(utf8(path, path.native())) {}

    /** The path, as C takes it. */
    const char *chars() const noexcept { return text_.data(); }
    /** Its length in bytes. */
    std::size_t size() const noexcept { return text_.size(); }

private:
    static std::string copied(bytes_view text) { return text.size() ? std::string(text.chars(), text.size()) : std::string(); }
    template <class Path> static std::string utf8(const Path &, const std::string &native) { return native; }
    template <class Path, class Native> static std::string utf8(const Path &path, const Native &) {
        const auto text = path.u8string();
        return std::string(text.begin(), text.end());
    }

    std::string text_;
};

/** The fields of a request, borrowed for one call: of a map or a list of pairs, or written out, as in {{"merchantID", id}}. */
class fields_view {
public:
    /** Fields that are written out. */
    fields_view(std::initializer_list<std::pair<bytes_view, bytes_view>> pairs) { take(pairs); }
    /** The pairs of a std::map, std::unordered_map, std::vector or another container, in its order. */
    template <class Pairs, class = decltype(bytes_view(std::begin(std::declval<const Pairs &>())->first))>
    fields_view(const Pairs &pairs) {
        take(pairs);
    }

    /** The fields, as C takes them. */
    const cybsign_field *data() const noexcept { return fields_.data(); }
    /** How many there are. */
    std::size_t size() const noexcept { return fields_.size(); }

private:
    template <class Pairs> void take(const Pairs &pairs) {
        for (const auto &pair : pairs) {
            const bytes_view name(pair.first), value(pair.second);
            const cybsign_field field = {name.chars(), name.size(), value.chars(), value.size()};
            fields_.push_back(field);
        }
    }

    std::vector<cybsign_field> fields_;
};

/** Fields that keep their order. */
typedef std::vector<std::pair<std::string, std::string>> field_list;
/** Fields whose order doesn't matter. */
typedef std::map<std::string, std::string> field_map;

/** How a call ended, for callers that don't want exceptions. */
struct status_result {
    /** CYBSIGN_OK or one of CYBSIGN_E_.... */
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
    explicit error(const status_result &result) : std::runtime_error(result.message), result_(result) {}

    /** One of CYBSIGN_E_.... */
    cybsign_status status() const noexcept { return result_.status; }
    /** The status's name, such as "CYBSIGN_E_EXPIRED". */
    const char *name() const noexcept { return result_.name(); }
    /** The status's category, such as "certificate". */
    const char *category() const noexcept { return result_.category(); }
    /** Particulars as a JSON object. */
    const std::string &detail_json() const noexcept { return result_.detail_json; }

protected:
    /** All of what the call said. */
    status_result result_;
};

/** A verification that failed. It carries the report; a function without a report, as open() is, throws error. */
class verification_error : public error {
public:
    /** Takes over what the call said, with its report. */
    explicit verification_error(const status_result &result) : error(result) {}

    /** The report as a JSON object: what was checked and what failed. */
    const std::string &report() const noexcept { return result_.report; }
};
#endif

/** Where a failure goes: into a status_result, or, where there is none, out as an exception. */
class outcome {
public:
#ifndef CYBSIGN_NO_EXCEPTIONS
    /** A failure is thrown. */
    outcome() noexcept : result_(nullptr) {}
#endif
    /** The result is filled, by success too. */
    outcome(status_result &result) noexcept : result_(&result) {}

    /** Tells how a call ended. */
    void tell(const status_result &result) const {
#ifndef CYBSIGN_NO_EXCEPTIONS
        if (!result_ && !result.report.empty()) throw verification_error(result);
        if (!result_ && !result.ok()) throw error(result);
        if (!result_) return;
#endif
        *result_ = result;
    }

private:
    status_result *result_;
};

/** What cybsign_credential_expiry() says. */
struct expiry {
    /** One of CYBSIGN_EXPIRY_.... */
    std::int32_t state;
    /** Whole days left; negative once the certificate has expired. */
    std::int64_t days_left;
};

/** What cybsign_simple_order_expiry() says. */
struct order_expiry : expiry {
    /** Whose certificate it is: CYBSIGN_CERTIFICATE_SIGNER or CYBSIGN_CERTIFICATE_RECIPIENT. */
    std::int32_t certificate;
};

/** What signing a whole envelope gives; see cybsign_simple_order_sign_envelope(). */
struct signed_envelope {
    /** The signed envelope. */
    std::string message;
    /** What was removed and found, as a JSON object. */
    std::string report_json;
};

/** A signed request and where it goes; see cybsign_request. */
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

/** Signs a digest for from_callbacks(): gets CYBSIGN_RSASSA_... and the digest, and gives the bare signature. Throwing, or an empty result, is a failure. */
typedef std::function<std::vector<std::uint8_t>(std::int32_t algorithm, const std::uint8_t *digest, std::size_t digest_len)>
    sign_function;
/** Decrypts for from_callbacks(): gets CYBSIGN_RSAES_... and the cipher text, and gives the plain text. Throwing is a failure. */
typedef std::function<std::vector<std::uint8_t>(std::int32_t algorithm, const std::uint8_t *ciphertext,
                                                std::size_t ciphertext_len)>
    decrypt_function;

/* What stands in here is not part of the interface. */
namespace detail {

/** A handle: it moves and doesn't copy. */
template <class Handle, void (*Free)(Handle *)> class owner {
public:
    /** Nothing, which only assignment makes useful: with it each call fails with CYBSIGN_E_NULL. */
    owner() noexcept : handle_(nullptr) {}
    /** Takes over a handle of the C interface. */
    explicit owner(Handle *handle) noexcept : handle_(handle) {}
    /** Takes over the handle of another object, which is empty then. */
    owner(owner &&other) noexcept : handle_(other.handle_) { other.handle_ = nullptr; }
    /** Frees its own handle and takes over the other's. */
    owner &operator=(owner &&other) noexcept {
        owner taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    owner(const owner &) = delete;
    owner &operator=(const owner &) = delete;
    ~owner() { Free(handle_); }

    /** Whether there is a handle. */
    explicit operator bool() const noexcept { return handle_ != nullptr; }
    /** The handle, for functions of the C interface; it stays this object's. */
    const Handle *handle() const noexcept { return handle_; }
    /** The handle, for functions of the C interface; it stays this object's. */
    Handle *handle() noexcept { return handle_; }

protected:
    Handle *handle_;
};

inline std::string copied(const cybsign_bytes &bytes) {
    return bytes.data ? std::string(reinterpret_cast<const char *>(bytes.data), bytes.len) : std::string();
}

/** One call: what it gives, and how it ended. */
class call {
public:
    explicit call(const outcome &result) noexcept : result_(result), err_(nullptr), first_(), second_(), request_() {}
    ~call() {
        cybsign_error_free(err_);
        cybsign_bytes_clear(&first_);
        cybsign_bytes_clear(&second_);
        cybsign_request_clear(&request_);
    }
    call(const call &) = delete;
    call &operator=(const call &) = delete;

    cybsign_error **err() noexcept { return &err_; }
    cybsign_bytes *out() noexcept { return &first_; }
    cybsign_bytes *second_out() noexcept { return &second_; }
    cybsign_request *request_out() noexcept { return &request_; }

    void ended(cybsign_status status, const std::string &report = std::string()) const {
        status_result result;
        result.status = status;
        if (!result.ok()) {
            result.message = err_ ? cybsign_error_message(err_) : cybsign_status_text(status);
            result.detail_json = cybsign_error_detail_json(err_);
            result.report = report;
        }
        result_.tell(result);
    }
    std::string text(cybsign_status status) const {
        ended(status);
        return copied(first_);
    }
    std::string first_text() const { return copied(first_); }
    std::string second_text() const { return copied(second_); }
    std::string report(cybsign_status status) const {
        const std::string found = copied(first_);
        ended(status, found);
        return status == CYBSIGN_OK ? found : std::string();
    }
    request whole_request(cybsign_status status) const {
        ended(status);
        request made;
        made.method = copied(request_.method);
        made.url = copied(request_.url);
        made.headers = copied(request_.headers);
        made.body = copied(request_.body);
        return made;
    }

private:
    outcome result_;
    cybsign_error *err_;
    cybsign_bytes first_, second_;
    cybsign_request request_;
};

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
class credential : public detail::owner<cybsign_credential, cybsign_credential_free> {
public:
    using owner::owner;

    /** Loads a P12 from memory; see cybsign_credential_from_p12(). */
    static credential from_p12(bytes_view p12, bytes_view password, bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                               outcome result CYBSIGN_DEFAULT(outcome())) {
        credential made;
        detail::call call(result);
        call.ended(cybsign_credential_from_p12(p12.bytes(), p12.size(), password.bytes(), password.size(), options_json.chars(),
                                               options_json.size(), &made.handle_, call.err()));
        return made;
    }

    /** Loads a P12 whose key has a password of its own; see cybsign_credential_from_p12_with_key_password(). */
    static credential from_p12_with_key_password(bytes_view p12, bytes_view password, bytes_view key_password,
                                                 bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                                                 outcome result CYBSIGN_DEFAULT(outcome())) {
        credential made;
        detail::call call(result);
        call.ended(cybsign_credential_from_p12_with_key_password(p12.bytes(), p12.size(), password.bytes(), password.size(),
                                                                 key_password.bytes(), key_password.size(), options_json.chars(),
                                                                 options_json.size(), &made.handle_, call.err()));
        return made;
    }

    /** Loads a P12 from a file; see cybsign_credential_from_p12_file(). */
    static credential from_p12_file(const path_view &path, bytes_view password,
                                    bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                                    outcome result CYBSIGN_DEFAULT(outcome())) {
        credential made;
        detail::call call(result);
        call.ended(cybsign_credential_from_p12_file(path.chars(), path.size(), password.bytes(), password.size(),
                                                    options_json.chars(), options_json.size(), &made.handle_, call.err()));
        return made;
    }

    /** Loads a P12 file whose key has a password of its own; see cybsign_credential_from_p12_file_with_key_password(). */
    static credential from_p12_file_with_key_password(const path_view &path, bytes_view password, bytes_view key_password,
                                                      bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                                                      outcome result CYBSIGN_DEFAULT(outcome())) {
        credential made;
        detail::call call(result);
        call.ended(cybsign_credential_from_p12_file_with_key_password(
            path.chars(), path.size(), password.bytes(), password.size(), key_password.bytes(), key_password.size(),
            options_json.chars(), options_json.size(), &made.handle_, call.err()));
        return made;
    }

    /** Loads PEM; the certificates may stand in key_pem. See cybsign_credential_from_pem(). */
    static credential from_pem(bytes_view key_pem, bytes_view certificate_pem CYBSIGN_DEFAULT(bytes_view()),
                               bytes_view password CYBSIGN_DEFAULT(bytes_view()),
                               bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                               outcome result CYBSIGN_DEFAULT(outcome())) {
        credential made;
        detail::call call(result);
        call.ended(cybsign_credential_from_pem(key_pem.bytes(), key_pem.size(), certificate_pem.bytes(), certificate_pem.size(),
                                               password.bytes(), password.size(), options_json.chars(), options_json.size(),
                                               &made.handle_, call.err()));
        return made;
    }

    /** Loads DER; see cybsign_credential_from_der(). */
    static credential from_der(bytes_view key, bytes_view certificate, bytes_view password CYBSIGN_DEFAULT(bytes_view()),
                               bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                               outcome result CYBSIGN_DEFAULT(outcome())) {
        credential made;
        detail::call call(result);
        call.ended(cybsign_credential_from_der(key.bytes(), key.size(), certificate.bytes(), certificate.size(), password.bytes(),
                                               password.size(), options_json.chars(), options_json.size(), &made.handle_,
                                               call.err()));
        return made;
    }

    /**
     * A credential whose private key lives elsewhere; see cybsign_credential_from_callbacks(). The functions may be called
     * from several threads at once. What they throw is a failed call (CYBSIGN_E_SIGN) and goes no further.
     */
    static credential from_callbacks(bytes_view certificate, sign_function sign,
                                     decrypt_function decrypt CYBSIGN_DEFAULT(decrypt_function()),
                                     bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                                     outcome result CYBSIGN_DEFAULT(outcome())) {
        credential made;
        detail::call call(result);
        detail::callbacks *context = new detail::callbacks();
        context->sign.swap(sign);
        context->decrypt.swap(decrypt);
        const cybsign_sign_callback on_sign = context->sign ? detail::cybsign_hpp_sign : nullptr;
        const cybsign_decrypt_callback on_decrypt = context->decrypt ? detail::cybsign_hpp_decrypt : nullptr;
        call.ended(cybsign_credential_from_callbacks(certificate.bytes(), certificate.size(), on_sign, on_decrypt, context,
                                                     detail::cybsign_hpp_destroy, options_json.chars(), options_json.size(),
                                                     &made.handle_, call.err()));
        return made;
    }

    /** Describes the credential as JSON; see cybsign_credential_inspect_json(). */
    std::string inspect(std::int64_t now CYBSIGN_DEFAULT(CYBSIGN_NOW), outcome result CYBSIGN_DEFAULT(outcome())) const {
        detail::call call(result);
        return call.text(cybsign_credential_inspect_json(handle_, now, call.out(), call.err()));
    }

    /** Whose key it is; see cybsign_credential_merchant_id(). */
    std::string merchant_id(outcome result CYBSIGN_DEFAULT(outcome())) const {
        detail::call call(result);
        return call.text(cybsign_credential_merchant_id(handle_, call.out(), call.err()));
    }

    /** The number by which CyberSource's portal knows the key; see cybsign_credential_key_serial(). */
    std::string key_serial(outcome result CYBSIGN_DEFAULT(outcome())) const {
        detail::call call(result);
        return call.text(cybsign_credential_key_serial(handle_, call.out(), call.err()));
    }

    /** The last second of the certificate's validity, in Unix seconds; see cybsign_credential_not_after(). */
    std::int64_t not_after(outcome result CYBSIGN_DEFAULT(outcome())) const {
        std::int64_t time = 0;
        detail::call call(result);
        call.ended(cybsign_credential_not_after(handle_, &time, call.err()));
        return time;
    }

    /** Whole days that the certificate is still valid; see cybsign_credential_days_left(). */
    std::int64_t days_left(std::int64_t now CYBSIGN_DEFAULT(CYBSIGN_NOW), outcome result CYBSIGN_DEFAULT(outcome())) const {
        std::int64_t days = 0;
        detail::call call(result);
        call.ended(cybsign_credential_days_left(handle_, now, &days, call.err()));
        return days;
    }

    /** Whether the certificate has expired or will within warn_days; see cybsign_credential_expiry(). */
    cybsign::expiry expiry(std::int64_t warn_days, std::int64_t now CYBSIGN_DEFAULT(CYBSIGN_NOW),
                           outcome result CYBSIGN_DEFAULT(outcome())) const {
        cybsign::expiry found = {CYBSIGN_EXPIRY_UNREADABLE, 0};
        detail::call call(result);
        call.ended(cybsign_credential_expiry(handle_, now, warn_days, &found.state, &found.days_left, call.err()));
        return found;
    }
};

/** Describes the keys and certificates in P12, PEM, DER or PKCS #7 bytes; see cybsign_inspect_json(). */
inline std::string inspect(bytes_view data, bytes_view password CYBSIGN_DEFAULT(bytes_view()),
                           std::int64_t now CYBSIGN_DEFAULT(CYBSIGN_NOW), outcome result CYBSIGN_DEFAULT(outcome())) {
    detail::call call(result);
    return call.text(
        cybsign_inspect_json(data.bytes(), data.size(), password.bytes(), password.size(), now, call.out(), call.err()));
}

/** Signs Simple Order messages with one credential and one set of options. It moves and doesn't copy. */
class simple_order : public detail::owner<cybsign_simple_order, cybsign_simple_order_free> {
public:
    using owner::owner;
    simple_order() = default;

    /** Prepares signing; see cybsign_simple_order_new(). On failure the object is empty. */
    explicit simple_order(const credential &signer, bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                          outcome result CYBSIGN_DEFAULT(outcome())) {
        detail::call call(result);
        call.ended(
            cybsign_simple_order_new(signer.handle(), options_json.chars(), options_json.size(), &handle_, call.err()));
    }

    /**
     * Prepares signing from a configuration file of CyberSource's SDKs; see cybsign_simple_order_from_config(). The report,
     * a JSON object, says what differs from what the SDK would have done; it is empty on failure.
     */
    static simple_order from_config(const path_view &path, bytes_view options_json, std::string &report_json,
                                    outcome result CYBSIGN_DEFAULT(outcome())) {
        simple_order made;
        detail::call call(result);
        report_json.clear();
        report_json = call.text(cybsign_simple_order_from_config(path.chars(), path.size(), options_json.chars(),
                                                                 options_json.size(), &made.handle_, call.out(), call.err()));
        return made;
    }

    /** Whether a certificate that each request needs has expired or soon will; see cybsign_simple_order_expiry(). */
    order_expiry expiry(std::int64_t warn_days, std::int64_t now CYBSIGN_DEFAULT(CYBSIGN_NOW),
                        outcome result CYBSIGN_DEFAULT(outcome())) const {
        order_expiry found = order_expiry();
        detail::call call(result);
        call.ended(cybsign_simple_order_expiry(handle_, now, warn_days, &found.state, &found.days_left, &found.certificate,
                                               call.err()));
        return found;
    }

    /** Signs a request given as fields; see cybsign_simple_order_sign_fields(). */
    std::string sign_fields(const fields_view &fields, outcome result CYBSIGN_DEFAULT(outcome())) const {
        detail::call call(result);
        return call.text(cybsign_simple_order_sign_fields(handle_, fields.data(), fields.size(), call.out(), call.err()));
    }

    /** Signs a request given as text, which can't show an injected line; see cybsign_simple_order_sign_nvp(). */
    std::string sign_nvp(bytes_view nvp, outcome result CYBSIGN_DEFAULT(outcome())) const {
        detail::call call(result);
        return call.text(cybsign_simple_order_sign_nvp(handle_, nvp.chars(), nvp.size(), call.out(), call.err()));
    }

    /** Signs an XML request; see cybsign_simple_order_sign_xml(). */
    std::string sign_xml(bytes_view xml, outcome result CYBSIGN_DEFAULT(outcome())) const {
        detail::call call(result);
        return call.text(cybsign_simple_order_sign_xml(handle_, xml.chars(), xml.size(), call.out(), call.err()));
    }

    /** Signs a whole SOAP envelope in place; see cybsign_simple_order_sign_envelope(). */
    signed_envelope sign_envelope(bytes_view envelope, outcome result CYBSIGN_DEFAULT(outcome())) const {
        detail::call call(result);
        signed_envelope made;
        made.message = call.text(cybsign_simple_order_sign_envelope(handle_, envelope.chars(), envelope.size(), call.out(),
                                                                    call.second_out(), call.err()));
        made.report_json = call.second_text();
        return made;
    }

    /**
     * Signs an SCMP request as a Simple Order message; see cybsign_simple_order_sign_scmp(). The report lists the fields that
     * do not stand in it.
     */
    signed_envelope sign_scmp(const fields_view &fields, outcome result CYBSIGN_DEFAULT(outcome())) const {
        detail::call call(result);
        signed_envelope made;
        made.message = call.text(cybsign_simple_order_sign_scmp(handle_, fields.data(), fields.size(), call.out(),
                                                                call.second_out(), call.err()));
        made.report_json = call.second_text();
        return made;
    }

    /** Signs fields and says where to send them; see cybsign_simple_order_request_fields(). */
    request request_fields(const fields_view &fields, outcome result CYBSIGN_DEFAULT(outcome())) const {
        detail::call call(result);
        return call.whole_request(
            cybsign_simple_order_request_fields(handle_, fields.data(), fields.size(), call.request_out(), call.err()));
    }

    /** Signs name-value pairs given as text and says where to send them; see cybsign_simple_order_request(). */
    request request_nvp(bytes_view nvp, outcome result CYBSIGN_DEFAULT(outcome())) const {
        return request_of(CYBSIGN_CONTENT_NVP, nvp, result);
    }
    /** Signs an XML request and says where to send it; see cybsign_simple_order_request(). */
    request request_xml(bytes_view xml, outcome result CYBSIGN_DEFAULT(outcome())) const {
        return request_of(CYBSIGN_CONTENT_XML, xml, result);
    }
    /** Signs a whole SOAP envelope and says where to send it; see cybsign_simple_order_request(). */
    request request_envelope(bytes_view envelope, outcome result CYBSIGN_DEFAULT(outcome())) const {
        return request_of(CYBSIGN_CONTENT_ENVELOPE, envelope, result);
    }

    /** Reads a reply as a JSON object; see cybsign_simple_order_parse_reply_json(). */
    static std::string parse_reply(bytes_view reply, bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                                   outcome result CYBSIGN_DEFAULT(outcome())) {
        detail::call call(result);
        return call.text(cybsign_simple_order_parse_reply_json(reply.chars(), reply.size(), options_json.chars(),
                                                               options_json.size(), call.out(), call.err()));
    }

    /** Makes the retired wsse:Security header with a password in clear; see cybsign_simple_order_username_token(). */
    static std::string username_token(bytes_view username, bytes_view password, bytes_view options_json,
                                      outcome result CYBSIGN_DEFAULT(outcome())) {
        detail::call call(result);
        return call.text(cybsign_simple_order_username_token(username.chars(), username.size(), password.bytes(),
                                                             password.size(), options_json.chars(), options_json.size(),
                                                             call.out(), call.err()));
    }

    /**
     * Verifies a signed message and gives the report; see cybsign_simple_order_verify(). On failure the report stands in
     * the result, or in the verification_error.
     */
    static std::string verify(bytes_view message, bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                              outcome result CYBSIGN_DEFAULT(outcome())) {
        detail::call call(result);
        return call.report(cybsign_simple_order_verify(message.chars(), message.size(), options_json.chars(),
                                                       options_json.size(), call.out(), call.err()));
    }

    /** Opens an encrypted message, with the recipient's key; see cybsign_simple_order_open(). There is no report. */
    static std::string open(const credential &recipient, bytes_view message, bytes_view options_json,
                            outcome result CYBSIGN_DEFAULT(outcome())) {
        detail::call call(result);
        return call.text(cybsign_simple_order_open(recipient.handle(), message.chars(), message.size(), options_json.chars(),
                                                   options_json.size(), call.out(), call.err()));
    }

private:
    request request_of(std::int32_t kind, bytes_view content, const outcome &result) const {
        detail::call call(result);
        return call.whole_request(
            cybsign_simple_order_request(handle_, kind, content.chars(), content.size(), call.request_out(), call.err()));
    }
};

/** An SCMP message that is ready to be sent. */
struct sealed {
    /** What is sent; the URL is that of the option url, and empty without it. */
    request message;
    /** Its id, which scmp::open() needs for the reply. */
    std::string request_id;

    /** The message as a whole MIME entity. */
    std::string mime() const { return message.headers + "\r\n" + message.body; }
};

/** An SCMP message that was opened. */
struct opened {
    /** The fields, each on a line that ends in LF; empty for an error. It doesn't wipe itself. */
    std::string payload;
    /** What is known of the message, as a JSON object; see cybsign_scmp_open(). */
    std::string info_json;
};

/**
 * Seals and opens SCMP messages with one credential, the other side's certificate and one set of options. It moves and doesn't
 * copy.
 */
class scmp : public detail::owner<cybsign_scmp, cybsign_scmp_free> {
public:
    using owner::owner;
    scmp() = default;

    /** Prepares sealing and opening; see cybsign_scmp_new(). On failure the object is empty. */
    explicit scmp(const credential &signer, bytes_view certificate CYBSIGN_DEFAULT(bytes_view()),
                  bytes_view options_json CYBSIGN_DEFAULT(bytes_view()), outcome result CYBSIGN_DEFAULT(outcome())) {
        detail::call call(result);
        call.ended(cybsign_scmp_new(signer.handle(), certificate.bytes(), certificate.size(), options_json.chars(),
                                    options_json.size(), &handle_, call.err()));
    }

    /** Seals a payload given as fields; see cybsign_scmp_seal_fields(). */
    sealed seal_fields(const fields_view &fields, outcome result CYBSIGN_DEFAULT(outcome())) const {
        detail::call call(result);
        sealed made;
        made.message = call.whole_request(cybsign_scmp_seal_fields(handle_, fields.data(), fields.size(), call.request_out(),
                                                                   call.out(), call.err()));
        made.request_id = call.first_text();
        return made;
    }

    /** Seals a payload given as text, which can't show an injected line; see cybsign_scmp_seal(). */
    sealed seal(bytes_view text, outcome result CYBSIGN_DEFAULT(outcome())) const {
        detail::call call(result);
        sealed made;
        made.message = call.whole_request(
            cybsign_scmp_seal(handle_, text.chars(), text.size(), call.request_out(), call.out(), call.err()));
        made.request_id = call.first_text();
        return made;
    }

    /** Makes an SCMP error in place of a reply; see cybsign_scmp_error(). */
    request error(bytes_view request_id, std::int32_t number, bytes_view text,
                  outcome result CYBSIGN_DEFAULT(outcome())) const {
        detail::call call(result);
        return call.whole_request(cybsign_scmp_error(handle_, request_id.chars(), request_id.size(), number, text.chars(),
                                                     text.size(), call.request_out(), call.err()));
    }

    /**
     * Opens a message; see cybsign_scmp_open(). A server gives no request_id; without headers the body is a whole MIME entity.
     */
    opened open(bytes_view request_id, bytes_view headers, bytes_view body,
                outcome result CYBSIGN_DEFAULT(outcome())) const {
        detail::call call(result);
        opened found;
        found.payload = call.text(cybsign_scmp_open(handle_, request_id.chars(), request_id.size(), headers.chars(),
                                                    headers.size(), body.bytes(), body.size(), call.out(), call.second_out(),
                                                    call.err()));
        found.info_json = call.second_text();
        return found;
    }

    /** Reads the payload of a reply as a JSON object; see cybsign_scmp_parse_reply_json(). */
    static std::string parse_reply(bytes_view reply, bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                                   outcome result CYBSIGN_DEFAULT(outcome())) {
        detail::call call(result);
        return call.text(cybsign_scmp_parse_reply_json(reply.chars(), reply.size(), options_json.chars(), options_json.size(),
                                                       call.out(), call.err()));
    }

    /** Reads a Simple Order reply as an SCMP reply; see cybsign_scmp_reply_from_simple_order_json(). */
    static std::string reply_from_simple_order(bytes_view reply, bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                                               outcome result CYBSIGN_DEFAULT(outcome())) {
        detail::call call(result);
        return call.text(cybsign_scmp_reply_from_simple_order_json(reply.chars(), reply.size(), options_json.chars(),
                                                                   options_json.size(), call.out(), call.err()));
    }

    /** Converts a request into one of the Simple Order or REST API; see cybsign_scmp_convert_json(). */
    static std::string convert(const fields_view &fields, bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                               outcome result CYBSIGN_DEFAULT(outcome())) {
        detail::call call(result);
        return call.text(cybsign_scmp_convert_json(fields.data(), fields.size(), options_json.chars(), options_json.size(),
                                                   call.out(), call.err()));
    }
};

/** Masks a message so that it may be logged; see cybsign_mask_text(). */
inline std::string mask_text(bytes_view text, bytes_view options_json CYBSIGN_DEFAULT(bytes_view()),
                             outcome result CYBSIGN_DEFAULT(outcome())) {
    detail::call call(result);
    return call.text(cybsign_mask_text(text.chars(), text.size(), options_json.chars(), options_json.size(), call.out(),
                                       call.err()));
}

/** Takes a text that comes in pieces; one thread at a time. It moves and doesn't copy. */
class stream : public detail::owner<cybsign_stream, cybsign_stream_free> {
public:
    using owner::owner;

    /** Takes the next piece and gives what is ready; see cybsign_stream_update(). */
    std::string update(bytes_view piece, outcome result CYBSIGN_DEFAULT(outcome())) {
        detail::call call(result);
        return call.text(cybsign_stream_update(handle_, piece.chars(), piece.size(), call.out(), call.err()));
    }

    /** Ends the text and gives what was held back; see cybsign_stream_finish(). */
    std::string finish(outcome result CYBSIGN_DEFAULT(outcome())) {
        detail::call call(result);
        return call.text(cybsign_stream_finish(handle_, call.out(), call.err()));
    }
};

/** Begins to mask a text that comes in pieces; see cybsign_mask_stream_new(). */
inline stream mask_stream(bytes_view options_json CYBSIGN_DEFAULT(bytes_view()), outcome result CYBSIGN_DEFAULT(outcome())) {
    cybsign_stream *made = nullptr;
    detail::call call(result);
    call.ended(cybsign_mask_stream_new(options_json.chars(), options_json.size(), &made, call.err()));
    return stream(made);
}

} // namespace cybsign

#undef CYBSIGN_DEFAULT

#endif /* CYBSIGN_HPP */
