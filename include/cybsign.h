/*
 * cybsign: signs, encrypts and checks CyberSource messages with CyberSource security keys.
 *
 * This header is the reference: what does not stand here is not part of the interface.
 *
 * Conventions, for every function:
 *
 *   - A buffer is a pointer followed by its length in bytes; nothing has to be NUL-terminated. With length 0 the pointer
 *     may be anything, NULL too. NULL with another length is CYBSIGN_E_NULL; a length over PTRDIFF_MAX (a negative number,
 *     converted) is CYBSIGN_E_LENGTH.
 *   - Inputs are borrowed for the call and never kept or changed.
 *   - A function that can fail returns a cybsign_status, 0 being success, and its outputs are set to NULL or 0 first and stay
 *     so on failure; the report of a verification is the one exception, and says so.
 *   - err, always the last parameter, may be NULL. It is overwritten: with NULL on success, else with an error that the
 *     caller frees with cybsign_error_free().
 *   - A handle is freed by the one function that bears its name and _free; bytes by cybsign_bytes_clear(). Each takes NULL.
 *     Nothing else is ever freed by the caller.
 *   - Handles are immutable and may be used from any thread at once, and freed while handles made from them live on. Only a
 *     free must not race with a use of the same handle.
 *   - Times are int64_t in Unix seconds; CYBSIGN_NOW stands for the present.
 *   - Options are a JSON object in UTF-8. An unknown name is refused. A time, Ids and the like that only tests may set stand
 *     under "testing".
 *   - Any function may also return CYBSIGN_E_MEMORY or, for a defect of the library, CYBSIGN_E_PANIC.
 *   - No message, report or JSON text holds a password, key, card number or payload.
 *   - The library opens no socket, starts no thread, reads no environment variable and no file but those it is asked to.
 */


#ifndef CYBSIGN_H
#define CYBSIGN_H

#include <stddef.h>
#include <stdint.h>

/* Stands for the present time where a time is asked for. */
#define CYBSIGN_NOW INT64_MIN

/* What a cybsign_bytes is initialised with. */
#define CYBSIGN_BYTES_INIT {NULL, 0}

/* What a cybsign_request is initialised with. */
#define CYBSIGN_REQUEST_INIT {CYBSIGN_BYTES_INIT, CYBSIGN_BYTES_INIT, CYBSIGN_BYTES_INIT, CYBSIGN_BYTES_INIT}


/**
 * A call succeeded. For a verification: every check passed and the signer is the expected one.
 */
#define CYBSIGN_OK 0

/**
 * A pointer that must not be NULL is NULL.
 */
#define CYBSIGN_E_NULL 1001

/**
 * A length is larger than any object can be.
 */
#define CYBSIGN_E_LENGTH 1002

/**
 * The options text holds an unknown name, a wrong type or a value that is not allowed.
 */
#define CYBSIGN_E_OPTION 1003

/**
 * An argument has a value that is not allowed.
 */
#define CYBSIGN_E_ARGUMENT 1004

/**
 * A field can't be sent as it is: a line break, `=` in a name, an empty or repeated name, or a character XML can't hold.
 */
#define CYBSIGN_E_FIELD 1005

/**
 * The input is larger or deeper than the limits allow.
 */
#define CYBSIGN_E_LIMIT 1006

/**
 * What is asked for is retired; the message gives the dates. An option allows it all the same.
 */
#define CYBSIGN_E_RETIRED 1007

/**
 * The bytes are not the DER structure they should be.
 */
#define CYBSIGN_E_DER 2001

/**
 * The text is not PEM, or one of its blocks is broken or cut.
 */
#define CYBSIGN_E_PEM 2002

/**
 * The P12 is damaged.
 */
#define CYBSIGN_E_P12_DAMAGED 2003

/**
 * The bytes are not a P12 at all; the message names what they are.
 */
#define CYBSIGN_E_NOT_P12 2004

/**
 * The XML is not well-formed, or holds what is never read (a DTD, an entity that is not XML's own).
 */
#define CYBSIGN_E_XML 2005

/**
 * The JSON text can't be read.
 */
#define CYBSIGN_E_JSON 2006

/**
 * The text is not in the encoding it must have, which is UTF-8.
 */
#define CYBSIGN_E_ENCODING 2007

/**
 * The XML is well-formed, but not the message that this function takes.
 */
#define CYBSIGN_E_MESSAGE 2008

/**
 * The password is wrong, or one is needed and none was given.
 */
#define CYBSIGN_E_WRONG_PASSWORD 3001

/**
 * The P12's password is right, but the private key in it has another one.
 */
#define CYBSIGN_E_KEY_PASSWORD 3002

/**
 * There is no private key.
 */
#define CYBSIGN_E_NO_KEY 3003

/**
 * There is a private key, but no certificate that belongs to it.
 */
#define CYBSIGN_E_NO_CERTIFICATE 3004

/**
 * There are several keys: choose one with the option alias.
 */
#define CYBSIGN_E_SEVERAL_KEYS 3005

/**
 * No key has the alias that was asked for.
 */
#define CYBSIGN_E_ALIAS 3006

/**
 * The private key and the certificate do not belong together.
 */
#define CYBSIGN_E_KEY_MISMATCH 3007

/**
 * The P12 has no MAC, so nothing vouches for its contents.
 */
#define CYBSIGN_E_NO_MAC 3008

/**
 * The credential is for the other environment (test or production).
 */
#define CYBSIGN_E_ENVIRONMENT 3009

