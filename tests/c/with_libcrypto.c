/* A host with a libcrypto of its own: neither notices the other. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/rand.h>

#include "check.h"

static int digest_of_host(unsigned char *digest) {
    unsigned int len = 0;
    return EVP_Digest("abc", 3, digest, &len, EVP_sha256(), NULL) == 1 && len == 32 && digest[0] == 0xba && digest[31] == 0xad;
}

/* What of its libcrypto a host could see change. */
static void check_host(void) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_CIPHER *rc2 = EVP_CIPHER_fetch(NULL, "RC2-40-CBC", NULL);
    CHECK(digest_of_host(digest));
    CHECK(!OSSL_PROVIDER_available(NULL, "legacy") && rc2 == NULL);
    EVP_CIPHER_free(rc2);
    ERR_clear_error();
}

static void use_both(void) {
    const cybsign_field fields[] = {field("merchantID", "testmid")};
    cybsign_credential *credential = load_credential(KEYS "leaf_gen1.p12"), *other = NULL;
    cybsign_simple_order *simple_order = new_simple_order(credential, "{}");
    cybsign_bytes message = CYBSIGN_BYTES_INIT, report = CYBSIGN_BYTES_INIT;
    unsigned long before;
    ERR_raise(ERR_LIB_USER, 77);
    before = ERR_peek_last_error();
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_fields(simple_order, fields, 1, &message, NULL));
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_verify((const char *)message.data, message.len,
                                                         TEXT("{\"any_certificate\": true}"), &report, NULL));
    CHECK_STATUS(CYBSIGN_E_WRONG_PASSWORD,
                 cybsign_credential_from_p12_file(TEXT(KEYS "leaf_gen2.p12"), BYTES("wrong"), NOTHING, &other, NULL));
    CHECK(ERR_peek_last_error() == before && ERR_GET_REASON(before) == 77);
    ERR_clear_error();
    cybsign_bytes_clear(&message);
    cybsign_bytes_clear(&report);
    cybsign_simple_order_free(simple_order);
    cybsign_credential_free(credential);
}

int main(void) {
    unsigned char random[16];
    use_both();
    check_host();
    use_both();
    check_host();
    CHECK(RAND_bytes(random, sizeof random) == 1);
    CHECK_HOLDS("\"openssl_linked\":\"static\"", cybsign_build_info_json());
    return checks_done("with_libcrypto");
}
