/* Loading credentials: every layout, and a status for everything that can be wrong. argv[1]: where make_keys wrote. */
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

/* 2045-01-01T00:00:00Z, when the fixtures' certificates end. */
#define NOT_AFTER INT64_C(2366841600)
#define DAY INT64_C(86400)

static const char *made;

static const char *path_of(const char *name) {
    static char path[4096];
    if (strchr(name, ':') != NULL) {
        snprintf(path, sizeof path, "%s/%s", made, strchr(name, ':') + 1);
    } else {
        snprintf(path, sizeof path, KEYS "%s", name);
    }
    return path;
}

/* Notes what each load returned. */
#define NOTED(name, ...) noted(#name, name(__VA_ARGS__))
#define cybsign_credential_from_p12(...) NOTED(cybsign_credential_from_p12, __VA_ARGS__)
#define cybsign_credential_from_p12_with_key_password(...) NOTED(cybsign_credential_from_p12_with_key_password, __VA_ARGS__)
#define cybsign_credential_from_p12_file(...) NOTED(cybsign_credential_from_p12_file, __VA_ARGS__)
#define cybsign_credential_from_p12_file_with_key_password(...) NOTED(cybsign_credential_from_p12_file_with_key_password, __VA_ARGS__)
#define cybsign_credential_from_pem(...) NOTED(cybsign_credential_from_pem, __VA_ARGS__)
#define cybsign_credential_from_der(...) NOTED(cybsign_credential_from_der, __VA_ARGS__)
static cybsign_status noted(const char *name, cybsign_status status) {
    saw(name, status);
    return status;
}

/* What a load gave: the status that was expected, and output and error to match it. */
static void check_load(const char *what, cybsign_status expected, cybsign_status found, cybsign_credential *credential,
                       cybsign_error *err) {
    if (expected != found) {
        printf("%s: %s, not %s: %s\n", what, cybsign_status_name(found), cybsign_status_name(expected), cybsign_error_message(err));
    }
    CHECK(expected == found);
    CHECK((credential != NULL) == (expected == CYBSIGN_OK));
    CHECK((err != NULL) == (expected != CYBSIGN_OK));
    CHECK(cybsign_error_status(err) == expected);
    CHECK(strstr(cybsign_error_message(err), PASSWORD) == NULL);
    cybsign_credential_free(credential);
    cybsign_error_free(err);
}

struct p12_case {
    const char *name; /* "made:" before it: written by make_keys */
    const char *password;
    const char *options;
    cybsign_status expected;
};