/**
 * Encryption is asked for and there is no certificate to encrypt to, or a message is encrypted to another certificate.
 */
#define CYBSIGN_E_NO_RECIPIENT 3010

/**
 * The credential is not that of the merchant or portfolio that the message names.
 */
#define CYBSIGN_E_MERCHANT 3011

/**
 * The certificate has expired.
 */
#define CYBSIGN_E_EXPIRED 4001

/**
 * The certificate is not valid yet.
 */
#define CYBSIGN_E_NOT_YET_VALID 4002

/**
 * A date of the certificate can't be read.
 */
#define CYBSIGN_E_DATE_UNREADABLE 4003

/**
 * The certificate that messages are encrypted to is out of date.
 */
#define CYBSIGN_E_RECIPIENT_DATE 4004

/**
 * An algorithm or key type is not supported; the message names it.
 */
#define CYBSIGN_E_UNSUPPORTED 5001

/**
 * The file asks for more key derivation iterations than the limit allows.
 */
#define CYBSIGN_E_ITERATIONS 5002

/**
 * The key is of a kind that can't do this.
 */
#define CYBSIGN_E_KEY_KIND 5003

/**
 * The signature could not be made.
 */
#define CYBSIGN_E_SIGN 5004

/**
 * The message can't be opened. There is one text for every reason, so that nobody can ask the key questions.
 */
#define CYBSIGN_E_DECRYPT 5005

/**
 * The message has not the structure of a signed Simple Order message.
 */
#define CYBSIGN_E_VERIFY_STRUCTURE 6001

/**
 * The message uses an algorithm that is not allowed.
 */
#define CYBSIGN_E_VERIFY_ALGORITHM 6002

/**
 * A reference does not lead to exactly one element, or the Body is not signed.
 */
#define CYBSIGN_E_VERIFY_REFERENCE 6003

/**
 * A digest does not match: the message was changed after it was signed.
 */
#define CYBSIGN_E_VERIFY_DIGEST 6004

/**
 * The signature value does not match.
 */
#define CYBSIGN_E_VERIFY_SIGNATURE 6005

/**
 * The signer's certificate is expired, not valid yet, or its dates can't be read.
 */
#define CYBSIGN_E_VERIFY_DATE 6006

/**
 * The signature is good, but nothing says whose it should be.
 */
#define CYBSIGN_E_VERIFY_UNTRUSTED 6007

/**
 * The signature is good, but the signer is not the expected one.
 */
#define CYBSIGN_E_VERIFY_SIGNER 6008

/**
 * The file does not exist.
 */
#define CYBSIGN_E_FILE_NOT_FOUND 8001

/**
 * The file may not be read or written.
 */
#define CYBSIGN_E_FILE_PERMISSION 8002

/**
 * The file could not be read or written, or is no regular file.
 */
#define CYBSIGN_E_FILE 8003

/**
 * The file exists already, and was not to be replaced.
 */
#define CYBSIGN_E_FILE_EXISTS 8004

/**
 * A defect of the library was caught. Please report it with the message.
 */
#define CYBSIGN_E_PANIC 9001

/**
 * There is not enough memory.
 */
#define CYBSIGN_E_MEMORY 9002

/**
 * The cryptographic library failed where it should not.
 */
#define CYBSIGN_E_CRYPTO 9003

/**
 * The number of the binary interface that this header describes. It rises with each addition; a program runs with every
 * library whose cybsign_abi_version() is at least the number it was compiled with.
 */
#define CYBSIGN_ABI_VERSION 1

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
 * Signs Simple Order messages with one credential and one set of options. Opaque, immutable, and usable from any thread
 * at once.
 */
typedef struct cybsign_simple_order cybsign_simple_order;

/**
 * Masks a text that comes in pieces. Opaque and stateful: one thread at a time.
 */
typedef struct cybsign_stream cybsign_stream;

/**
 * 0 (CYBSIGN_OK) or one of CYBSIGN_E_…. A band of a thousand is a category: 1 usage, 2 encoding, 3 credential,
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
 * `context` is what cybsign_credential_from_callbacks() got. `algorithm` is one of CYBSIGN_RSASSA_…: Simple Order asks for
 * CYBSIGN_RSASSA_PKCS1_SHA256, and a callback fails for one that it does not know. The callback writes the bare signature, as long as the key's modulus, to `signature`, which has room for `signature_capacity` bytes,
 * and its length to `*signature_len`. It returns 0, or another number that is then shown in the error's detail as
 * "callback_result". It may be called from several threads at once, and must not unwind (throw) or longjmp out.
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
 * `algorithm` is one of CYBSIGN_RSAES_…: Simple Order asks for CYBSIGN_RSAES_OAEP_SHA1 or CYBSIGN_RSAES_PKCS1.
 */
typedef int32_t (*cybsign_decrypt_callback)(void *context,
                                            int32_t algorithm,
                                            const uint8_t *ciphertext,
                                            size_t ciphertext_len,
                                            uint8_t *plaintext,
                                            size_t plaintext_capacity,
                                            size_t *plaintext_len);

/**
 * Called once with the context when the last reference to a credential made from callbacks is gone, on whatever thread
 * drops it; also when cybsign_credential_from_callbacks() fails.
 */
typedef void (*cybsign_destroy_callback)(void *context);

