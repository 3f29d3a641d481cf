/**
 * @file cybsign.h
 * cybsign: signs, encrypts and checks CyberSource messages with CyberSource security keys.
 *
 * This header is the reference: what does not stand here is not part of the interface.
 *
 * What there is, by noun:
 *
 *   cybsign_credential    A private key with its certificate: loaded from a P12, PEM or DER, or made over callbacks
 *                         (cybsign_credential_from_...); looked at (_inspect_json, _merchant_id, _key_serial,
 *                         _not_after, _days_left, _expiry).
 *                         cybsign_inspect_json() looks at a file that nothing is loaded from.
 *   cybsign_simple_order  Made from a credential and options (cybsign_simple_order_new), or from a configuration file of
 *                         CyberSource's SDKs (_from_config). It signs (_sign_fields, _sign_nvp, _sign_xml,
 *                         _sign_envelope, _sign_scmp), makes what is to be sent (_request, _request_fields), and says until
 *                         when (_expiry). Without a handle: replies are read (_parse_reply_json), messages verified
 *                         (_verify) and opened (_open).
 *   cybsign_scmp          Made from a credential, the other side's certificate and options (cybsign_scmp_new): the legacy SCMP
 *                         API. It seals payloads (_seal_fields, _seal), opens messages (_open) and makes errors (_error).
 *                         Without a handle: replies are read (_parse_reply_json, _reply_from_simple_order_json), requests
 *                         converted (_convert_json). The profile is that of draft-arnold-scmp-08; it was not tried with
 *                         CyberSource's server, whose format is not public.
 *   cybsign_field         A name and its value, of which a request is made: CYBSIGN_FIELD().
 *   cybsign_request       What is to be sent: method, URL, header lines, body. Given back with cybsign_request_clear().
 *   cybsign_stream        Takes a text by pieces (_update, _finish): cybsign_mask_stream_new() makes one that masks.
 *   cybsign_mask_text     Hides in a text what may not be logged.
 *   cybsign_bytes         A result. Given back with cybsign_bytes_clear().
 *   cybsign_error         What went wrong: a status, a line of text, particulars as JSON. Given back with cybsign_error_free().
 *   cybsign_status        A number; cybsign_status.h has them all.
 *   cybsign_version       Which library this is.
 *
 * Conventions, for every function:
 *
 *   - A buffer is a pointer followed by its length in bytes; nothing has to be NUL-terminated. With length 0 the pointer
 *     may be anything, NULL too. NULL with another length is CYBSIGN_E_NULL; a length over PTRDIFF_MAX (a negative number,
 *     converted) is CYBSIGN_E_LENGTH.
 *   - Inputs are borrowed for the call and never kept or changed.
 *   - A function that can fail returns a cybsign_status, 0 being success, and its outputs are set to NULL or 0 first and stay
 *     so on failure; the report of a verification is the one exception, and says so.
 *   - Each function lists the statuses that it returns. Any may also return CYBSIGN_E_MEMORY, CYBSIGN_E_CRYPTO or, for a
 *     defect of the library, CYBSIGN_E_PANIC.
 *   - err, always the last parameter, may be NULL. It is overwritten: with NULL on success, else with an error that the
 *     caller frees with cybsign_error_free().
 *   - A handle is freed by the one function that bears its name and _free; bytes and requests by their _clear. Each takes
 *     NULL. Nothing else is ever freed by the caller.
 *   - Handles are immutable and may be used from any thread at once, and freed while handles made from them live on. Only a
 *     free must not race with a use of the same handle. A stream is the exception: one thread at a time.
 *   - Times are int64_t in Unix seconds; CYBSIGN_NOW stands for the present.
 *   - Options are a JSON object in UTF-8; each function names those that it takes, and docs/options.md says what they mean.
 *     An unknown name is refused. A time, Ids and the like that only tests may set stand under "testing".
 *   - No message, report or JSON text holds a password, key, card number or payload, but for documents whose purpose is
 *     content: a message, a reply.
 *   - The library opens no socket, starts no thread, and reads no file but those it is asked to. It works in a child of
 *     fork(). Tables that it makes once are never freed; they count as still reachable.
 */


#ifndef CYBSIGN_H
#define CYBSIGN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "cybsign_status.h"

/** Stands for the present time where a time is asked for. */
#define CYBSIGN_NOW INT64_MIN

/** What a cybsign_bytes is initialised with. */
#define CYBSIGN_BYTES_INIT {NULL, 0}

/** What a cybsign_request is initialised with. */
#define CYBSIGN_REQUEST_INIT {CYBSIGN_BYTES_INIT, CYBSIGN_BYTES_INIT, CYBSIGN_BYTES_INIT, CYBSIGN_BYTES_INIT}

/**
 * A cybsign_field of two NUL-terminated texts, whose lengths are counted: as an initialiser, such as
 * `const cybsign_field fields[] = {CYBSIGN_FIELD("merchantID", id), CYBSIGN_FIELD("ccAuthService_run", "true")};`.
 * Each text is evaluated twice, and must not be NULL.
 */
#define CYBSIGN_FIELD(name, value) {(name), strlen(name), (value), strlen(value)}

/** Has compilers warn where a status is not looked at. Define it as nothing before the header to have no such warning. */
#ifndef CYBSIGN_WARN_UNUSED
#if defined(__GNUC__)
#define CYBSIGN_WARN_UNUSED __attribute__((warn_unused_result))
#else
#define CYBSIGN_WARN_UNUSED
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif


/**
 * The number of the binary interface that this header describes. It rises with each addition; a program runs with every
 * library whose cybsign_abi_version() is at least the number it was compiled with.
 */
#define CYBSIGN_ABI_VERSION 1

/**
 * For a sign callback: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2). The digest has 32 bytes.
 */
#define CYBSIGN_RSASSA_PKCS1_SHA256 1

/**
 * For a sign callback: RSASSA-PKCS1-v1_5 with SHA-384 (RFC 8017, section 8.2). The digest has 48 bytes.
 */
#define CYBSIGN_RSASSA_PKCS1_SHA384 2

/**
 * For a sign callback: RSASSA-PKCS1-v1_5 with SHA-512 (RFC 8017, section 8.2). The digest has 64 bytes.
 */
#define CYBSIGN_RSASSA_PKCS1_SHA512 3

/**
 * For a sign callback: RSASSA-PSS with SHA-256, MGF1-SHA-256 and a salt of 32 bytes (RFC 8017, section 8.1). The digest
 * has 32 bytes.
 */
#define CYBSIGN_RSASSA_PSS_SHA256 4

/**
 * For a sign callback: RSASSA-PSS with SHA-384, MGF1-SHA-384 and a salt of 48 bytes (RFC 8017, section 8.1). The digest
 * has 48 bytes.
 */
#define CYBSIGN_RSASSA_PSS_SHA384 5

/**
 * For a sign callback: RSASSA-PSS with SHA-512, MGF1-SHA-512 and a salt of 64 bytes (RFC 8017, section 8.1). The digest
 * has 64 bytes.
 */
#define CYBSIGN_RSASSA_PSS_SHA512 6

/**
 * For a decrypt callback: RSAES-PKCS1-v1_5 (RFC 8017, section 7.2).
 */
#define CYBSIGN_RSAES_PKCS1 11

/**
 * For a decrypt callback: RSAES-OAEP with SHA-1 and MGF1-SHA-1 (RFC 8017, section 7.1).
 */
#define CYBSIGN_RSAES_OAEP_SHA1 12

/**
 * For a decrypt callback: RSAES-OAEP with SHA-256 and MGF1-SHA-256 (RFC 8017, section 7.1).
 */
#define CYBSIGN_RSAES_OAEP_SHA256 13

/**
 * cybsign_credential_expiry(): the certificate is valid and does not expire within the days asked about.
 */
#define CYBSIGN_EXPIRY_OK 0

/**
 * cybsign_credential_expiry(): the certificate expires within the days asked about. Make its successor now.
 */
#define CYBSIGN_EXPIRY_WARNING 1

/**
 * cybsign_credential_expiry(): the certificate has expired.
 */
#define CYBSIGN_EXPIRY_EXPIRED 2

/**
 * cybsign_credential_expiry(): a date of the certificate can't be read, which is never good news.
 */
#define CYBSIGN_EXPIRY_UNREADABLE 3

/**
 * cybsign_credential_expiry(): the certificate is not valid yet.
 */