static const struct p12_case p12_cases[] = {
    {"leaf_gen1.p12", PASSWORD, "", CYBSIGN_OK},
    {"leaf_gen2.p12", PASSWORD, "", CYBSIGN_OK},
    {"leaf_nosjc_gen2.p12", PASSWORD, "", CYBSIGN_OK},
    {"leaf_expired_gen2.p12", PASSWORD, "", CYBSIGN_OK},
    {"meta_gen1.p12", PASSWORD, "", CYBSIGN_OK},
    {"meta_gen2.p12", PASSWORD, "", CYBSIGN_OK},
    {"resp_gen1.p12", PASSWORD, "", CYBSIGN_OK},
    {"resp_gen2.p12", PASSWORD, "", CYBSIGN_OK},
    {"leaf_emptypw_gen2.p12", "", "", CYBSIGN_OK},
    {"made:modern.p12", PASSWORD, "", CYBSIGN_OK},
    {"made:triple_des.p12", PASSWORD, "", CYBSIGN_OK},
    {"made:clear_key.p12", PASSWORD, "", CYBSIGN_OK},

    {"leaf_gen1.p12", "wrong", "", CYBSIGN_E_WRONG_PASSWORD},
    {"leaf_gen2.p12", "wrong", "", CYBSIGN_E_WRONG_PASSWORD},
    {"leaf_gen2.p12", "", "", CYBSIGN_E_WRONG_PASSWORD},
    {"leaf_emptypw_gen2.p12", PASSWORD, "", CYBSIGN_E_WRONG_PASSWORD},
    {"made:modern.p12", "wrong", "", CYBSIGN_E_WRONG_PASSWORD},
    {"made:key_password.p12", PASSWORD, "", CYBSIGN_E_KEY_PASSWORD},
    {"made:no_key.p12", PASSWORD, "", CYBSIGN_E_NO_KEY},
    {"made:no_certificate.p12", PASSWORD, "", CYBSIGN_E_NO_CERTIFICATE},
    {"made:others_certificate.p12", PASSWORD, "", CYBSIGN_E_NO_CERTIFICATE},
    {"made:elliptic.p12", PASSWORD, "", CYBSIGN_E_KEY_KIND},
    {"cert_leaf.pem", PASSWORD, "", CYBSIGN_E_NOT_P12},
    {"made:certificate.der", PASSWORD, "", CYBSIGN_E_NOT_P12},

    {"made:no_mac.p12", PASSWORD, "", CYBSIGN_E_NO_MAC},
    {"made:no_mac.p12", PASSWORD, "{\"allow_no_mac\": true}", CYBSIGN_OK},
    {"made:modern.p12", PASSWORD, "{\"max_iterations\": 2000}", CYBSIGN_E_ITERATIONS},
    {"made:modern.p12", PASSWORD, "{\"max_iterations\": 20000}", CYBSIGN_OK},

    {"made:several_keys.p12", PASSWORD, "", CYBSIGN_E_SEVERAL_KEYS},
    {"made:several_keys.p12", PASSWORD, "{\"alias\": \"testmid_oracle\"}", CYBSIGN_OK},
    {"made:several_keys.p12", PASSWORD, "{\"alias\": \"second\"}", CYBSIGN_OK},
    {"made:several_keys.p12", PASSWORD, "{\"alias\": \"testmid\"}", CYBSIGN_E_ALIAS},
    {"leaf_gen2.p12", PASSWORD, "{\"alias\": \"testmid_oracle\"}", CYBSIGN_OK},
    {"leaf_gen2.p12", PASSWORD, "{\"alias\": \"serialNumber=1757695744950028980655,CN=testmid_oracle\"}", CYBSIGN_OK},
    {"leaf_gen2.p12", PASSWORD, "{\"alias\": \"testmid\"}", CYBSIGN_E_ALIAS},

    {"leaf_gen2.p12", PASSWORD, "{\"environment\": \"production\"}", CYBSIGN_OK},
    {"leaf_gen2.p12", PASSWORD, "{\"environment\": \"moon\"}", CYBSIGN_E_OPTION},
    {"leaf_gen2.p12", PASSWORD, "{\"aliaz\": \"x\"}", CYBSIGN_E_OPTION},
    {"leaf_gen2.p12", PASSWORD, "{\"alias\": 1}", CYBSIGN_E_OPTION},
    {"leaf_gen2.p12", PASSWORD, "[]", CYBSIGN_E_OPTION},
    {"leaf_gen2.p12", PASSWORD, "{\"alias\"", CYBSIGN_E_JSON},
};

static void check_p12(const struct p12_case *test) {
    const char *path = path_of(test->name);
    size_t len = 0;
    uint8_t *data = read_file(path, &len);
    cybsign_credential *credential = NULL;
    cybsign_error *err = NULL;
    cybsign_status status =
        cybsign_credential_from_p12(data, len, BYTES(test->password), TEXT(test->options), &credential, &err);
    check_load(test->name, test->expected, status, credential, err);
    status = cybsign_credential_from_p12_file(TEXT(path), BYTES(test->password), TEXT(test->options), &credential, &err);
    check_load(test->name, test->expected, status, credential, err);
    free(data);
}