/**
 * One name and its value, both UTF-8 and not NUL-terminated. A pointer may be NULL if its length is 0.
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
 * An HTTP request that is ready to be sent.
 *
 * Initialise it with CYBSIGN_REQUEST_INIT. A function that fills it overwrites what is in it without freeing that; on
 * success each of its texts is filled as cybsign_bytes says. The caller owns it and gives it back with
 * cybsign_request_clear().
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

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The name of a status, such as "CYBSIGN_E_EXPIRED".
 *
 * Returns a static NUL-terminated text, never NULL; "CYBSIGN_E_UNKNOWN" for a number that is no status.
 * Threads: any. Since 0.1.0.
 */
const char *cybsign_status_name(cybsign_status status);

/**
 * What a status means, in one line of English.
 *
 * Returns a static NUL-terminated text, never NULL; "unknown status" for a number that is no status.
 * Threads: any. Since 0.1.0.
 */
const char *cybsign_status_text(cybsign_status status);

/**
 * The category of a status: "ok", "usage", "encoding", "credential", "certificate", "crypto", "verification", "io",
 * "internal", or "unknown".
 *
 * Returns a static NUL-terminated text, never NULL. Threads: any. Since 0.1.0.
 */
const char *cybsign_status_category(cybsign_status status);

/**
 * The version of the library, such as "0.1.0" (Semantic Versioning 2.0.0).
 *
 * Returns a static NUL-terminated text, never NULL. Threads: any. Since 0.1.0.
 */
const char *cybsign_version(void);

/**
 * The version of the library as a number: major * 65536 + minor * 256 + patch.
 *
 * Threads: any. Since 0.1.0.
 */
uint32_t cybsign_version_number(void);

/**
 * The number of the binary interface of the library that is loaded; see CYBSIGN_ABI_VERSION.
 *
 * Threads: any. Since 0.1.0.
 */
int32_t cybsign_abi_version(void);

/**
 * How the library was built, as a JSON object: version, abi_version, target, openssl (its version text),
 * openssl_linked ("static" or "system") and features.
 *
 * Returns a static NUL-terminated text, never NULL. Threads: any. Since 0.1.0.
 */
const char *cybsign_build_info_json(void);

/**
 * The status of an error.
 *
 * `error` may be NULL; then it is CYBSIGN_OK. Threads: any. Since 0.1.0.
 */
int32_t cybsign_error_status(const struct cybsign_error *error);

/**
 * One line of UTF-8 that says what is wrong and what to do. It never holds a secret, a card number or a payload.
 *
 * `error` may be NULL; then the text is "no error". Returns a NUL-terminated text, never NULL, that belongs to the error
 * and lives until cybsign_error_free(). Threads: any. Since 0.1.0.
 */
const char *cybsign_error_message(const struct cybsign_error *error);

/**
 * Particulars as a JSON object, such as `{"offset":17}`; the names depend on the status.
 *
 * `error` may be NULL; then the text is "{}". Returns a NUL-terminated text, never NULL, that belongs to the error and
 * lives until cybsign_error_free(). Threads: any. Since 0.1.0.
 */
const char *cybsign_error_detail_json(const struct cybsign_error *error);

/**
 * Frees an error. `error` may be NULL; then nothing happens.
 *
 * Threads: one, once. Since 0.1.0.
 */
void cybsign_error_free(struct cybsign_error *error);

/**
 * Wipes and frees the bytes that a function of this library gave, and sets `data` to NULL and `len` to 0.
 *
 * It may be called again, and with bytes that were never filled. `bytes` may be NULL; then nothing happens.
 * Threads: one at a time for the same bytes. Since 0.1.0.
 */
void cybsign_bytes_clear(struct cybsign_bytes *bytes);

/**
 * Loads a credential from the bytes of a P12 (PKCS #12, RFC 7292).
 *
 * Reads both layouts of CyberSource's portal, files of OpenSSL 1 and 3, Windows, the JDK and NSS, and PBMAC1 (RFC 9579).
 * The key is matched to its certificate by public key.
 *
 * p12: the file's bytes. password: its password, in UTF-8; NULL with length 0 and an empty one are the same: both ways to
 * encode "no password" are tried. options_json: a JSON object in UTF-8, or NULL with length 0: `alias` (string: the CN or
 * the friendly name of the key to take, whole; needed when there are several), `environment` ("test" or "production":
 * kept and shown), `max_iterations` (number, default 5000000: the most key derivation iterations that all parts of the
 * file may ask for together), `allow_no_mac` (boolean, default false). credential: receives the handle, which the caller
 * frees with cybsign_credential_free(); NULL on failure. err: may be NULL; receives an error to be freed with
 * cybsign_error_free(), or NULL on success.
 *
 * Returns CYBSIGN_OK, CYBSIGN_E_NOT_P12, CYBSIGN_E_P12_DAMAGED, CYBSIGN_E_WRONG_PASSWORD, CYBSIGN_E_KEY_PASSWORD,
 * CYBSIGN_E_NO_KEY, CYBSIGN_E_NO_CERTIFICATE, CYBSIGN_E_SEVERAL_KEYS, CYBSIGN_E_ALIAS, CYBSIGN_E_NO_MAC,
 * CYBSIGN_E_UNSUPPORTED, CYBSIGN_E_ITERATIONS, CYBSIGN_E_KEY_KIND, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION, CYBSIGN_E_JSON,
 * CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_MEMORY, CYBSIGN_E_CRYPTO or CYBSIGN_E_PANIC. An expired certificate loads:
 * signing with it is what is refused.
 *
 * Threads: any. The inputs are not kept; copies of the password are wiped. Since 0.1.0.
 */