#define CYBSIGN_EXPIRY_NOT_YET_VALID 4

/**
 * cybsign_simple_order_expiry(): it is the certificate whose key signs.
 */
#define CYBSIGN_CERTIFICATE_SIGNER 1

/**
 * cybsign_simple_order_expiry(): it is the certificate that messages are encrypted to.
 */
#define CYBSIGN_CERTIFICATE_RECIPIENT 2

/**
 * cybsign_simple_order_request(): the content is name-value pairs, as cybsign_simple_order_sign_nvp() takes them.
 */
#define CYBSIGN_CONTENT_NVP 1

/**
 * cybsign_simple_order_request(): the content is a requestMessage, as cybsign_simple_order_sign_xml() takes it.
 */
#define CYBSIGN_CONTENT_XML 2

/**
 * cybsign_simple_order_request(): the content is a SOAP envelope, as cybsign_simple_order_sign_envelope() takes it.
 */
#define CYBSIGN_CONTENT_ENVELOPE 3

/**
 * A private key with its certificate: what you sign with. Opaque, immutable, and usable from any thread at once.
 *
 * What is made from a credential keeps its own reference, so the credential may be freed first.
 */
typedef struct cybsign_credential cybsign_credential;

/**
 * What went wrong: a status, one line of text, and particulars for programs. Opaque; given back with cybsign_error_free().
 */
typedef struct cybsign_error cybsign_error;

/**
 * Seals and opens SCMP messages with one credential, the other side's certificate and one set of options. Opaque,
 * immutable, and usable from any thread at once.
 */
typedef struct cybsign_scmp cybsign_scmp;

/**
 * Signs Simple Order messages with one credential and one set of options. Opaque, immutable, and usable from any thread
 * at once.
 */
typedef struct cybsign_simple_order cybsign_simple_order;

/**
 * Takes a text that comes in pieces, as cybsign_mask_stream_new() says. Opaque and stateful: one thread at a time.
 */
typedef struct cybsign_stream cybsign_stream;

/**
 * 0 (CYBSIGN_OK) or one of CYBSIGN_E_.... A band of a thousand is a category: 1 usage, 2 encoding, 3 credential,
 * 4 certificate, 5 crypto, 6 verification, 8 io, 9 internal. A number is never used again.
 */
typedef int32_t cybsign_status;

/**
 * Bytes that this library allocated.
 *
 * Initialise it with CYBSIGN_BYTES_INIT. A function that fills it overwrites what is in it without freeing that. On
 * success `data` is never NULL and is followed by a NUL byte that `len` does not count. The caller owns it and gives it
 * back with cybsign_bytes_clear().
 */
typedef struct cybsign_bytes {
  /**
   * The bytes; NULL before they were filled and after they were given back.
   */
  uint8_t *data;
  /**
   * How many bytes there are, in octets, without the NUL byte that follows them.
   */
  size_t len;
} cybsign_bytes;

/**
 * Signs a digest with a key that lives elsewhere (an HSM, a cloud key service, another process).
 *
 * It must not unwind (throw) or longjmp out.
 *
 * @param context What cybsign_credential_from_callbacks() got.
 * @param algorithm One of CYBSIGN_RSASSA_...: Simple Order asks for CYBSIGN_RSASSA_PKCS1_SHA256. A callback fails for one that
 *        it does not know.
 * @param digest,digest_len The digest to sign.
 * @param signature,signature_capacity Where the bare signature goes, as long as the key's modulus, and the room there.
 * @param signature_len Where the callback writes the length of the signature.
 * @return 0, or another number, which is then shown in the error's detail as "callback_result".
 * @note Threads: it may be called from several threads at once.
 */
typedef int32_t (*cybsign_sign_callback)(void *context,
                                         int32_t algorithm,
                                         const uint8_t *digest,
                                         size_t digest_len,
                                         uint8_t *signature,
                                         size_t signature_capacity,
                                         size_t *signature_len);

/**
 * Decrypts an RSA cipher text with a key that lives elsewhere; as cybsign_sign_callback otherwise.
 *
 * @param context What cybsign_credential_from_callbacks() got.
 * @param algorithm One of CYBSIGN_RSAES_...: Simple Order asks for CYBSIGN_RSAES_OAEP_SHA1 or CYBSIGN_RSAES_PKCS1.
 * @param ciphertext,ciphertext_len The cipher text, as long as the key's modulus.
 * @param plaintext,plaintext_capacity Where the plain text goes, and the room there.
 * @param plaintext_len Where the callback writes the length of the plain text.
 * @return 0, or another number, which is then shown in the error's detail as "callback_result".
 * @note Threads: it may be called from several threads at once.
 */
typedef int32_t (*cybsign_decrypt_callback)(void *context,
                                            int32_t algorithm,
                                            const uint8_t *ciphertext,
                                            size_t ciphertext_len,
                                            uint8_t *plaintext,
                                            size_t plaintext_capacity,
                                            size_t *plaintext_len);

/**
 * Releases the context when the last reference to a credential made from callbacks is gone; also when
 * cybsign_credential_from_callbacks() fails. It is called once.
 *
 * @param context What cybsign_credential_from_callbacks() got.
 * @note Threads: whatever thread drops the last reference calls it.
 */
typedef void (*cybsign_destroy_callback)(void *context);

/**
 * An HTTP request that is ready to be sent.
 *
 * Initialise it with CYBSIGN_REQUEST_INIT. A function that fills it overwrites what is in it without freeing that; on
 * success each of its texts is as cybsign_bytes says. The caller owns it and gives it back with cybsign_request_clear().
 */
typedef struct cybsign_request {
  /**
   * The method, such as POST.
   */
  struct cybsign_bytes method;
  /**
   * The URL.
   */
  struct cybsign_bytes url;
  /**
   * The header lines that belong to the message, `Name: value` each, each ended by CR LF, without a blank line. Host and
   * Content-Length are the transport's, which knows the URL and the body.
   */
  struct cybsign_bytes headers;
  /**
   * The body.
   */
  struct cybsign_bytes body;
} cybsign_request;

/**
 * One name and its value, both UTF-8 and not NUL-terminated. A pointer may be NULL if its length is 0.
 *
 * CYBSIGN_FIELD() makes one of two NUL-terminated texts, whose lengths it counts.
 */
typedef struct cybsign_field {
  /**
   * The name, such as billTo_firstName.
   */
  const char *name;
  /**
   * The name's length in bytes.
   */
  size_t name_len;
  /**
   * The value.
   */
  const char *value;
  /**
   * The value's length in bytes.
   */
  size_t value_len;
} cybsign_field;

/**
 * The name of a status, such as "CYBSIGN_E_EXPIRED".
 *
 * @param status The status.
 * @return A static NUL-terminated text, never NULL; "CYBSIGN_E_UNKNOWN" for a number that is no status.
 * @note Threads: any.
 * @since 0.1.0
 */
const char *cybsign_status_name(cybsign_status status);

/**
 * What a status means, in one line of English.
 *
 * @param status The status.
 * @return A static NUL-terminated text, never NULL; "unknown status" for a number that is no status.
 * @note Threads: any.
 * @since 0.1.0
 */
const char *cybsign_status_text(cybsign_status status);

/**
 * The category of a status, as a word.
 *
 * @param status The status.
 * @return A static NUL-terminated text, never NULL: "ok", "usage", "encoding", "credential", "certificate", "crypto",
 *         "verification", "io", "internal", or "unknown".
 * @note Threads: any.
 * @since 0.1.0
 */
const char *cybsign_status_category(cybsign_status status);

/**
 * The version of the library, such as "0.1.0" (Semantic Versioning 2.0.0).
 *
 * @return A static NUL-terminated text, never NULL.
 * @note Threads: any.
 * @since 0.1.0
 */
const char *cybsign_version(void);

/**
 * The version of the library as a number.
 *
 * @return major * 65536 + minor * 256 + patch
 * @note Threads: any.
 * @since 0.1.0
 */
uint32_t cybsign_version_number(void);

/**
 * The number of the binary interface of the library that is loaded; see CYBSIGN_ABI_VERSION.
 *
 * @return The number, from 1.
 * @note Threads: any.
 * @since 0.1.0
 */
int32_t cybsign_abi_version(void);

