/* Credentials whose key lives elsewhere; here, in the system's libcrypto. */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "check.h"

enum misbehaviour { NONE, WRONG_KEY, FAILS, TOO_LONG, TOO_SHORT, EMPTY, NOISE };

/* What the callbacks get. */
struct vault {
    EVP_PKEY *key;
    enum misbehaviour misbehaviour;
    int signatures, destroyed, well_called;
};

static EVP_PKEY *key_of(const char *path) {
    FILE *file = fopen(path, "rb");
    EVP_PKEY *key = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
    if (key == NULL) {
        printf("can't read %s\n", path);
        exit(EXIT_FAILURE);
    }
    fclose(file);
    return key;
}

static int32_t sign(void *context, int32_t algorithm, const uint8_t *digest, size_t digest_len, uint8_t *signature,
                    size_t signature_capacity, size_t *signature_len) {
    struct vault *vault = (struct vault *)context;
    EVP_PKEY_CTX *operation = EVP_PKEY_CTX_new(vault->key, NULL);
    int done;
    vault->signatures++;
    vault->well_called = algorithm == CYBSIGN_RSASSA_PKCS1_SHA256 && digest_len == 32 &&
                         signature_capacity >= (size_t)EVP_PKEY_get_size(vault->key);
    *signature_len = signature_capacity;
    done = operation != NULL && EVP_PKEY_sign_init(operation) > 0 &&
           EVP_PKEY_CTX_set_rsa_padding(operation, RSA_PKCS1_PADDING) > 0 &&
           EVP_PKEY_CTX_set_signature_md(operation, EVP_sha256()) > 0 &&
           EVP_PKEY_sign(operation, signature, signature_len, digest, digest_len) > 0;
    EVP_PKEY_CTX_free(operation);
    switch (vault->misbehaviour) {
    case FAILS: return 42;
    case TOO_LONG: *signature_len = signature_capacity + 1; break;
    case TOO_SHORT: *signature_len -= 1; break;
    case EMPTY: *signature_len = 0; break;
    case NOISE: signature[7] ^= 1; break;
    default: break;
    }
    return done ? 0 : 1;
}

static void destroy(void *context) {
    ((struct vault *)context)->destroyed++;
}

static cybsign_status make(struct vault *vault, const char *certificate_path, cybsign_credential **credential, cybsign_error **err) {
    size_t len = 0;
    uint8_t *certificate = read_file(certificate_path, &len);
    cybsign_status status = cybsign_credential_from_callbacks(certificate, len, sign, NULL, vault, destroy, NOTHING, credential, err);
    free(certificate); /* inputs are not kept */
    return status;
}

/* The same bytes as with the key in the P12, and the context is released when the last handle goes. */
static void check_signing(void) {
    struct vault vault = {key_of(KEYS "key_leaf.pem"), NONE, 0, 0, 0};
    const cybsign_field fields[] = {field("merchantID", "testmid"), field("ccAuthService_run", "true")};
    cybsign_credential *credential = NULL, *of_p12 = load_credential(KEYS "leaf_gen2.p12");
    cybsign_simple_order *simple_order, *second, *reference = new_simple_order(of_p12, "{}");
    cybsign_bytes message = CYBSIGN_BYTES_INIT, expected = CYBSIGN_BYTES_INIT, json = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    int64_t not_after = 0;
    CHECK_STATUS(CYBSIGN_OK, make(&vault, KEYS "cert_leaf.pem", &credential, &err));
    simple_order = new_simple_order(credential, "{}");
    second = new_simple_order(credential, "{}");
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_fields(simple_order, fields, 2, &message, &err));
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_fields(reference, fields, 2, &expected, &err));
    CHECK(message.len == expected.len && memcmp(message.data, expected.data, message.len) == 0);
    CHECK(vault.signatures > 0 && vault.well_called);
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_inspect_json(credential, CYBSIGN_NOW, &json, &err));
    CHECK_HOLDS("\"kind\":\"callbacks\"", json.data);
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_not_after(credential, &not_after, &err));
    CHECK(not_after == INT64_C(2366841600));

    cybsign_credential_free(credential);
    CHECK(vault.destroyed == 0);
    cybsign_simple_order_free(simple_order);
    CHECK(vault.destroyed == 0);
    cybsign_simple_order_free(second);
    CHECK(vault.destroyed == 1);

    cybsign_bytes_clear(&message);
    cybsign_bytes_clear(&expected);
    cybsign_bytes_clear(&json);
    cybsign_simple_order_free(reference);
    cybsign_credential_free(of_p12);
    EVP_PKEY_free(vault.key);
}