cybsign_status cybsign_credential_from_p12(const uint8_t *p12,
                                           size_t p12_len,
                                           const uint8_t *password,
                                           size_t password_len,
                                           const char *options_json,
                                           size_t options_json_len,
                                           struct cybsign_credential **credential,
                                           struct cybsign_error **err);

/**
 * As cybsign_credential_from_p12(), for a P12 whose private key has a password of its own.
 *
 * key_password: the key's password, in UTF-8. A wrong one gives CYBSIGN_E_KEY_PASSWORD; it is not looked at where the key
 * is not encrypted by itself (an unshrouded KeyBag). Since 0.1.0.
 */
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
 * As cybsign_credential_from_p12(), from a file.
 *
 * path: the file's path, path_len bytes without a NUL (UTF-8 on Windows, any bytes elsewhere). No other file is opened.
 * Whether others may read the file is remembered for the warnings of cybsign_credential_inspect_json().
 *
 * Returns also CYBSIGN_E_FILE_NOT_FOUND, CYBSIGN_E_FILE_PERMISSION or CYBSIGN_E_FILE, and CYBSIGN_E_ARGUMENT for a path that
 * is empty or holds a NUL. Since 0.1.0.
 */
cybsign_status cybsign_credential_from_p12_file(const char *path,
                                                size_t path_len,
                                                const uint8_t *password,
                                                size_t password_len,
                                                const char *options_json,
                                                size_t options_json_len,
                                                struct cybsign_credential **credential,
                                                struct cybsign_error **err);

/**
 * As cybsign_credential_from_p12_file(), for a P12 whose private key has a password of its own.
 *
 * key_password: the key's password, in UTF-8. A wrong one gives CYBSIGN_E_KEY_PASSWORD. Since 0.1.0.
 */
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
 * Loads a credential from PEM (RFC 7468, and the encrypted keys of old OpenSSL).
 *
 * key_pem: the private key, in the clear or encrypted, with the certificates before or after it if they stand in the same
 * text; text around the blocks is skipped. certificate_pem: the certificates; NULL with length 0 if they stand in key_pem.
 * password: the key's password in UTF-8, or NULL with length 0. options_json, credential, err: as for
 * cybsign_credential_from_p12().
 *
 * Returns as cybsign_credential_from_p12(), with CYBSIGN_E_PEM for a broken block and CYBSIGN_E_KEY_MISMATCH if no
 * certificate belongs to the key. Threads: any. Since 0.1.0.
 */
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
 * key: a private key as PKCS #8 (RFC 5208, encrypted or not) or PKCS #1 (RFC 8017, appendix A.1.2). certificate: an X.509
 * certificate (RFC 5280). password: the key's password in UTF-8, or NULL with length 0. options_json, credential, err: as
 * for cybsign_credential_from_p12().
 *
 * Returns as cybsign_credential_from_p12(), with CYBSIGN_E_DER for bytes that are neither. Threads: any. Since 0.1.0.
 */
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
 * Makes a credential whose private key lives elsewhere.
 *
 * certificate: the certificate of the key, DER or PEM. sign: signs; must not be NULL. decrypt: decrypts; may be NULL if
 * nothing is ever decrypted. context: given to the callbacks; may be NULL. destroy: releases the context; may be NULL.
 * options_json: as for cybsign_credential_from_p12(), of which `environment` matters here. credential, err: as there.
 *
 * Each signature that a callback makes is verified with the certificate before it is used. Ownership of the context passes
 * to the library with the call, whatever it returns: destroy is called once. Threads: any; the callbacks may be called
 * from several threads at once. Since 0.1.0.
 */
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
 * Frees a credential. `credential` may be NULL; then nothing happens.
 *
 * Threads: one, once; handles made from the credential stay usable. Since 0.1.0.
 */
void cybsign_credential_free(struct cybsign_credential *credential);