/* NULL for "no password" is the same as an empty one. */
static void check_no_password(void) {
    size_t len = 0;
    uint8_t *data = read_file(KEYS "leaf_emptypw_gen2.p12", &len);
    cybsign_credential *credential = NULL;
    cybsign_error *err = NULL;
    cybsign_status status = cybsign_credential_from_p12(data, len, NOTHING, NOTHING, &credential, &err);
    check_load("NULL password", CYBSIGN_OK, status, credential, err);
    free(data);
}

static void check_key_password(void) {
    const char *path = path_of("made:key_password.p12");
    size_t len = 0;
    uint8_t *data = read_file(path, &len);
    static const struct {
        const char *password, *key_password;
        cybsign_status expected;
    } cases[] = {
        {PASSWORD, "an0ther", CYBSIGN_OK},
        {PASSWORD, "wrong", CYBSIGN_E_KEY_PASSWORD},
        {PASSWORD, PASSWORD, CYBSIGN_E_KEY_PASSWORD},
        {"wrong", "an0ther", CYBSIGN_E_WRONG_PASSWORD},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        cybsign_credential *credential = NULL;
        cybsign_error *err = NULL;
        cybsign_status status = cybsign_credential_from_p12_with_key_password(
            data, len, BYTES(cases[i].password), BYTES(cases[i].key_password), NOTHING, &credential, &err);
        check_load("key password", cases[i].expected, status, credential, err);
        status = cybsign_credential_from_p12_file_with_key_password(
            TEXT(path), BYTES(cases[i].password), BYTES(cases[i].key_password), NOTHING, &credential, &err);
        check_load("key password", cases[i].expected, status, credential, err);
    }
    free(data);
}

/* A cut or changed file is damaged or fails its MAC; it never loads, and it never crashes. */
static void check_damage(void) {
    size_t len = 0, at;
    uint8_t *data = read_file(KEYS "leaf_gen2.p12", &len);
    int refused = 1;
    cybsign_credential *credential = NULL;
    cybsign_error *err = NULL;
    cybsign_status status = cybsign_credential_from_p12(data, len / 2, BYTES(PASSWORD), NOTHING, &credential, &err);
    check_load("cut in half", CYBSIGN_E_P12_DAMAGED, status, credential, err);
    status = cybsign_credential_from_p12(NOTHING, BYTES(PASSWORD), NOTHING, &credential, &err);
    check_load("empty", CYBSIGN_E_NOT_P12, status, credential, err);
    status = cybsign_credential_from_p12(BYTES("<!DOCTYPE html><html>"), BYTES(PASSWORD), NOTHING, &credential, &err);
    check_load("a page", CYBSIGN_E_NOT_P12, status, credential, err);
    for (at = 0; at < len; at += 97) {
        status = cybsign_credential_from_p12(data, at, BYTES(PASSWORD), NOTHING, &credential, NULL);
        refused = refused && status != CYBSIGN_OK && status / 1000 != 9 && credential == NULL;
        data[at] ^= 0x40;
        status = cybsign_credential_from_p12(data, len, BYTES(PASSWORD), NOTHING, &credential, NULL);
        data[at] ^= 0x40;
        refused = refused && status / 1000 != 9;
        cybsign_credential_free(credential);
    }
    CHECK(refused);
    free(data);
}

static void check_files(void) {
    cybsign_credential *credential = NULL;
    cybsign_error *err = NULL;
    cybsign_status status =
        cybsign_credential_from_p12_file(TEXT(KEYS "absent.p12"), BYTES(PASSWORD), NOTHING, &credential, &err);
    check_load("absent", CYBSIGN_E_FILE_NOT_FOUND, status, credential, err);
    status = cybsign_credential_from_p12_file(TEXT(KEYS), BYTES(PASSWORD), NOTHING, &credential, &err);
    check_load("a folder", CYBSIGN_E_FILE, status, credential, err);
    if (geteuid() != 0) { /* root may read everything */
        char path[4096];
        snprintf(path, sizeof path, "%s/forbidden.p12", made);
        unlink(path);
        write_file(path, (const uint8_t *)"x", 1);
        CHECK(chmod(path, 0) == 0);
        status = cybsign_credential_from_p12_file(TEXT(path), BYTES(PASSWORD), NOTHING, &credential, &err);
        check_load("forbidden", CYBSIGN_E_FILE_PERMISSION, status, credential, err);
    }
}