/* A callback that lies is found out before its signature is sent. */
static void check_misbehaviour(enum misbehaviour misbehaviour) {
    struct vault vault = {key_of(misbehaviour == WRONG_KEY ? KEYS "key_sjc.pem" : KEYS "key_leaf.pem"), misbehaviour, 0, 0, 0};
    const cybsign_field fields[] = {field("merchantID", "testmid")};
    cybsign_credential *credential = NULL;
    cybsign_error *err = NULL;
    CHECK_STATUS(CYBSIGN_OK, make(&vault, KEYS "cert_leaf.pem", &credential, &err));
    if (credential != NULL) {
        cybsign_simple_order *simple_order = new_simple_order(credential, "{}");
        cybsign_bytes message = CYBSIGN_BYTES_INIT;
        CHECK_STATUS(CYBSIGN_E_SIGN, cybsign_simple_order_sign_fields(simple_order, fields, 1, &message, &err));
        CHECK(message.data == NULL && message.len == 0);
        if (misbehaviour == FAILS) {
            CHECK_HOLDS("\"callback_result\":42", cybsign_error_detail_json(err));
        }
        cybsign_error_free(err);
        cybsign_simple_order_free(simple_order);
    }
    cybsign_credential_free(credential);
    CHECK(vault.destroyed == 1);
    EVP_PKEY_free(vault.key);
}

/* The context is released once when no credential comes of it, too. */
static void check_failures(void) {
    struct vault vault = {NULL, NONE, 0, 0, 0};
    cybsign_credential *credential = NULL;
    const uint8_t *junk = (const uint8_t *)"no certificate";
    size_t len = 0;
    uint8_t *certificate = read_file(KEYS "cert_leaf.pem", &len);
    CHECK(cybsign_credential_from_callbacks(junk, 14, sign, NULL, &vault, destroy, NOTHING, &credential, NULL) != CYBSIGN_OK);
    CHECK(vault.destroyed == 1 && credential == NULL);
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_credential_from_callbacks(certificate, len, NULL, NULL, &vault, destroy, NOTHING, &credential, NULL));
    CHECK(vault.destroyed == 2 && credential == NULL);
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_credential_from_callbacks(certificate, len, sign, NULL, &vault, destroy, NOTHING, NULL, NULL));
    CHECK(vault.destroyed == 3);
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_credential_from_callbacks(NULL, len, sign, NULL, &vault, destroy, NOTHING, &credential, NULL));
    CHECK(vault.destroyed == 4);
    CHECK_STATUS(CYBSIGN_E_LENGTH, cybsign_credential_from_callbacks(certificate, SIZE_MAX, sign, NULL, &vault, destroy, NOTHING, &credential, NULL));
    CHECK(vault.destroyed == 5);
    CHECK_STATUS(CYBSIGN_E_OPTION, cybsign_credential_from_callbacks(certificate, len, sign, NULL, &vault, destroy,
                                                                     TEXT("{\"environment\": 1}"), &credential, NULL));
    CHECK(vault.destroyed == 6 && vault.signatures == 0);
    /* Neither a context nor a way to release it is needed. */
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_from_callbacks(certificate, len, sign, NULL, NULL, NULL, NOTHING, &credential, NULL));
    cybsign_credential_free(credential);
    free(certificate);
}

int main(void) {
    check_signing();
    check_misbehaviour(WRONG_KEY);
    check_misbehaviour(FAILS);
    check_misbehaviour(TOO_LONG);
    check_misbehaviour(TOO_SHORT);
    check_misbehaviour(EMPTY);
    check_misbehaviour(NOISE);
    check_failures();
    return checks_done("callbacks");
}