/**
 * Describes a credential and everything else in the file it came from, as JSON.
 *
 * credential: the credential. now: the time to judge dates at, in Unix seconds, or CYBSIGN_NOW. json: receives the text in
 * UTF-8, which the caller gives back with cybsign_bytes_clear(). err: may be NULL.
 *
 * The object has `container` (kind: p12, pem, der, pkcs7 or callbacks; mac, mac_algorithm, mac_iterations, encryption),
 * `certificates` (in the file's order, each with role: merchant, server, ca or other; merchant_id, key_serial, serial_hex,
 * subject, issuer, not_before and not_after as RFC 3339 text in UTC or null, date_status, days_left, public_key,
 * signature_algorithm, sha256, friendly_name, has_private_key), `private_keys` (algorithm, bits, friendly_name, and
 * certificate: the index of its certificate, or null), `warnings` (code, message, certificate), `environment` and
 * `selected`, the index of the certificate that signs. It holds no secret.
 *
 * Returns CYBSIGN_OK, CYBSIGN_E_NULL, CYBSIGN_E_MEMORY or CYBSIGN_E_PANIC. Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_credential_inspect_json(const struct cybsign_credential *credential,
                                               int64_t now,
                                               struct cybsign_bytes *json,
                                               struct cybsign_error **err);

/**
 * Describes the keys and certificates in any P12, PEM, DER or PKCS #7 bytes, as JSON.
 *
 * data: the bytes. password: the password in UTF-8; NULL with length 0 if it is not known: a P12 whose certificates stand
 * in clear is described all the same, with the mac "not_checked". now: as for cybsign_credential_inspect_json(), whose
 * JSON this has too, without environment and selected. json, err: as there.
 *
 * Returns CYBSIGN_OK, or as cybsign_credential_from_p12() for bytes that can't be read. Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_inspect_json(const uint8_t *data,
                                    size_t data_len,
                                    const uint8_t *password,
                                    size_t password_len,
                                    int64_t now,
                                    struct cybsign_bytes *json,
                                    struct cybsign_error **err);

/**
 * The last second at which the credential's certificate is valid (RFC 5280, section 4.1.2.5), in Unix seconds.
 *
 * credential: the credential. not_after: receives the time; 0 on failure. err: may be NULL. Returns CYBSIGN_OK,
 * CYBSIGN_E_DATE_UNREADABLE or CYBSIGN_E_NULL. Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_credential_not_after(const struct cybsign_credential *credential,
                                            int64_t *not_after,
                                            struct cybsign_error **err);

/**
 * How many whole days the credential's certificate is still valid, rounded down: 0 on its last day, negative once it has
 * expired.
 *
 * credential: the credential. now: in Unix seconds, or CYBSIGN_NOW. days_left: receives the days; 0 on failure. err: may
 * be NULL. Returns CYBSIGN_OK, CYBSIGN_E_DATE_UNREADABLE or CYBSIGN_E_NULL. Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_credential_days_left(const struct cybsign_credential *credential,
                                            int64_t now,
                                            int64_t *days_left,
                                            struct cybsign_error **err);

/**
 * Says whether the credential's certificate has expired or soon will.
 *
 * credential: the credential. now: in Unix seconds, or CYBSIGN_NOW. warn_days: how many days ahead to warn; from 0.
 * state: receives one of CYBSIGN_EXPIRY_…; CYBSIGN_EXPIRY_UNREADABLE on failure. days_left: receives the days as
 * cybsign_credential_days_left() counts them, 0 if a date is unreadable. err: may be NULL.
 *
 * Returns CYBSIGN_OK whatever the state is, CYBSIGN_E_ARGUMENT for negative warn_days, or CYBSIGN_E_NULL. Threads: any.
 * Since 0.1.0.
 */
cybsign_status cybsign_credential_expiry(const struct cybsign_credential *credential,
                                         int64_t now,
                                         int64_t warn_days,
                                         int32_t *state,
                                         int64_t *days_left,
                                         struct cybsign_error **err);

/**
 * Prepares signing: everything that is the same for each message is computed here.
 *
 * credential: what to sign with; it may be freed afterwards. options_json: a JSON object in UTF-8, or NULL with length 0:
 * `profile` ("cpp", the default: the layout of CyberSource's C/C++ SDK, the same bytes for the same input; or "java": that
 * of its Java SDK, with random Ids), `api_version` (string, default "1.224"), `namespace` (string: the whole namespace of
 * NVP requests, instead of api_version), `client` (false, the default, or an object of strings: identification fields such
 * as clientLibrary, added where the request has none of that name), `allow_expired` (boolean, default false: sign with a
 * certificate that is out of date), `encrypt` (boolean, default false: encrypt the Body's content after signing, with
 * AES-256-CBC, to the certificate CyberSource_SJC_US of the credential's own file; a message is never sent in clear
 * instead), `key_transport` ("rsa-oaep", the default, with SHA-1 and MGF1-SHA-1; or "rsa-1_5"), `server_certificate` (PEM,
 * or base64 of the DER: encrypt to this one), `allow_expired_recipient` (boolean, default false), `environment` ("test" or
 * "production": where requests go; a credential of the other one is refused), `endpoint` ("standard", the default, "akamai",
 * "india", or an https URL), `allow_other_username` (boolean, default false; see cybsign_simple_order_sign_envelope()),
 * `limits` (object of numbers: `max_bytes`, default 16777216; `max_depth`, default 100;
 * `max_attributes`, default 100), `testing` (object: `now`, Unix seconds; `ids`, an object with the Ids `token`,
 * `signature`, `body`, `key_info`, `reference`, `encrypted_key` and `encrypted_data` of the profile java). simple_order: receives the handle, which the
 * caller frees with cybsign_simple_order_free(); NULL on failure. err: may be NULL.
 *
 * Returns CYBSIGN_OK, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NO_RECIPIENT if there is no certificate to encrypt
 * to, or none with an RSA key of 1024 to 8192 bits, CYBSIGN_E_ENVIRONMENT if the credential is for the other
 * environment, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_MEMORY or CYBSIGN_E_PANIC. Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_simple_order_new(const struct cybsign_credential *credential,
                                        const char *options_json,
                                        size_t options_json_len,
                                        struct cybsign_simple_order **simple_order,
                                        struct cybsign_error **err);

/**
 * Signs a name-value-pair (NVP) request given as fields.
 *
 * simple_order: the handle. fields: fields_len fields; at least one. The profile cpp sorts them by name; java keeps
 * their order. merchantID is never filled in, but by a handle of cybsign_simple_order_from_config(). message: receives
 * the SOAP envelope in UTF-8, ready to be sent, which the caller gives back with cybsign_bytes_clear(). err: may be
 * NULL.
 *
 * The message has a WS-Security header (OASIS SOAP Message Security 1.0) with the certificate as BinarySecurityToken and an
 * XML signature (W3C, rsa-sha256) over the Body.
 *
 * Returns CYBSIGN_OK; CYBSIGN_E_FIELD for a field that can't be sent as it is: CR, LF, NUL or another character that XML 1.0
 * can't hold, `=` in a name, an empty or repeated name, or text that is not UTF-8; CYBSIGN_E_EXPIRED, CYBSIGN_E_NOT_YET_VALID
 * (more than 300 seconds too young) or CYBSIGN_E_DATE_UNREADABLE for the certificate; CYBSIGN_E_RECIPIENT_DATE for that of
 * the recipient; CYBSIGN_E_LIMIT, CYBSIGN_E_SIGN,
 * CYBSIGN_E_NULL, CYBSIGN_E_LENGTH, CYBSIGN_E_MEMORY or CYBSIGN_E_PANIC. Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_simple_order_sign_fields(const struct cybsign_simple_order *simple_order,
                                                const struct cybsign_field *fields,
                                                size_t fields_len,
                                                struct cybsign_bytes *message,
                                                struct cybsign_error **err);

/**
 * Signs a name-value-pair (NVP) request given as text: a line `name=value` for each field, each ending in LF, which the
 * last may lack.
 *
 * nvp: nvp_len bytes of UTF-8. Blank lines are refused. Since the text is already joined, this function can't detect that
 * a value held a line break and so became two fields: where values come from users, use
 * cybsign_simple_order_sign_fields(). The rest is as there. Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_simple_order_sign_nvp(const struct cybsign_simple_order *simple_order,
                                             const char *nvp,
                                             size_t nvp_len,
                                             struct cybsign_bytes *message,
                                             struct cybsign_error **err);

/**
 * Signs an XML request: a document whose element is a requestMessage. Neither its name nor its contents are checked
 * against CyberSource's schema.
 *
 * xml: xml_len bytes of XML 1.0 in UTF-8 (a byte order mark is allowed), without a DTD and with no entity but XML's own. It
 * keeps its namespace version and its identification fields. The profile cpp writes it in exclusive canonical form (W3C
 * Exclusive XML Canonicalization 1.0), prefixes kept; java writes the document's element byte for byte. What stands before
 * and after that element is dropped. message, err: as for cybsign_simple_order_sign_fields().
 *
 * Returns as there, with CYBSIGN_E_XML for what is not well-formed or never read, CYBSIGN_E_ENCODING for another encoding,
 * and CYBSIGN_E_MESSAGE for a SOAP envelope, where the request alone is wanted. Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_simple_order_sign_xml(const struct cybsign_simple_order *simple_order,
                                             const char *xml,
                                             size_t xml_len,
                                             struct cybsign_bytes *message,
                                             struct cybsign_error **err);

/**
 * Frees the handle. `simple_order` may be NULL; then nothing happens.
 *
 * Threads: one, once. Since 0.1.0.
 */