struct pem_case {
    const char *key, *certificate, *password;
    cybsign_status expected;
};

static const struct pem_case pem_cases[] = {
    {"key_leaf.pem", "cert_leaf.pem", "", CYBSIGN_OK},
    {"resp_pkcs8.pem", "cert_resp.pem", "", CYBSIGN_OK},
    {"resp_pkcs8_enc.pem", "cert_resp.pem", PASSWORD, CYBSIGN_OK},
    {"resp_pkcs1.key", "cert_resp.pem", "", CYBSIGN_OK},
    {"resp_pkcs1_enc.pem", "cert_resp.pem", PASSWORD, CYBSIGN_OK},
    {"resp_pkcs8_enc.pem", "cert_resp.pem", "wrong", CYBSIGN_E_WRONG_PASSWORD},
    {"resp_pkcs8_enc.pem", "cert_resp.pem", "", CYBSIGN_E_WRONG_PASSWORD},
    {"resp_pkcs1_enc.pem", "cert_resp.pem", "wrong", CYBSIGN_E_WRONG_PASSWORD},
    {"key_leaf.pem", "cert_sjc.pem", "", CYBSIGN_E_KEY_MISMATCH},
    {"cert_leaf.pem", "cert_leaf.pem", "", CYBSIGN_E_NO_KEY},
    {"key_leaf.pem", NULL, "", CYBSIGN_E_NO_CERTIFICATE},
};

static void check_pem(const struct pem_case *test) {
    size_t key_len = 0, certificate_len = 0;
    uint8_t *key = read_file(path_of(test->key), &key_len);
    uint8_t *certificate = test->certificate ? read_file(path_of(test->certificate), &certificate_len) : NULL;
    cybsign_credential *credential = NULL;
    cybsign_error *err = NULL;
    cybsign_status status = cybsign_credential_from_pem(key, key_len, certificate, certificate_len, BYTES(test->password),
                                                        NOTHING, &credential, &err);
    check_load(test->key, test->expected, status, credential, err);
    free(key);
    free(certificate);
}

/* Key and certificates in one text, and a text that breaks off inside a block. */
static void check_pem_texts(void) {
    size_t key_len = 0, certificate_len = 0;
    uint8_t *key = read_file(KEYS "key_leaf.pem", &key_len);
    uint8_t *certificate = read_file(KEYS "cert_leaf.pem", &certificate_len);
    uint8_t *both = (uint8_t *)malloc(key_len + certificate_len);
    cybsign_credential *credential = NULL;
    cybsign_error *err = NULL;
    cybsign_status status;
    memcpy(both, certificate, certificate_len);
    memcpy(both + certificate_len, key, key_len);
    status = cybsign_credential_from_pem(both, certificate_len + key_len, NOTHING, NOTHING, NOTHING, &credential, &err);
    check_load("both in one", CYBSIGN_OK, status, credential, err);
    status = cybsign_credential_from_pem(both, certificate_len + key_len - 60, NOTHING, NOTHING, NOTHING, &credential, &err);
    check_load("cut", CYBSIGN_E_PEM, status, credential, err);
    status = cybsign_credential_from_pem(BYTES("no PEM at all"), NOTHING, NOTHING, NOTHING, &credential, &err);
    CHECK_TEXT("encoding", cybsign_status_category(status));
    CHECK(credential == NULL && cybsign_error_status(err) == status);
    cybsign_error_free(err);
    free(key);
    free(certificate);
    free(both);
}

