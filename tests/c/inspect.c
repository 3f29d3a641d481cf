/* What inspection says of key files, with a credential and without. */
#include "check.h"

/* 2040-01-01T00:00:00Z, and how many days the fixtures are valid from then on. */
#define NOW INT64_C(2208988800)
#define DAYS "1827"

static void check_credential(void) {
    cybsign_credential *credential = NULL;
    cybsign_bytes json = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    const char *options = "{\"environment\": \"test\"}";
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_from_p12_file(TEXT(KEYS "leaf_gen2.p12"), BYTES(PASSWORD), TEXT(options),
                                                              &credential, &err));
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_inspect_json(credential, NOW, &json, &err));
    CHECK(json.data != NULL && strlen((const char *)json.data) == json.len);
    CHECK_HOLDS("\"container\"", json.data);
    CHECK_HOLDS("\"kind\":\"p12\"", json.data);
    CHECK_HOLDS("\"certificates\"", json.data);
    CHECK_HOLDS("\"role\":\"merchant\"", json.data);
    CHECK_HOLDS("\"role\":\"server\"", json.data);
    CHECK_HOLDS("\"role\":\"ca\"", json.data);
    CHECK_HOLDS("\"merchant_id\":\"testmid_oracle\"", json.data);
    CHECK_HOLDS("\"key_serial\":\"1757695744950028980655\"", json.data);
    CHECK_HOLDS("\"not_after\":\"2045-01-01T00:00:00Z\"", json.data);
    CHECK_HOLDS("\"days_left\":" DAYS, json.data);
    CHECK_HOLDS("\"private_keys\"", json.data);
    CHECK_HOLDS("\"bits\":2048", json.data);
    CHECK_HOLDS("\"warnings\"", json.data);
    CHECK_HOLDS("\"environment\":\"test\"", json.data);
    CHECK_HOLDS("\"selected\":", json.data);
    CHECK(strstr((const char *)json.data, PASSWORD) == NULL);
    cybsign_bytes_clear(&json);
    cybsign_credential_free(credential);
}

/* Whose key it is, without a parser of JSON. */
static void check_owner(const char *path, const char *merchant_id, const char *key_serial) {
    cybsign_credential *credential = load_credential(path);
    cybsign_bytes text = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_merchant_id(credential, &text, NULL));
    CHECK_TEXT(merchant_id, (const char *)text.data);
    cybsign_bytes_clear(&text);
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_key_serial(credential, &text, NULL));
    CHECK_TEXT(key_serial, (const char *)text.data);
    cybsign_bytes_clear(&text);
    cybsign_credential_free(credential);
}

static void check_file(const char *path, const char *password, const char *kind) {
    size_t len = 0;
    uint8_t *data = read_file(path, &len);
    cybsign_bytes json = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    char expected[64];
    snprintf(expected, sizeof expected, "\"kind\":\"%s\"", kind);
    CHECK_STATUS(CYBSIGN_OK, cybsign_inspect_json(data, len, BYTES(password), NOW, &json, &err));
    CHECK_HOLDS(expected, json.data);
    CHECK(json.data != NULL && strstr((const char *)json.data, "\"selected\"") == NULL);
    cybsign_bytes_clear(&json);
    cybsign_error_free(err);
    free(data);
}

/* Certificates that stand in clear are described without the password, whose check is then owed. */
static void check_without_password(void) {
    size_t len = 0;
    uint8_t *data = read_file(KEYS "leaf_gen2.p12", &len);
    cybsign_bytes json = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    CHECK_STATUS(CYBSIGN_OK, cybsign_inspect_json(data, len, NOTHING, NOW, &json, &err));
    CHECK_HOLDS("not_checked", json.data);
    CHECK_HOLDS("testmid_oracle", json.data);
    cybsign_bytes_clear(&json);
    CHECK_STATUS(CYBSIGN_E_WRONG_PASSWORD, cybsign_inspect_json(data, len, BYTES("wrong"), NOW, &json, &err));
    CHECK(json.data == NULL && json.len == 0 && err != NULL);
    cybsign_error_free(err);
    free(data);
}

static void check_nothing_known(void) {
    cybsign_bytes json = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    CHECK(cybsign_inspect_json(BYTES("what is this?"), NOTHING, NOW, &json, &err) != CYBSIGN_OK);
    CHECK(json.data == NULL && err != NULL);
    CHECK_TEXT("encoding", cybsign_status_category(cybsign_error_status(err)));
    cybsign_error_free(err);
}

int main(int argc, char **argv) {
    char path[4096];
    snprintf(path, sizeof path, "%s/certificate.der", argc > 1 ? argv[1] : "");
    check_credential();
    check_owner(KEYS "leaf_gen2.p12", "testmid_oracle", "1757695744950028980655");
    check_file(KEYS "leaf_gen1.p12", PASSWORD, "p12");
    check_file(KEYS "cert_leaf.pem", "", "pem");
    check_file(KEYS "resp_pkcs8.pem", "", "pem");
    check_file(path, "", "der");
    check_without_password();
    check_nothing_known();
    return checks_done("inspect");
}