/**
 * How the library was built, as a JSON object: version, abi_version, target, openssl (its version text),
 * openssl_linked ("static" or "system") and features.
 *
 * @return A static NUL-terminated text, never NULL.
 * @note Threads: any.
 * @since 0.1.0
 */
const char *cybsign_build_info_json(void);

/**
 * The status of an error.
 *
 * @param error The error, or NULL.
 * @return One of CYBSIGN_E_...; CYBSIGN_OK for NULL.
 * @note Threads: any.
 * @since 0.1.0
 */
cybsign_status cybsign_error_status(const struct cybsign_error *error);

/**
 * One line of UTF-8 that says what is wrong and what to do. It never holds a secret, a card number or a payload.
 *
 * @param error The error, or NULL.
 * @return A NUL-terminated text, never NULL, that belongs to the error and lives until cybsign_error_free(); for NULL
 *         "no error".
 * @note Threads: any.
 * @since 0.1.0
 */
const char *cybsign_error_message(const struct cybsign_error *error);

/**
 * Particulars as a JSON object, such as `{"offset":17}`; the names depend on the status.
 *
 * @param error The error, or NULL.
 * @return A NUL-terminated text, never NULL, that belongs to the error and lives until cybsign_error_free(); for NULL
 *         "{}".
 * @note Threads: any.
 * @since 0.1.0
 */
const char *cybsign_error_detail_json(const struct cybsign_error *error);

/**
 * Frees an error.
 *
 * @param error The error, or NULL: then nothing happens.
 * @note Threads: one, once.
 * @since 0.1.0
 */
void cybsign_error_free(struct cybsign_error *error);

/**
 * Wipes and frees the bytes that a function of this library gave, and sets `data` to NULL and `len` to 0.
 *
 * It may be called again, and with bytes that were never filled.
 *
 * @param bytes The bytes, or NULL: then nothing happens.
 * @note Threads: one at a time for the same bytes.
 * @since 0.1.0
 */
void cybsign_bytes_clear(struct cybsign_bytes *bytes);

/**
 * Loads a credential from the bytes of a P12 (PKCS #12, RFC 7292).
 *
 * Reads both layouts of CyberSource's portal, files of OpenSSL 1 and 3, Windows, the JDK and NSS, and PBMAC1 (RFC 9579).
 * The key is matched to its certificate by public key. An expired certificate loads: signing with it is what is refused.
 * Without a password both ways to encode "no password" are tried. Copies of a password are wiped.
 *
 * @param p12,p12_len The file's bytes.
 * @param password,password_len Its password, in UTF-8; NULL with length 0 and an empty one are the same.
 * @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, allow_no_mac,
 *        testing.
 * @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
 *         CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_DER, CYBSIGN_E_WRONG_PASSWORD, CYBSIGN_E_KEY_PASSWORD,
 *         CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_NO_MAC,
 *         CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_credential_from_p12(const uint8_t *p12,
                                           size_t p12_len,
                                           const uint8_t *password,
                                           size_t password_len,
                                           const char *options_json,
                                           size_t options_json_len,
                                           struct cybsign_credential **credential,
                                           struct cybsign_error **err);

/**
 * Loads a credential from the bytes of a P12 whose private key has a password of its own.
 *
 * It is otherwise as cybsign_credential_from_p12(). The key's password is not looked at where the key is not encrypted by
 * itself (an unshrouded KeyBag).
 *
 * @param p12,p12_len The file's bytes.
 * @param password,password_len Its password, in UTF-8; NULL with length 0 and an empty one are the same.
 * @param key_password,key_password_len The key's password, in UTF-8; NULL with length 0 and an empty one are the same.
 * @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, allow_no_mac,
 *        testing.
 * @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
 *         CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_DER, CYBSIGN_E_WRONG_PASSWORD, CYBSIGN_E_KEY_PASSWORD,
 *         CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_NO_MAC,
 *         CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_credential_from_p12_with_key_password(const uint8_t *p12,
                                                             size_t p12_len,
                                                             const uint8_t *password,
                                                             size_t password_len,
                                                             const uint8_t *key_password,
                                                             size_t key_password_len,
                                                             const char *options_json,
                                                             size_t options_json_len,
                                                             struct cybsign_credential **credential,
                                                             struct cybsign_error **err);

/**
 * Loads a credential from a P12 file.
 *
 * It is otherwise as cybsign_credential_from_p12(). No other file is opened. Whether others may read the file is
 * remembered for the warnings of cybsign_credential_inspect_json().
 *
 * @param path,path_len The file's path, without a NUL: UTF-8 on Windows, any bytes elsewhere.
 * @param password,password_len Its password, in UTF-8; NULL with length 0 and an empty one are the same.
 * @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, allow_no_mac,
 *        testing.
 * @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_ARGUMENT (the path is empty or holds a NUL),
 *         CYBSIGN_E_FILE_NOT_FOUND, CYBSIGN_E_FILE_PERMISSION, CYBSIGN_E_FILE, CYBSIGN_E_OPTION, CYBSIGN_E_JSON,
 *         CYBSIGN_E_LIMIT, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_DER, CYBSIGN_E_WRONG_PASSWORD,
 *         CYBSIGN_E_KEY_PASSWORD, CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS,
 *         CYBSIGN_E_NO_MAC, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_credential_from_p12_file(const char *path,
                                                size_t path_len,
                                                const uint8_t *password,
                                                size_t password_len,
                                                const char *options_json,
                                                size_t options_json_len,
                                                struct cybsign_credential **credential,
                                                struct cybsign_error **err);

/**
 * Loads a credential from a P12 file whose private key has a password of its own.
 *
 * It is otherwise as cybsign_credential_from_p12_file() and cybsign_credential_from_p12_with_key_password().
 *
 * @param path,path_len The file's path, without a NUL: UTF-8 on Windows, any bytes elsewhere.
 * @param password,password_len Its password, in UTF-8; NULL with length 0 and an empty one are the same.
 * @param key_password,key_password_len The key's password, in UTF-8; NULL with length 0 and an empty one are the same.
 * @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, allow_no_mac,
 *        testing.
 * @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_ARGUMENT (the path is empty or holds a NUL),
 *         CYBSIGN_E_FILE_NOT_FOUND, CYBSIGN_E_FILE_PERMISSION, CYBSIGN_E_FILE, CYBSIGN_E_OPTION, CYBSIGN_E_JSON,
 *         CYBSIGN_E_LIMIT, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_DER, CYBSIGN_E_WRONG_PASSWORD,
 *         CYBSIGN_E_KEY_PASSWORD, CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS,
 *         CYBSIGN_E_NO_MAC, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_credential_from_p12_file_with_key_password(const char *path,
                                                                  size_t path_len,
                                                                  const uint8_t *password,
                                                                  size_t password_len,
                                                                  const uint8_t *key_password,
                                                                  size_t key_password_len,
                                                                  const char *options_json,
                                                                  size_t options_json_len,
                                                                  struct cybsign_credential **credential,
                                                                  struct cybsign_error **err);

/**
 * Loads a credential from PEM (RFC 7468, and the encrypted keys of old OpenSSL). Text around the blocks is skipped.
 *
 * @param key_pem,key_pem_len The private key, in the clear or encrypted; the certificates may stand before or after it.
 * @param certificate_pem,certificate_pem_len The certificates; NULL with length 0 if they stand in key_pem.
 * @param password,password_len The key's password, in UTF-8, or NULL with length 0.
 * @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, testing.
 * @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
 *         CYBSIGN_E_PEM, CYBSIGN_E_DER, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_WRONG_PASSWORD,
 *         CYBSIGN_E_KEY_PASSWORD, CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_KEY_MISMATCH,
 *         CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_NO_MAC, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS,
 *         CYBSIGN_E_KEY_KIND
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_credential_from_pem(const uint8_t *key_pem,
                                           size_t key_pem_len,
                                           const uint8_t *certificate_pem,
                                           size_t certificate_pem_len,
                                           const uint8_t *password,
                                           size_t password_len,
                                           const char *options_json,
                                           size_t options_json_len,
                                           struct cybsign_credential **credential,
                                           struct cybsign_error **err);

/**
 * Loads a credential from DER.
 *
 * @param key,key_len A private key as PKCS #8 (RFC 5208, encrypted or not) or PKCS #1 (RFC 8017, appendix A.1.2).
 * @param certificate,certificate_len An X.509 certificate (RFC 5280).
 * @param password,password_len The key's password, in UTF-8, or NULL with length 0.
 * @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, testing.
 * @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
 *         CYBSIGN_E_DER, CYBSIGN_E_PEM, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_WRONG_PASSWORD,
 *         CYBSIGN_E_KEY_PASSWORD, CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_KEY_MISMATCH,
 *         CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_NO_MAC, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS,
 *         CYBSIGN_E_KEY_KIND
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_credential_from_der(const uint8_t *key,
                                           size_t key_len,
                                           const uint8_t *certificate,
                                           size_t certificate_len,
                                           const uint8_t *password,
                                           size_t password_len,
                                           const char *options_json,
                                           size_t options_json_len,
                                           struct cybsign_credential **credential,
                                           struct cybsign_error **err);

/**
 * Frees a credential. Handles made from it stay usable.
 *
 * @param credential The handle, or NULL: then nothing happens.
 * @note Threads: one, once.
 * @since 0.1.0
 */