static void check_der(void) {
    static const struct {
        const char *key, *password;
        cybsign_status expected;
    } cases[] = {
        {"made:pkcs8.der", "", CYBSIGN_OK},
        {"made:pkcs1.der", "", CYBSIGN_OK},
        {"made:pkcs8_encrypted.der", PASSWORD, CYBSIGN_OK},
        {"made:pkcs8_encrypted.der", "wrong", CYBSIGN_E_WRONG_PASSWORD},
        {"made:certificate.der", "", CYBSIGN_E_NO_KEY},
    };
    size_t certificate_len = 0, i;
    uint8_t *certificate = read_file(path_of("made:certificate.der"), &certificate_len);
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t key_len = 0;
        uint8_t *key = read_file(path_of(cases[i].key), &key_len);
        cybsign_credential *credential = NULL;
        cybsign_error *err = NULL;
        cybsign_status status = cybsign_credential_from_der(key, key_len, certificate, certificate_len,
                                                            BYTES(cases[i].password), NOTHING, &credential, &err);
        check_load(cases[i].key, cases[i].expected, status, credential, err);
        free(key);
    }
    {
        cybsign_credential *credential = NULL;
        cybsign_error *err = NULL;
        cybsign_status status = cybsign_credential_from_der(BYTES("junk"), certificate, certificate_len, NOTHING, NOTHING, &credential, &err);
        check_load("junk", CYBSIGN_E_DER, status, credential, err);
        status = cybsign_credential_from_der(BYTES("junk"), BYTES("junk"), NOTHING, NOTHING, &credential, &err);
        check_load("junk", CYBSIGN_E_DER, status, credential, err);
    }
    free(certificate);
}

static void check_dates(void) {
    cybsign_credential *credential = load_credential(KEYS "leaf_gen2.p12");
    cybsign_error *err = NULL;
    int64_t not_after = 0, days = 0;
    static const struct {
        int64_t now, warn_days;
        int32_t state;
        int64_t days;
    } cases[] = {
        {NOT_AFTER - 91 * DAY, 90, CYBSIGN_EXPIRY_OK, 91},
        {NOT_AFTER - 90 * DAY, 90, CYBSIGN_EXPIRY_WARNING, 90},
        {NOT_AFTER, 0, CYBSIGN_EXPIRY_WARNING, 0},
        {NOT_AFTER + 1, 90, CYBSIGN_EXPIRY_EXPIRED, -1},
        {NOT_AFTER + 3 * DAY, 90, CYBSIGN_EXPIRY_EXPIRED, -3},
        {0, 90, CYBSIGN_EXPIRY_NOT_YET_VALID, NOT_AFTER / DAY},
    };
    size_t i;
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_not_after(credential, &not_after, &err));
    CHECK(not_after == NOT_AFTER && err == NULL);
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t state = -1;
        int64_t left = 0;
        CHECK_STATUS(CYBSIGN_OK, cybsign_credential_expiry(credential, cases[i].now, cases[i].warn_days, &state, &left, &err));
        CHECK_STATUS(CYBSIGN_OK, cybsign_credential_days_left(credential, cases[i].now, &days, &err));
        if (!CHECK(state == cases[i].state) | !CHECK(left == cases[i].days) | !CHECK(days == left)) {
            printf("case %zu: state %d, days %" PRId64 " and %" PRId64 "\n", i, state, left, days);
        }
    }
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_days_left(credential, CYBSIGN_NOW, &days, &err));
    CHECK(days > 0 && days < 7300);
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_days_left(credential, INT64_MAX, &days, &err));
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_days_left(credential, INT64_MIN + 1, &days, &err));
    cybsign_credential_free(credential);
}

int main(int argc, char **argv) {
    size_t i;
    made = argc > 1 ? argv[1] : "";
    for (i = 0; i < sizeof p12_cases / sizeof *p12_cases; i++) {
        check_p12(&p12_cases[i]);
    }
    for (i = 0; i < sizeof pem_cases / sizeof *pem_cases; i++) {
        check_pem(&pem_cases[i]);
    }
    check_no_password();
    check_key_password();
    check_damage();
    check_files();
    check_pem_texts();
    check_der();
    check_dates();
    return checks_done("credential");
}