void cybsign_simple_order_free(struct cybsign_simple_order *simple_order);

/**
 * Verifies a signed Simple Order message: for tests, simulators of a gateway, and diagnosis. CyberSource's replies are
 * not signed.
 *
 * message: the SOAP envelope. options_json: a JSON object in UTF-8, or NULL with length 0: `expected_certificate` (string:
 * PEM or base64 of the DER) or `expected_sha256` (string or list of strings: SHA-256 fingerprints of the DER in hex),
 * `any_certificate` (boolean: be content with any signer; the report then says "not authenticated"), `allow_sha1`,
 * `allow_expired` (booleans, default false), `limits` (as for cybsign_simple_order_new()), `testing` (`now`). report:
 * receives a JSON object {"ok", "checks": [{"name", "ok", "detail"}], "signer", "certificate"}, the last being the
 * token's certificate whoever's it is, also for every status of the category verification; given back with cybsign_bytes_clear(). err: may be NULL.
 *
 * Returns CYBSIGN_OK only if every check passed and the signer is the expected one. Otherwise one of CYBSIGN_E_VERIFY_…:
 * CYBSIGN_E_VERIFY_UNTRUSTED if all is well but no option says who the signer should be; or CYBSIGN_E_XML,
 * CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH,
 * CYBSIGN_E_MEMORY or CYBSIGN_E_PANIC. Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_simple_order_verify(const char *message,
                                           size_t message_len,
                                           const char *options_json,
                                           size_t options_json_len,
                                           struct cybsign_bytes *report,
                                           struct cybsign_error **err);

/**
 * Opens an encrypted Simple Order message: for tests and simulators of a gateway, which hold the recipient's key.
 *
 * credential: the key that the message is encrypted to, with its certificate. message: the SOAP envelope. options_json: as
 * for cybsign_simple_order_verify(), with which the decrypted message is verified; whom to expect must be said. plain:
 * receives the SOAP envelope with the Body's content in clear, in UTF-8, only if decryption and verification both
 * succeeded; cybsign_bytes_clear() wipes and frees it. err: may be NULL.
 *
 * Reads AES-256-CBC with RSA-OAEP (SHA-1) or RSA 1.5 key transport (W3C XML Encryption). Returns CYBSIGN_OK;
 * CYBSIGN_E_NO_RECIPIENT if the message is encrypted to another certificate; CYBSIGN_E_VERIFY_STRUCTURE or
 * CYBSIGN_E_VERIFY_ALGORITHM for a message that is not encrypted or not in this way; CYBSIGN_E_VERIFY_UNTRUSTED if no option
 * says whom to expect; CYBSIGN_E_KEY_KIND if the credential can't decrypt; and for whatever is wrong after the recipient was
 * matched, bad signatures too, CYBSIGN_E_DECRYPT with one text, so that the answer tells nothing about the key; or
 * CYBSIGN_E_XML, CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NULL, CYBSIGN_E_LENGTH,
 * CYBSIGN_E_MEMORY or CYBSIGN_E_PANIC. Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_simple_order_open(const struct cybsign_credential *credential,
                                         const char *message,
                                         size_t message_len,
                                         const char *options_json,
                                         size_t options_json_len,
                                         struct cybsign_bytes *plain,
                                         struct cybsign_error **err);

/**
 * Signs a whole SOAP 1.1 envelope in place, as an old SOAP toolkit made it: the way out of SOAP-toolkit passwords.
 *
 * simple_order: the handle. envelope: the message, with any prefixes, with or without a wsse:UsernameToken, which is
 * taken out. A comment in wsse:Security is refused, since it might hold another. Everything else stays as it came,
 * byte for byte, but for an Id on the Body; with the option encrypt the Body's content is encrypted afterwards.
 * message: receives the signed envelope. report: receives a JSON object {"username", "meta_key"}: the Username that
 * was removed, or null, and whether it differs from the Body's merchantID, as a meta key's does; then the
 * certificate's CN must be that Username, unless the option `allow_other_username` of cybsign_simple_order_new() is
 * true; so it must where the Body has no merchantID. The Body must hold a requestMessage or an nvpRequest of
 * CyberSource's, and the Envelope nothing but its Header and its Body. Both outputs are given back with
 * cybsign_bytes_clear(). err: may be NULL.
 *
 * Returns as cybsign_simple_order_sign_xml(), with CYBSIGN_E_MESSAGE for what is no such envelope or holds a signature,
 * another token or encrypted data, and CYBSIGN_E_MERCHANT for the certificate of another than the meta key's owner.
 * Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_simple_order_sign_envelope(const struct cybsign_simple_order *simple_order,
                                                  const char *envelope,
                                                  size_t envelope_len,
                                                  struct cybsign_bytes *message,
                                                  struct cybsign_bytes *report,
                                                  struct cybsign_error **err);

/**
 * Prepares signing from a configuration file of CyberSource's C/C++ SDK (cybs.ini) or Java SDK (cybs.properties): the P12
 * that the file names is loaded, and no other file.
 *
 * path: the file's path, path_len bytes without a NUL. options_json: `format` ("ini" or "properties"; by the file's
 * name otherwise), `merchant_id` (string: whose keys to read where the file has several), `password_is_merchant_id`
 * (boolean, default false: the merchant id is the password where the file gives none), `credential` (object: the
 * options of cybsign_credential_from_p12() for that P12), and every option of cybsign_simple_order_new(); these and
 * those come before what the file says. simple_order: receives the handle, which the caller frees with
 * cybsign_simple_order_free(). report: receives a JSON object {"format", "merchant_id", "key_file", "warnings":
 * [{"code", "key", "line", "message"}]}: what differs from what the SDK would have done; given back with
 * cybsign_bytes_clear(). err: may be NULL; where the P12 can't be loaded, its detail has the path as `key_file`.
 *
 * Every key of the SDKs is taken over, ignored with a warning, or refused (CYBSIGN_E_OPTION, CYBSIGN_E_UNSUPPORTED)
 * with the reason; so is a line that may ask for encryption but is not the SDKs' key. A file whose name does not end
 * in .properties is an ini file, and a relative keysDirectory starts at the process's working directory, as with the
 * SDKs. The file's merchantID is put into requests that have none, as those SDKs do; the option `client`, false,
 * prevents it. Returns also as cybsign_credential_from_p12_file() and cybsign_simple_order_new(). Threads: any. Since
 * 0.1.0.
 */