void cybsign_credential_free(struct cybsign_credential *credential);

/**
 * Makes a credential whose private key lives elsewhere.
 *
 * Each signature that a callback makes is verified with the certificate before it is used. The context is the library's
 * with the call, whatever comes of it: destroy is called once.
 *
 * @param certificate,certificate_len The certificate of the key, DER or PEM.
 * @param sign Signs; must not be NULL.
 * @param decrypt Decrypts; may be NULL if nothing is ever decrypted.
 * @param context What the callbacks get; may be NULL.
 * @param destroy Releases the context; may be NULL.
 * @param options_json,options_json_len JSON, or NULL with length 0: alias, environment, max_iterations, testing.
 * @param credential Receives the handle, which the caller frees with cybsign_credential_free(); NULL on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
 *         CYBSIGN_E_DER, CYBSIGN_E_PEM, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_NO_CERTIFICATE,
 *         CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_credential_from_callbacks(const uint8_t *certificate,
                                                 size_t certificate_len,
                                                 cybsign_sign_callback sign,
                                                 cybsign_decrypt_callback decrypt,
                                                 void *context,
                                                 cybsign_destroy_callback destroy,
                                                 const char *options_json,
                                                 size_t options_json_len,
                                                 struct cybsign_credential **credential,
                                                 struct cybsign_error **err);

/**
 * Describes a credential and everything else in the file it came from, as JSON. It holds no secret.
 *
 * The object has `container` (kind: p12, pem, der, pkcs7 or callbacks; mac, mac_algorithm, mac_iterations, encryption),
 * `contents` ("read", or "encrypted" if parts could not be looked at without the password), `certificates` (in the
 * file's order, each with role: merchant, server, ca or other; merchant_id, key_serial, serial_hex, subject, issuer,
 * not_before and not_after as RFC 3339 text in UTC or null, date_status, days_left, public_key, signature_algorithm,
 * sha256, friendly_name, has_private_key), `private_keys` (algorithm, bits, friendly_name, and certificate: the index of
 * its certificate, or null), `warnings` (level: warning or error; code, subject, message, and certificate: the index of
 * the one that it is about), `environment` and `selected`, the index of the certificate that signs.
 *
 * @param credential The credential.
 * @param now The time to judge dates at, in Unix seconds, or CYBSIGN_NOW.
 * @param json Receives the text in UTF-8, which the caller gives back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_credential_inspect_json(const struct cybsign_credential *credential,
                                               int64_t now,
                                               struct cybsign_bytes *json,
                                               struct cybsign_error **err);

/**
 * Describes the keys and certificates in any P12, PEM, DER or PKCS #7 bytes, as JSON. It holds no secret.
 *
 * The object is that of cybsign_credential_inspect_json(), without environment and selected. Without the password a P12
 * whose certificates stand in the clear is described all the same, with the mac "not_checked". Of one whose certificates are
 * encrypted, `contents` is "encrypted", and `certificates` and `private_keys` are null where nothing of them was seen.
 *
 * @param data,data_len The bytes.
 * @param password,password_len The password, in UTF-8; NULL with length 0 if it is not known.
 * @param now The time to judge dates at, in Unix seconds, or CYBSIGN_NOW.
 * @param json Receives the text in UTF-8, which the caller gives back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_DER, CYBSIGN_E_PEM,
 *         CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_WRONG_PASSWORD,
 *         CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_inspect_json(const uint8_t *data,
                                    size_t data_len,
                                    const uint8_t *password,
                                    size_t password_len,
                                    int64_t now,
                                    struct cybsign_bytes *json,
                                    struct cybsign_error **err);

/**
 * Whose key it is: the CN of a merchant's certificate, which with a meta key is the portfolio's or the account's.
 *
 * @param credential The credential.
 * @param merchant_id Receives the text in UTF-8, empty if the certificate has none or is no merchant's; given back with
 *        cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_credential_merchant_id(const struct cybsign_credential *credential,
                                              struct cybsign_bytes *merchant_id,
                                              struct cybsign_error **err);

/**
 * The serial number by which CyberSource's portal knows the key: the serialNumber in the certificate's subject.
 *
 * @param credential The credential.
 * @param key_serial Receives the text in UTF-8, empty if the certificate has none; given back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_credential_key_serial(const struct cybsign_credential *credential,
                                             struct cybsign_bytes *key_serial,
                                             struct cybsign_error **err);

/**
 * The last second at which the credential's certificate is valid (RFC 5280, section 4.1.2.5).
 *
 * @param credential The credential.
 * @param not_after Receives the time, in Unix seconds; 0 on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_DATE_UNREADABLE
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_credential_not_after(const struct cybsign_credential *credential,
                                            int64_t *not_after,
                                            struct cybsign_error **err);

/**
 * How many whole days the credential's certificate is still valid, rounded down: 0 on its last day, negative once it has
 * expired.
 *
 * @param credential The credential.
 * @param now The time to count from, in Unix seconds, or CYBSIGN_NOW.
 * @param days_left Receives the days; 0 on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_DATE_UNREADABLE
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_credential_days_left(const struct cybsign_credential *credential,
                                            int64_t now,
                                            int64_t *days_left,
                                            struct cybsign_error **err);

/**
 * Says whether the credential's certificate has expired or soon will.
 *
 * How the certificate stands that messages are encrypted to is told by cybsign_credential_inspect_json(), and counts for
 * cybsign_simple_order_expiry().
 *
 * @param credential The credential.
 * @param now The time to judge at, in Unix seconds, or CYBSIGN_NOW.
 * @param warn_days How many days ahead to warn; from 0.
 * @param state Receives one of CYBSIGN_EXPIRY_...; CYBSIGN_EXPIRY_UNREADABLE on failure.
 * @param days_left Receives the days as cybsign_credential_days_left() counts them; 0 if a date is unreadable or on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK (whatever the state is), CYBSIGN_E_NULL, CYBSIGN_E_ARGUMENT (warn_days is negative)
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_credential_expiry(const struct cybsign_credential *credential,
                                         int64_t now,
                                         int64_t warn_days,
                                         int32_t *state,
                                         int64_t *days_left,
                                         struct cybsign_error **err);

/**
 * Says whether a certificate that each request needs has expired or soon will: the signer's and, where messages are
 * encrypted, the recipient's. An expired one of either kind lets each request fail.
 *
 * @param simple_order The handle.
 * @param now The time to judge at, in Unix seconds, or CYBSIGN_NOW.
 * @param warn_days How many days ahead to warn; from 0.
 * @param state Receives one of CYBSIGN_EXPIRY_..., of the certificate that fails first; CYBSIGN_EXPIRY_UNREADABLE on failure.
 * @param days_left Receives its days as cybsign_credential_days_left() counts them; 0 if a date is unreadable or on failure.
 * @param certificate Receives which it is, CYBSIGN_CERTIFICATE_SIGNER or CYBSIGN_CERTIFICATE_RECIPIENT; 0 on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK (whatever the state is), CYBSIGN_E_NULL, CYBSIGN_E_ARGUMENT (warn_days is negative)
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_expiry(const struct cybsign_simple_order *simple_order,
                                           int64_t now,
                                           int64_t warn_days,
                                           int32_t *state,
                                           int64_t *days_left,
                                           int32_t *certificate,
                                           struct cybsign_error **err);

/**
 * Wipes and frees what a request holds, as cybsign_bytes_clear() does for each of its texts.
 *
 * It may be called again, and with a request that was never filled.
 *
 * @param request The request, or NULL: then nothing happens.
 * @note Threads: one at a time for the same request.
 * @since 0.1.0
 */
