/* Statuses and errors. */
#include "check.h"

static void check_table(void) {
    static const struct {
        cybsign_status status;
        const char *name, *category;
    } rows[] = {
#define ROW(status, category) {status, #status, category}
        ROW(CYBSIGN_OK, "ok"),
        ROW(CYBSIGN_E_NULL, "usage"),
        ROW(CYBSIGN_E_LENGTH, "usage"),
        ROW(CYBSIGN_E_OPTION, "usage"),
        ROW(CYBSIGN_E_ARGUMENT, "usage"),
        ROW(CYBSIGN_E_FIELD, "usage"),
        ROW(CYBSIGN_E_LIMIT, "usage"),
        ROW(CYBSIGN_E_RETIRED, "usage"),
        ROW(CYBSIGN_E_DER, "encoding"),
        ROW(CYBSIGN_E_PEM, "encoding"),
        ROW(CYBSIGN_E_P12_DAMAGED, "encoding"),
        ROW(CYBSIGN_E_NOT_P12, "encoding"),
        ROW(CYBSIGN_E_XML, "encoding"),
        ROW(CYBSIGN_E_JSON, "encoding"),
        ROW(CYBSIGN_E_ENCODING, "encoding"),
        ROW(CYBSIGN_E_MESSAGE, "encoding"),
        ROW(CYBSIGN_E_WRONG_PASSWORD, "credential"),
        ROW(CYBSIGN_E_KEY_PASSWORD, "credential"),
        ROW(CYBSIGN_E_NO_KEY, "credential"),
        ROW(CYBSIGN_E_NO_CERTIFICATE, "credential"),
        ROW(CYBSIGN_E_SEVERAL_KEYS, "credential"),
        ROW(CYBSIGN_E_ALIAS, "credential"),
        ROW(CYBSIGN_E_KEY_MISMATCH, "credential"),
        ROW(CYBSIGN_E_NO_MAC, "credential"),
        ROW(CYBSIGN_E_ENVIRONMENT, "credential"),
        ROW(CYBSIGN_E_NO_RECIPIENT, "credential"),
        ROW(CYBSIGN_E_MERCHANT, "credential"),
        ROW(CYBSIGN_E_EXPIRED, "certificate"),
        ROW(CYBSIGN_E_NOT_YET_VALID, "certificate"),
        ROW(CYBSIGN_E_DATE_UNREADABLE, "certificate"),
        ROW(CYBSIGN_E_RECIPIENT_DATE, "certificate"),
        ROW(CYBSIGN_E_UNSUPPORTED, "crypto"),
        ROW(CYBSIGN_E_ITERATIONS, "crypto"),
        ROW(CYBSIGN_E_KEY_KIND, "crypto"),
        ROW(CYBSIGN_E_SIGN, "crypto"),
        ROW(CYBSIGN_E_DECRYPT, "crypto"),
        ROW(CYBSIGN_E_VERIFY_STRUCTURE, "verification"),
        ROW(CYBSIGN_E_VERIFY_ALGORITHM, "verification"),
        ROW(CYBSIGN_E_VERIFY_REFERENCE, "verification"),
        ROW(CYBSIGN_E_VERIFY_DIGEST, "verification"),
        ROW(CYBSIGN_E_VERIFY_SIGNATURE, "verification"),
        ROW(CYBSIGN_E_VERIFY_DATE, "verification"),
        ROW(CYBSIGN_E_VERIFY_UNTRUSTED, "verification"),
        ROW(CYBSIGN_E_VERIFY_SIGNER, "verification"),
        ROW(CYBSIGN_E_FILE_NOT_FOUND, "io"),
        ROW(CYBSIGN_E_FILE_PERMISSION, "io"),
        ROW(CYBSIGN_E_FILE, "io"),
        ROW(CYBSIGN_E_FILE_EXISTS, "io"),
        ROW(CYBSIGN_E_PANIC, "internal"),
        ROW(CYBSIGN_E_MEMORY, "internal"),
        ROW(CYBSIGN_E_CRYPTO, "internal"),
#undef ROW
    };
    size_t i, named = 0;
    cybsign_status status;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK_TEXT(rows[i].name, cybsign_status_name(rows[i].status));
        CHECK_TEXT(rows[i].category, cybsign_status_category(rows[i].status));
        CHECK(strlen(cybsign_status_text(rows[i].status)) > 4);
    }
    /* No other number has a name. */
    for (status = -10; status < 20000; status++) {
        named += strcmp(cybsign_status_name(status), "CYBSIGN_E_UNKNOWN") != 0;
    }
    CHECK(named == sizeof rows / sizeof *rows);
}