cybsign_status cybsign_simple_order_from_config(const char *path,
                                                size_t path_len,
                                                const char *options_json,
                                                size_t options_json_len,
                                                struct cybsign_simple_order **simple_order,
                                                struct cybsign_bytes *report,
                                                struct cybsign_error **err);

/**
 * Reads a reply: NVP, XML, or a SOAP fault. Replies are neither signed nor encrypted: trust in them rests on TLS alone.
 *
 * reply: the body of the HTTP response, whatever its status was; or the replyMessage, the nvpReply or the NVP text from it.
 * options_json: a JSON object, or NULL with length 0: `http_status` (number: 504 makes a fault critical), `limits`. json:
 * receives a JSON object: kind ("nvp", "xml" or "fault"), decision, reason_code, reason (what the code means), may_resend
 * (whether the same request may be sent again, or null), state ("known", or "unknown" where the order may have been
 * processed: look before you send again), request_id, request_token, merchant_reference_code, fields (all of them, with
 * XML's nested names joined by `_` as NVP has them), missing_fields, invalid_fields, fault ({code, string, request_id,
 * critical} or null). It holds the reply's payload: cybsign_bytes_clear() wipes it. err: may be NULL.
 *
 * Elements are known by namespace and local name; an unsigned Timestamp in the header is ignored. Returns CYBSIGN_OK,
 * CYBSIGN_E_MESSAGE for what is no reply, CYBSIGN_E_XML, CYBSIGN_E_ENCODING, CYBSIGN_E_LIMIT, CYBSIGN_E_OPTION,
 * CYBSIGN_E_JSON, CYBSIGN_E_NULL or CYBSIGN_E_LENGTH. Threads: any. Since 0.1.0.
 */
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
 * username: the merchant id or, with a meta key, the portfolio's or account's. password: the transaction key. Both in UTF-8.
 * options_json: `allow_retired` (boolean) must be true. header: receives the element; cybsign_bytes_clear() wipes it. err:
 * may be NULL.
 *
 * Returns CYBSIGN_OK, CYBSIGN_E_RETIRED without the option (its message gives the dates), CYBSIGN_E_ARGUMENT for an empty
 * text or one that XML can't hold, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NULL or CYBSIGN_E_LENGTH. Threads: any.
 * Since 0.1.0.
 */