void cybsign_request_clear(struct cybsign_request *request);

/**
 * Prepares signing: everything that is the same for each message is computed here.
 *
 * @param credential What to sign with; it may be freed afterwards.
 * @param options_json,options_json_len JSON, or NULL with length 0: profile, api_version, namespace, client,
 *        allow_expired, encrypt, key_transport, server_certificate, allow_expired_recipient, environment, endpoint,
 *        allow_other_username, limits, testing.
 * @param simple_order Receives the handle, which the caller frees with cybsign_simple_order_free(); NULL on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
 *         CYBSIGN_E_NO_RECIPIENT (there is no certificate to encrypt to, or none with an RSA key of 1024 to 8192 bits),
 *         CYBSIGN_E_ENVIRONMENT (the credential is for the other environment), CYBSIGN_E_NO_CERTIFICATE (it has none),
 *         CYBSIGN_E_KEY_KIND (its RSA key has less than 1024 bits)
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_new(const struct cybsign_credential *credential,
                                        const char *options_json,
                                        size_t options_json_len,
                                        struct cybsign_simple_order **simple_order,
                                        struct cybsign_error **err);

/**
 * Prepares signing from a configuration file of CyberSource's C/C++ SDK (cybs.ini) or Java SDK (cybs.properties): the P12
 * that the file names is loaded, and no other file.
 *
 * Every key of the SDKs is taken over, ignored with a warning, or refused with the reason; so is a line that may ask for
 * encryption but is not the SDKs' key. A file whose name does not end in .properties is an ini file, and a relative
 * keysDirectory starts at the process's working directory, as with the SDKs. The file's merchantID is put into requests
 * that have none, as those SDKs do; the option `client`, false, prevents it. Options come before what the file says. Where
 * neither keyFilename nor an alias chose the key, but the merchantID, requests of other merchants are refused with
 * CYBSIGN_E_MERCHANT.
 *
 * @param path,path_len The file's path, without a NUL: UTF-8 on Windows, any bytes elsewhere.
 * @param options_json,options_json_len JSON, or NULL with length 0: format, merchant_id, password_is_merchant_id,
 *        credential (an object: options of cybsign_credential_from_p12()), and those of cybsign_simple_order_new().
 * @param simple_order Receives the handle, which the caller frees with cybsign_simple_order_free(); NULL on failure.
 * @param report Receives a JSON object {"format", "merchant_id", "key_file", "warnings": [{"level", "code",
 *        "subject", "message", "key", "line"}]}: what differs from what the SDK would have done; given back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL. Where the P12 can't be loaded, its detail has the path
 *        as `key_file`.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_ARGUMENT (the path is empty or holds a NUL),
 *         CYBSIGN_E_FILE_NOT_FOUND, CYBSIGN_E_FILE_PERMISSION, CYBSIGN_E_FILE, CYBSIGN_E_ENCODING, CYBSIGN_E_OPTION,
 *         CYBSIGN_E_JSON, CYBSIGN_E_LIMIT, CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED,
 *         CYBSIGN_E_DER, CYBSIGN_E_WRONG_PASSWORD, CYBSIGN_E_KEY_PASSWORD, CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE,
 *         CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_NO_MAC, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND,
 *         CYBSIGN_E_NO_RECIPIENT, CYBSIGN_E_ENVIRONMENT
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_from_config(const char *path,
                                                size_t path_len,
                                                const char *options_json,
                                                size_t options_json_len,
                                                struct cybsign_simple_order **simple_order,
                                                struct cybsign_bytes *report,
                                                struct cybsign_error **err);

/**
 * Signs a name-value-pair (NVP) request given as fields.
 *
 * The message has a WS-Security header (OASIS SOAP Message Security 1.0) with the certificate as BinarySecurityToken and an
 * XML signature (W3C, rsa-sha256) over the Body. The profile cpp sorts the fields by name; java keeps their order.
 * merchantID is never filled in, but by a handle of cybsign_simple_order_from_config().
 *
 * @param simple_order The handle.
 * @param fields,fields_len The fields, and how many there are; at least one.
 * @param message Receives the SOAP envelope in UTF-8, ready to be sent; given back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_FIELD (a field can't be sent as it is:
 *         CR, LF, NUL or another character that XML 1.0 can't hold, an empty or repeated name, a name with `=`, with a
 *         character that can't be seen or a blank at its ends, `_has_escapes` with a true value, or text that is not
 *         UTF-8), CYBSIGN_E_MERCHANT (the handle's key was chosen by another merchant's name, by
 *         cybsign_simple_order_from_config()), CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID (more than 300 seconds too
 *         young), CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_sign_fields(const struct cybsign_simple_order *simple_order,
                                                const struct cybsign_field *fields,
                                                size_t fields_len,
                                                struct cybsign_bytes *message,
                                                struct cybsign_error **err);

/**
 * Signs a name-value-pair (NVP) request given as text: a line `name=value` for each field, each ending in LF, which the
 * last may lack.
 *
 * Since the text is already joined, this function can't detect that a value held a line break and so became two fields:
 * where values come from users, use cybsign_simple_order_sign_fields(), as which it is otherwise.
 *
 * @param simple_order The handle.
 * @param nvp,nvp_len The text, in UTF-8. Blank lines are refused.
 * @param message Receives the SOAP envelope in UTF-8, ready to be sent; given back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_FIELD, CYBSIGN_E_MERCHANT,
 *         CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID, CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE,
 *         CYBSIGN_E_SIGN
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_sign_nvp(const struct cybsign_simple_order *simple_order,
                                             const char *nvp,
                                             size_t nvp_len,
                                             struct cybsign_bytes *message,
                                             struct cybsign_error **err);

/**
 * Signs an XML request: a document whose element is a requestMessage, or an nvpRequest, in a namespace of CyberSource's.
 * What stands in it is not checked against CyberSource's schema, but it holds no element that belongs to the envelope.
 *
 * It keeps its namespace version and its identification fields. The profile cpp writes it in exclusive canonical form (W3C
 * Exclusive XML Canonicalization 1.0), prefixes kept; java writes the document's element byte for byte. What stands before
 * and after that element is dropped. The message is otherwise that of cybsign_simple_order_sign_fields().
 *
 * @param simple_order The handle.
 * @param xml,xml_len XML 1.0 in UTF-8 (a byte order mark is allowed), without a DTD and with no entity but XML's own.
 * @param message Receives the SOAP envelope in UTF-8, ready to be sent; given back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_XML (it is not well-formed, or holds
 *         what is never read), CYBSIGN_E_ENCODING (it is not UTF-8), CYBSIGN_E_MESSAGE (it is no request of CyberSource's,
 *         or holds what belongs to the envelope; a SOAP envelope is for cybsign_simple_order_sign_envelope()),
 *         CYBSIGN_E_MERCHANT, CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID, CYBSIGN_E_DATE_UNREADABLE,
 *         CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_sign_xml(const struct cybsign_simple_order *simple_order,
                                             const char *xml,
                                             size_t xml_len,
                                             struct cybsign_bytes *message,
                                             struct cybsign_error **err);

/**
 * Signs a whole SOAP 1.1 envelope in place, as an old SOAP toolkit made it: the way out of SOAP-toolkit passwords.
 *
 * A wsse:UsernameToken is taken out. A comment in wsse:Security is refused, since it might hold another. Everything else
 * stays as it came, byte for byte, but for an Id on the Body; with the option encrypt the Body's content is encrypted
 * afterwards. The Body must hold a requestMessage or an nvpRequest of CyberSource's, and the Envelope nothing but its
 * Header and its Body. Where the Username that was taken out differs from the Body's merchantID, as a meta key's does, or
 * the Body has none, the certificate's CN must be that Username, unless the option `allow_other_username` of
 * cybsign_simple_order_new() is true.
 *
 * @param simple_order The handle.
 * @param envelope,envelope_len The message, with any prefixes, with or without a wsse:UsernameToken.
 * @param message Receives the signed envelope; given back with cybsign_bytes_clear().
 * @param report Receives a JSON object {"username", "meta_key"}: the Username that was removed, or null, and whether it
 *        differs from the Body's merchantID; given back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_XML, CYBSIGN_E_ENCODING,
 *         CYBSIGN_E_MESSAGE (it is no such envelope, or holds a signature, another token or encrypted data),
 *         CYBSIGN_E_MERCHANT (the certificate is that of another than the Username, or as in
 *         cybsign_simple_order_sign_fields()), CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID, CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_sign_envelope(const struct cybsign_simple_order *simple_order,
                                                  const char *envelope,
                                                  size_t envelope_len,
                                                  struct cybsign_bytes *message,
                                                  struct cybsign_bytes *report,
                                                  struct cybsign_error **err);

/**
 * Signs a request and says where and how to send it.
 *
 * What was taken out of an envelope is not said here; cybsign_simple_order_sign_envelope() reports it.
 *
 * @param simple_order The handle, made with the option `environment` and, where it is not "standard", `endpoint`.
 * @param content_kind One of CYBSIGN_CONTENT_....
 * @param content,content_len What that says.
 * @param request Receives what is to be sent; given back with cybsign_request_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION (neither environment nor a URL
 *         was given), CYBSIGN_E_ARGUMENT (there is no such kind), CYBSIGN_E_FIELD, CYBSIGN_E_XML, CYBSIGN_E_ENCODING,
 *         CYBSIGN_E_MESSAGE, CYBSIGN_E_MERCHANT, CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID, CYBSIGN_E_DATE_UNREADABLE,
 *         CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_request(const struct cybsign_simple_order *simple_order,
                                            int32_t content_kind,
                                            const char *content,
                                            size_t content_len,
                                            struct cybsign_request *request,
                                            struct cybsign_error **err);

/**
 * Signs a name-value-pair request given as fields, and says where and how to send it.
 *
 * The message is that of cybsign_simple_order_sign_fields().
 *
 * @param simple_order The handle, made with the option `environment` and, where it is not "standard", `endpoint`.
 * @param fields,fields_len The fields, and how many there are; at least one.
 * @param request Receives what is to be sent; given back with cybsign_request_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION (neither environment nor a URL
 *         was given), CYBSIGN_E_FIELD, CYBSIGN_E_MERCHANT, CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID,
 *         CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_request_fields(const struct cybsign_simple_order *simple_order,
                                                   const struct cybsign_field *fields,
                                                   size_t fields_len,
                                                   struct cybsign_request *request,
                                                   struct cybsign_error **err);

/**
 * Frees what signs Simple Order messages.
 *
 * @param simple_order The handle, or NULL: then nothing happens.
 * @note Threads: one, once.
 * @since 0.1.0
 */