static void check_unknown(void) {
    static const cybsign_status unknown[] = {INT32_MIN, -1, 1, 999, 7001, 10000, INT32_MAX};
    size_t i;
    for (i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        CHECK_TEXT("CYBSIGN_E_UNKNOWN", cybsign_status_name(unknown[i]));
        CHECK_TEXT("unknown status", cybsign_status_text(unknown[i]));
        CHECK_TEXT("unknown", cybsign_status_category(unknown[i]));
    }
}

static void check_no_error(void) {
    CHECK(cybsign_error_status(NULL) == CYBSIGN_OK);
    CHECK_TEXT("no error", cybsign_error_message(NULL));
    CHECK_TEXT("{}", cybsign_error_detail_json(NULL));
    cybsign_error_free(NULL);
}

/* An error lives on its own: other calls, that fail or succeed, don't change it. */
static void check_error(void) {
    cybsign_credential *credential = (cybsign_credential *)(uintptr_t)1;
    cybsign_error *err = (cybsign_error *)(uintptr_t)1, *other = NULL;
    char message[1024];
    CHECK_STATUS(CYBSIGN_E_JSON, cybsign_credential_from_p12(BYTES("0"), NOTHING, TEXT("{\"alias\": oops}"), &credential, &err));
    CHECK(credential == NULL);
    CHECK(cybsign_error_status(err) == CYBSIGN_E_JSON);
    CHECK_HOLDS("\"offset\":", cybsign_error_detail_json(err));
    CHECK(strchr(cybsign_error_message(err), '\n') == NULL);
    snprintf(message, sizeof message, "%s", cybsign_error_message(err));
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_credential_not_after(NULL, NULL, &other));
    CHECK(other != NULL && other != err);
    CHECK_TEXT(message, cybsign_error_message(err));
    cybsign_error_free(other);
    cybsign_error_free(err);
    /* The status is the same where nobody wants an error. */
    CHECK_STATUS(CYBSIGN_E_JSON, cybsign_credential_from_p12(BYTES("0"), NOTHING, TEXT("{"), &credential, NULL));
}

/* What stands in err is overwritten, with NULL on success. */
static void check_success(void) {
    cybsign_credential *credential = load_credential(KEYS "leaf_gen2.p12");
    cybsign_error *err = (cybsign_error *)(uintptr_t)1;
    int64_t days = 0;
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_days_left(credential, CYBSIGN_NOW, &days, &err));
    CHECK(err == NULL);
    cybsign_credential_free(credential);
}

/* An unknown option is refused with the nearest one that there is, and a value never comes back. */
static void check_options(void) {
    cybsign_credential *credential = NULL;
    cybsign_error *err = NULL;
    const char *options = "{\"enviroment\": \"s3cret\"}";
    CHECK_STATUS(CYBSIGN_E_OPTION, cybsign_credential_from_p12_file(TEXT(KEYS "leaf_gen2.p12"), BYTES(PASSWORD), TEXT(options),
                                                                    &credential, &err));
    CHECK_HOLDS("environment", cybsign_error_message(err));
    CHECK(strstr(cybsign_error_message(err), "s3cret") == NULL);
    CHECK(strstr(cybsign_error_detail_json(err), "s3cret") == NULL);
    cybsign_error_free(err);
}

static void check_version(void) {
    char version[32];
    uint32_t number = cybsign_version_number();
    snprintf(version, sizeof version, "%u.%u.%u", (unsigned)(number >> 16), (unsigned)(number >> 8 & 255), (unsigned)(number & 255));
    CHECK_TEXT(version, cybsign_version());
    CHECK(cybsign_abi_version() == CYBSIGN_ABI_VERSION);
    CHECK_HOLDS("\"openssl_linked\":\"static\"", cybsign_build_info_json());
    CHECK_HOLDS(cybsign_version(), cybsign_build_info_json());
}

static void check_bytes(void) {
    cybsign_bytes bytes = CYBSIGN_BYTES_INIT;
    cybsign_credential *credential = load_credential(KEYS "leaf_gen2.p12");
    cybsign_bytes_clear(NULL);
    cybsign_bytes_clear(&bytes);
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_inspect_json(credential, CYBSIGN_NOW, &bytes, NULL));
    CHECK(bytes.data != NULL && bytes.len > 0 && bytes.data[bytes.len] == 0);
    cybsign_bytes_clear(&bytes);
    CHECK(bytes.data == NULL && bytes.len == 0);
    cybsign_bytes_clear(&bytes);
    cybsign_credential_free(credential);
}

int main(void) {
    check_table();
    check_unknown();
    check_no_error();
    check_error();
    check_success();
    check_options();
    check_version();
    check_bytes();
    return checks_done("errors");
}