cybsign_status cybsign_simple_order_username_token(const char *username,
                                                   size_t username_len,
                                                   const uint8_t *password,
                                                   size_t password_len,
                                                   const char *options_json,
                                                   size_t options_json_len,
                                                   struct cybsign_bytes *header,
                                                   struct cybsign_error **err);

/**
 * Signs a request and says where and how to send it.
 *
 * simple_order: the handle, made with the option `environment` ("test" or "production") and, where it is not "standard",
 * `endpoint` ("akamai", "india" or an https URL). content_kind: one of CYBSIGN_CONTENT_…. content: what that says. request:
 * receives what is to be sent, which the caller gives back with cybsign_request_clear(). err: may be NULL. What was taken
 * out of an envelope is not said here; cybsign_simple_order_sign_envelope() reports it.
 *
 * Returns as the signing function of the kind, with CYBSIGN_E_OPTION if neither environment nor a URL was given, and
 * CYBSIGN_E_ARGUMENT for another kind. Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_simple_order_request(const struct cybsign_simple_order *simple_order,
                                            int32_t content_kind,
                                            const char *content,
                                            size_t content_len,
                                            struct cybsign_request *request,
                                            struct cybsign_error **err);

/**
 * As cybsign_simple_order_request(), for a name-value-pair request given as fields, as cybsign_simple_order_sign_fields()
 * takes them. Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_simple_order_request_fields(const struct cybsign_simple_order *simple_order,
                                                   const struct cybsign_field *fields,
                                                   size_t fields_len,
                                                   struct cybsign_request *request,
                                                   struct cybsign_error **err);

/**
 * Wipes and frees what a request holds, as cybsign_bytes_clear() does for each of its texts.
 *
 * It may be called again, and with a request that was never filled. `request` may be NULL; then nothing happens.
 * Threads: one at a time for the same request. Since 0.1.0.
 */
void cybsign_request_clear(struct cybsign_request *request);

/**
 * Masks a message so that it may be logged: whatever is not on the list of names that CyberSource's SDKs log, and card
 * numbers wherever they stand.
 *
 * text: the message, in any bytes. options_json: a JSON object, or NULL with length 0: `format` ("auto", the default, "nvp",
 * "scmp", "xml", "json" or "text"), `rule` ("sdk", the default: a masked value keeps its length in characters, and of 10 to
 * 15 characters the first and last two, of 16 and more the first and last four; or "strict": nothing of it is shown, and
 * the list is shorter, without what is about a person or a secret of an authentication). masked: receives the text, which
 * the caller gives back with cybsign_bytes_clear(). err: may be NULL.
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
 * `_-.:` becomes `xxxx`; more than 128 bytes of white space before a colon are not understood. In XML comments and instructions lose their content; of attributes namespaces and Ids (id, Id, ID) are shown if
 * they are names or URIs. Linear time. Returns CYBSIGN_OK, CYBSIGN_E_OPTION, CYBSIGN_E_JSON, CYBSIGN_E_NULL or
 * CYBSIGN_E_LENGTH.
 * Threads: any. Since 0.1.0.
 */
cybsign_status cybsign_mask_text(const char *text,
                                 size_t text_len,
                                 const char *options_json,
                                 size_t options_json_len,
                                 struct cybsign_bytes *masked,
                                 struct cybsign_error **err);

/**
 * Begins to mask a text that comes in pieces, as cybsign_mask_text() would mask the whole, wherever the pieces end.
 *
 * options_json: as for cybsign_mask_text(). stream: receives the handle, which the caller frees with
 * cybsign_stream_free(); NULL on failure. err: may be NULL. Returns CYBSIGN_OK, CYBSIGN_E_OPTION, CYBSIGN_E_JSON,
 * CYBSIGN_E_NULL or CYBSIGN_E_LENGTH. Threads: any; the stream itself one at a time. Since 0.1.0.
 */
cybsign_status cybsign_mask_stream_new(const char *options_json,
                                       size_t options_json_len,
                                       struct cybsign_stream **stream,
                                       struct cybsign_error **err);

/**
 * Masks the next piece.
 *
 * stream: the handle. text: the piece. masked: receives what is ready, which may be less than came in, and empty; given
 * back with cybsign_bytes_clear(). err: may be NULL. Returns CYBSIGN_OK, CYBSIGN_E_ARGUMENT after
 * cybsign_stream_finish(), CYBSIGN_E_NULL or CYBSIGN_E_LENGTH. Threads: one at a time. Since 0.1.0.
 */
cybsign_status cybsign_stream_update(struct cybsign_stream *stream,
                                     const char *text,
                                     size_t text_len,
                                     struct cybsign_bytes *masked,
                                     struct cybsign_error **err);

/**
 * Ends a text: gives what was held back.
 *
 * stream: the handle, which is still to be freed. masked: receives the rest; given back with cybsign_bytes_clear(). err: may
 * be NULL. Returns CYBSIGN_OK, CYBSIGN_E_ARGUMENT if it was ended before, or CYBSIGN_E_NULL. Threads: one at a time.
 * Since 0.1.0.
 */
cybsign_status cybsign_stream_finish(struct cybsign_stream *stream,
                                     struct cybsign_bytes *masked,
                                     struct cybsign_error **err);

/**
 * Frees a stream. `stream` may be NULL; then nothing happens.
 *
 * Threads: one, once. Since 0.1.0.
 */
void cybsign_stream_free(struct cybsign_stream *stream);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CYBSIGN_H */

/* The end of the interface. */