void cybsign_simple_order_free(struct cybsign_simple_order *simple_order);

/**
 * Reads a reply: NVP, XML, or a SOAP fault. Replies are neither signed nor encrypted: trust in them rests on TLS alone.
 *
 * The JSON object has kind ("nvp", "xml" or "fault"), decision, reason_code, reason (what the code means), may_resend
 * (whether the same request may be sent again, or null), state ("known", or "unknown" where the order may have been
 * processed: look before you send again), request_id, request_token, merchant_reference_code, fields (all of them, with
 * XML's nested names joined by `_` as NVP has them), missing_fields, invalid_fields, fault ({code, string, request_id,
 * critical} or null), warnings ({code, field, message} each: a field that stands twice with different values, of which the
 * last is given). Elements are known by namespace and local name; an unsigned Timestamp in the header is ignored.
 *
 * Each error, but for wrong arguments and options, says what became of the order, in its text and as state, critical and
 * may_resend in its detail: it is unknown, unless what came is no reply and http_status is a client's error other than 408.
 *
 * @param reply,reply_len The body of the HTTP response, whatever its status was; or the replyMessage, the nvpReply or the
 *        NVP text from it.
 * @param options_json,options_json_len JSON, or NULL with length 0: http_status, limits.
 * @param json Receives the JSON text, which holds the reply's payload; cybsign_bytes_clear() wipes and frees it.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION, CYBSIGN_E_JSON,
 *         CYBSIGN_E_MESSAGE (it is no reply), CYBSIGN_E_XML, CYBSIGN_E_ENCODING
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_parse_reply_json(const char *reply,
                                                     size_t reply_len,
                                                     const char *options_json,
                                                     size_t options_json_len,
                                                     struct cybsign_bytes *json,
                                                     struct cybsign_error **err);

/**
 * Makes the wsse:Security header of the old SOAP toolkits, a UsernameToken with a password in clear (OASIS UsernameToken
 * Profile 1.0): for mock servers and old captures. CyberSource has retired these passwords.
 *
 * @param username,username_len The merchant id or, with a meta key, the portfolio's or account's; in UTF-8.
 * @param password,password_len The transaction key, in UTF-8.
 * @param options_json,options_json_len JSON: allow_retired (which must be true).
 * @param header Receives the element; cybsign_bytes_clear() wipes and frees it.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_RETIRED (without the option; the message gives the dates), CYBSIGN_E_ARGUMENT (a text is
 *         empty, or XML can't hold it), CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT, CYBSIGN_E_NULL,
 *         CYBSIGN_E_LENGTH
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_username_token(const char *username,
                                                   size_t username_len,
                                                   const uint8_t *password,
                                                   size_t password_len,
                                                   const char *options_json,
                                                   size_t options_json_len,
                                                   struct cybsign_bytes *header,
                                                   struct cybsign_error **err);

/**
 * Verifies a signed Simple Order message. CyberSource's replies are not signed.
 *
 * The report is a JSON object {"ok", "checks": [{"name", "ok", "detail", "code"}], "signer", "certificate"}, the last being
 * the token's certificate whoever's it is.
 *
 * @param message,message_len The SOAP envelope.
 * @param options_json,options_json_len JSON, or NULL with length 0: expected_certificate, expected_sha256,
 *        any_certificate, allow_sha1, allow_expired, limits, testing.
 * @param report Receives the report, also for every status of the category verification; given back with
 *        cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK (every check passed and the signer is the expected one), CYBSIGN_E_VERIFY_UNTRUSTED (all is well, but
 *         no option says who the signer should be), CYBSIGN_E_VERIFY_SIGNER, CYBSIGN_E_VERIFY_STRUCTURE,
 *         CYBSIGN_E_VERIFY_ALGORITHM, CYBSIGN_E_VERIFY_REFERENCE, CYBSIGN_E_VERIFY_DIGEST, CYBSIGN_E_VERIFY_SIGNATURE,
 *         CYBSIGN_E_VERIFY_DATE, CYBSIGN_E_XML, CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION, CYBSIGN_E_JSON,
 *         CYBSIGN_E_NULL, CYBSIGN_E_LENGTH
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_verify(const char *message,
                                           size_t message_len,
                                           const char *options_json,
                                           size_t options_json_len,
                                           struct cybsign_bytes *report,
                                           struct cybsign_error **err);

/**
 * Opens an encrypted Simple Order message with the recipient's key, and verifies it: whom to expect must be said.
 *
 * Reads AES-256-CBC with RSA-OAEP (SHA-1) or RSA 1.5 key transport (W3C XML Encryption). Whatever is wrong after the
 * recipient was matched, bad signatures too, is CYBSIGN_E_DECRYPT with one text, so that the answer tells nothing about
 * the key.
 *
 * @param credential The key that the message is encrypted to, with its certificate.
 * @param message,message_len The SOAP envelope.
 * @param options_json,options_json_len JSON, with which the decrypted message is verified:
 *        expected_certificate, expected_sha256, any_certificate, allow_sha1, allow_expired, limits, testing.
 * @param plain Receives the SOAP envelope with the Body's content in clear, in UTF-8, only if decryption and
 *        verification both succeeded; cybsign_bytes_clear() wipes and frees it.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NO_RECIPIENT (it is encrypted to another certificate), CYBSIGN_E_VERIFY_STRUCTURE or
 *         CYBSIGN_E_VERIFY_ALGORITHM (it is not encrypted, or not in this way), CYBSIGN_E_VERIFY_UNTRUSTED (no option says
 *         whom to expect), CYBSIGN_E_KEY_KIND (the credential can't decrypt), CYBSIGN_E_DECRYPT, CYBSIGN_E_XML,
 *         CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_open(const struct cybsign_credential *credential,
                                         const char *message,
                                         size_t message_len,
                                         const char *options_json,
                                         size_t options_json_len,
                                         struct cybsign_bytes *plain,
                                         struct cybsign_error **err);

/**
 * Prepares sealing and opening SCMP messages (draft-arnold-scmp-08, over CMS, RFC 5652, and S/MIME, RFC 8551).
 *
 * The format that CyberSource's SCMP server takes is not public: this was not tried with it, is not endorsed by it, and is
 * not known to work with it. Both ends of a conversation are here, the client and, with the option role, the server.
 *
 * @param credential What to sign and decrypt with; it may be freed afterwards.
 * @param certificate,certificate_len The other side's certificate in DER, PEM or base64: messages are encrypted to it, and
 *        it is who must have signed what is opened. NULL with length 0 is CyberSource_SJC_US of the credential's own file;
 *        a server that only opens may name its clients by the options expected_certificate and expected_sha256 instead.
 * @param options_json,options_json_len JSON, or NULL with length 0: role, policy, message_type, time_to_live, sign_only,
 *        draft_headers, content_length, key_transport, allow_sha1, allow_3des, allow_short_keys, expected_certificate,
 *        expected_sha256, any_certificate (which is refused), allow_expired, allow_expired_recipient, allow_other_sender,
 *        url, limits, testing.
 * @param scmp Receives the handle, which the caller frees with cybsign_scmp_free(); NULL on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
 *         CYBSIGN_E_ARGUMENT (certificate is no certificate), CYBSIGN_E_NO_RECIPIENT (nothing says who the other side is),
 *         CYBSIGN_E_NO_CERTIFICATE (the credential has none), CYBSIGN_E_KEY_KIND (a key is no RSA key of 2048 to 8192
 *         bits), CYBSIGN_E_DER (the public key can't be read)
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_scmp_new(const struct cybsign_credential *credential,
                                const uint8_t *certificate,
                                size_t certificate_len,
                                const char *options_json,
                                size_t options_json_len,
                                struct cybsign_scmp **scmp,
                                struct cybsign_error **err);

/**
 * Seals a payload given as fields: it is signed, then encrypted to the other side.
 *
 * The signature covers the SCMP headers and the recipient too. A field request_id of 22 digits becomes the message's id;
 * without one a client gets a new id, while a server's reply must have that of its request. Offers are fields offer0,
 * offer1 and so on, as `amount:10.00^quantity:1`.
 *
 * @param scmp The handle.
 * @param fields,fields_len The fields, and how many there are; at least one.
 * @param request Receives what is to be sent, whose URL is that of the option url, and empty without it; given back with
 *        cybsign_request_clear(). Its header lines, a blank line and its body are the message as a MIME entity.
 * @param request_id Receives the message's id, which a client needs to open the reply; given back with
 *        cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_FIELD (a field can't be sent as it is:
 *         CR, LF or NUL, `=` in a name, an empty or repeated name, text that is not UTF-8, an offer or amount that can't be
 *         read, a request_id that is none, or merchant_id is missing), CYBSIGN_E_MERCHANT (the certificate is not that of
 *         sender_id or, without one, of merchant_id), CYBSIGN_E_NO_RECIPIENT, CYBSIGN_E_KEY_KIND (a key is shorter than 2048
 *         bits), CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID, CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE,
 *         CYBSIGN_E_SIGN
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_scmp_seal_fields(const struct cybsign_scmp *scmp,
                                        const struct cybsign_field *fields,
                                        size_t fields_len,
                                        struct cybsign_request *request,
                                        struct cybsign_bytes *request_id,
                                        struct cybsign_error **err);

/**
 * Seals a payload given as text: a line `name=value` for each field, each ending in LF or CR LF, which the last may lack.
 *
 * Since the text is already joined, this function can't detect that a value held a line break and so became two fields:
 * where values come from users, use cybsign_scmp_seal_fields(), as which it is otherwise.
 *
 * @param scmp The handle.
 * @param text,text_len The text, in UTF-8. Blank lines are refused.
 * @param request Receives what is to be sent; given back with cybsign_request_clear().
 * @param request_id Receives the message's id; given back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_FIELD, CYBSIGN_E_MERCHANT,
 *         CYBSIGN_E_NO_RECIPIENT, CYBSIGN_E_KEY_KIND, CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID,
 *         CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_scmp_seal(const struct cybsign_scmp *scmp,
                                 const char *text,
                                 size_t text_len,
                                 struct cybsign_request *request,
                                 struct cybsign_bytes *request_id,
                                 struct cybsign_error **err);

/**
 * Makes an SCMP error, a server's answer to a request that it does not carry out: signed, and never encrypted.
 *
 * @param scmp The handle.
 * @param request_id,request_id_len The id of the request.
 * @param number The error's number, from 0 to 999999999. The draft defines none; suggested are 400 (malformed, or its
 *        signature or signer is not accepted), 409 (duplicate), 415 (message type), 426 (protocol version), 500, 503 (it
 *        would take longer than the time to live) and 504 (it took longer).
 * @param text,text_len The error's text, for people: 1 to 500 characters of visible ASCII and blanks.
 * @param request Receives what is to be sent; given back with cybsign_request_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_ARGUMENT (the id, the number or the text is none),
 *         CYBSIGN_E_NO_RECIPIENT, CYBSIGN_E_KEY_KIND, CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID,
 *         CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_scmp_error(const struct cybsign_scmp *scmp,
                                  const char *request_id,
                                  size_t request_id_len,
                                  int32_t number,
                                  const char *text,
                                  size_t text_len,
                                  struct cybsign_request *request,
                                  struct cybsign_error **err);

/**
 * Opens a message: decrypts it, verifies its signature and its signer, and gives the payload only if all of that holds.
 *
 * Whatever is wrong with a message to this certificate gives one status and one text, so that nobody can ask the key
 * questions. Duplicates are the caller's to detect, by replay_key: it is kept for the time to live and what clocks may
 * differ, a day at least, and a message whose key is there is refused.
 *
 * The JSON object has kind ("message", or "error": the other side did not carry a request out, and payload is empty),
 * encrypted, protocol_version, time_to_live, message_type, request_id, headers_authenticated (false where policy "draft"
 * took a message whose signature does not cover those headers), signer ({subject, sha256, not_after}), replay_key, weak (a
 * list of "sha1", "3des" and "short_keys"), total (what the offers come to, or null), error ({number, text} or null).
 *
 * @param scmp The handle.
 * @param request_id,request_id_len For a client the id of the request that the message must answer; for a server NULL with
 *        length 0.
 * @param headers,headers_len The header lines that came over HTTP; NULL with length 0 if body is a whole MIME entity.
 * @param body,body_len The body.
 * @param payload Receives the fields, each on a line `name=value` that ends in LF; cybsign_bytes_clear() wipes and frees it.
 * @param info Receives the JSON object; given back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_ARGUMENT (request_id is none, or missing,
 *         or a server's), CYBSIGN_E_RECIPIENT_DATE (the other side's certificate is out of date), CYBSIGN_E_DER,
 *         CYBSIGN_E_VERIFY_STRUCTURE, CYBSIGN_E_VERIFY_ALGORITHM, CYBSIGN_E_NO_RECIPIENT (it is encrypted to another
 *         certificate), CYBSIGN_E_KEY_KIND (the credential can't decrypt, or a signer's key is too short),
 *         CYBSIGN_E_UNSUPPORTED (this build can't decrypt it safely), CYBSIGN_E_DECRYPT (it can't be opened),
 *         CYBSIGN_E_MESSAGE (it is genuine, but answers another request); of a message that is not encrypted also
 *         CYBSIGN_E_FIELD, CYBSIGN_E_VERIFY_SIGNATURE, CYBSIGN_E_VERIFY_SIGNER
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_scmp_open(const struct cybsign_scmp *scmp,
                                 const char *request_id,
                                 size_t request_id_len,
                                 const char *headers,
                                 size_t headers_len,
                                 const uint8_t *body,
                                 size_t body_len,
                                 struct cybsign_bytes *payload,
                                 struct cybsign_bytes *info,
                                 struct cybsign_error **err);

/**
 * Frees what seals and opens SCMP messages.
 *
 * @param scmp The handle, or NULL: then nothing happens.
 * @note Threads: one, once.
 * @since 0.1.0
 */
void cybsign_scmp_free(struct cybsign_scmp *scmp);

/**
 * Reads the payload of a reply: results as a whole and for each service.
 *
 * The JSON object has service ("ics"), rcode (1 success, 0 declined, -1 error, or null), rflag, rmsg, decision ("ACCEPT",
 * "REJECT", "ERROR" or null), reason_codes (those of the Simple Order API that the flag may stand for), inferred (whether
 * that is inferred from meanings), reason (what the flag means), may_resend (whether the same request may be sent again,
 * or null), state ("known", or "unknown" where the order may have been processed: look before you send again), request_id,
 * request_token, merchant_ref_number, services (a list, each with service to inferred), fields.
 *
 * @param reply,reply_len The payload that cybsign_scmp_open() gave.
 * @param options_json,options_json_len JSON, or NULL with length 0: limits.
 * @param json Receives the JSON object; cybsign_bytes_clear() wipes and frees it.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
 *         CYBSIGN_E_MESSAGE (it is no such payload; the order's state is unknown)
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_scmp_parse_reply_json(const char *reply,
                                             size_t reply_len,
                                             const char *options_json,
                                             size_t options_json_len,
                                             struct cybsign_bytes *json,
                                             struct cybsign_error **err);

/**
 * Reads a Simple Order reply as an SCMP reply, with ics_rcode, ics_rflag and ics_rmsg: so that programs which decide by
 * those need not change at once.
 *
 * The JSON object is that of cybsign_scmp_parse_reply_json(), whose state and may_resend are those of the Simple Order
 * reply, with unmapped (a list of {field, why}: what has no SCMP name) and made_flags (a list of flags that were made of
 * reason codes for which none is known: D, E or S, and the code).
 *
 * @param reply,reply_len As for cybsign_simple_order_parse_reply_json().
 * @param options_json,options_json_len As for cybsign_simple_order_parse_reply_json(): limits, http_status.
 * @param json Receives the JSON object; cybsign_bytes_clear() wipes and frees it.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT,
 *         CYBSIGN_E_ENCODING, CYBSIGN_E_XML, CYBSIGN_E_MESSAGE (it is no reply, or a SOAP Fault), CYBSIGN_E_FIELD (a field
 *         stands twice in it)
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_scmp_reply_from_simple_order_json(const char *reply,
                                                         size_t reply_len,
                                                         const char *options_json,
                                                         size_t options_json_len,
                                                         struct cybsign_bytes *json,
                                                         struct cybsign_error **err);

/**
 * Converts an SCMP request into one of the Simple Order API or, for card services, of the REST API.
 *
 * For the Simple Order API the JSON object has fields (name-value pairs, in their order), for REST method, path,
 * merchant_id, portfolio_id and body. Both have unmapped, a list of {field, why}: every field that is not among them, such
 * as one without an equivalent. A service that can't be converted is an error.
 *
 * @param fields,fields_len The fields of the SCMP request, and how many there are; at least one.
 * @param options_json,options_json_len JSON, or NULL with length 0: to ("simple_order" or "rest"), limits.
 * @param json Receives the JSON object; cybsign_bytes_clear() wipes and frees it.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT, CYBSIGN_E_FIELD
 *         (as for cybsign_scmp_seal_fields(), or ics_applications or an earlier transaction's id is missing),
 *         CYBSIGN_E_UNSUPPORTED (a service is not known, or REST has no such request)
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_scmp_convert_json(const struct cybsign_field *fields,
                                         size_t fields_len,
                                         const char *options_json,
                                         size_t options_json_len,
                                         struct cybsign_bytes *json,
                                         struct cybsign_error **err);

/**
 * Signs an SCMP request as a Simple Order message: cybsign_scmp_convert_json() and cybsign_simple_order_sign_fields() in
 * one.
 *
 * @param simple_order The handle.
 * @param fields,fields_len The fields of the SCMP request, and how many there are; at least one.
 * @param message Receives the SOAP envelope in UTF-8, ready to be sent; given back with cybsign_bytes_clear().
 * @param report Receives a JSON object {"unmapped": [{"field", "why"}]}: every field that does not stand in the message;
 *        given back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_LIMIT, CYBSIGN_E_FIELD, CYBSIGN_E_UNSUPPORTED (a service is
 *         not known), CYBSIGN_E_MERCHANT (the certificate is not that of sender_id), CYBSIGN_E_NO_CERTIFICATE,
 *         CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID, CYBSIGN_E_DATE_UNREADABLE, CYBSIGN_E_RECIPIENT_DATE, CYBSIGN_E_SIGN
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_simple_order_sign_scmp(const struct cybsign_simple_order *simple_order,
                                              const struct cybsign_field *fields,
                                              size_t fields_len,
                                              struct cybsign_bytes *message,
                                              struct cybsign_bytes *report,
                                              struct cybsign_error **err);

/**
 * Masks a message so that it may be logged: whatever is not on the list of names that CyberSource's SDKs log, and card
 * numbers wherever they stand.
 *
 * Names are compared whole, parent and child; numbers in the names of pairs are indices (item_0_unitPrice). A card number is
 * a maximal run of 13 to 19 digits, with single spaces or hyphens between, that passes the Luhn check (ISO/IEC 7812-1,
 * annex B); in other runs, whole groups of digits that make one. The format auto takes XML, JSON and, from the start of a
 * line on, pairs that follow free text (a log line's head, HTTP headers) as what they are, and what follows XML or JSON as
 * free text again, in which only card numbers are masked; so is a number alone in brackets, as logs have it (`[1234]`), and
 * a pair that does not start its line. Name the format where you know it.
 *
 * In a message what can't be understood is masked, from there to its end, so that no content is an error; the text is then
 * no XML or JSON any more. That holds for names of more than 128 bytes (in XML), numbers of more than 128 bytes, tags and
 * declarations of 64 KiB, more than 64 levels, and a DOCTYPE. Longer values than 64 KiB are masked whole. In JSON a masked
 * number or boolean becomes a string, null stays, and a name that is not made of up to 128 ASCII letters, digits and
 * `_-.:` becomes `xxxx`; more than 128 bytes of white space before a colon are not understood. In XML comments and
 * instructions lose their content; of attributes namespaces and Ids (id, Id, ID) are shown if they are names or URIs.
 * Linear time.
 *
 * @param text,text_len The message, in any bytes.
 * @param options_json,options_json_len JSON, or NULL with length 0: format, rule.
 * @param masked Receives the text, which the caller gives back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT
 * @note Threads: any.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_mask_text(const char *text,
                                 size_t text_len,
                                 const char *options_json,
                                 size_t options_json_len,
                                 struct cybsign_bytes *masked,
                                 struct cybsign_error **err);

/**
 * Begins to mask a text that comes in pieces, as cybsign_mask_text() would mask the whole, wherever the pieces end.
 *
 * @param options_json,options_json_len JSON, or NULL with length 0: format, rule.
 * @param stream Receives the handle, which the caller frees with cybsign_stream_free(); NULL on failure.
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_LIMIT
 * @note Threads: any; the stream itself one at a time.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_mask_stream_new(const char *options_json,
                                       size_t options_json_len,
                                       struct cybsign_stream **stream,
                                       struct cybsign_error **err);

/**
 * Takes the next piece, and gives what is ready, which may be less than came in, and empty.
 *
 * @param stream The stream.
 * @param text,text_len The piece.
 * @param ready Receives the bytes, which the caller gives back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_ARGUMENT (the stream was ended)
 * @note Threads: one at a time.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_stream_update(struct cybsign_stream *stream,
                                     const char *text,
                                     size_t text_len,
                                     struct cybsign_bytes *ready,
                                     struct cybsign_error **err);

/**
 * Ends the text, and gives what was held back.
 *
 * @param stream The stream, which is still to be freed.
 * @param ready Receives the bytes, which the caller gives back with cybsign_bytes_clear().
 * @param err Receives the error, or NULL on success; may be NULL.
 * @return CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_ARGUMENT (the stream was ended before)
 * @note Threads: one at a time.
 * @since 0.1.0
 */
CYBSIGN_WARN_UNUSED
cybsign_status cybsign_stream_finish(struct cybsign_stream *stream,
                                     struct cybsign_bytes *ready,
                                     struct cybsign_error **err);

/**
 * Frees a stream, and what it holds back.
 *
 * @param stream The stream, or NULL: then nothing happens.
 * @note Threads: one, once.
 * @since 0.1.0
 */
void cybsign_stream_free(struct cybsign_stream *stream);

#ifdef __cplusplus
}
#endif

#endif /* CYBSIGN_H */
