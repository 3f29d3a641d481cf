/*
 * Writes key files of layouts that are not among the fixtures into the folder of argv[1], with the system's libcrypto,
 * which shares no code with the reader under test but its ancestors.
 */
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PASSWORD "Chang3it"
#define KEYS "tests/data/keys/"
#define ITERATIONS 2048

static const char *folder;

static void need(int done, const char *what) {
    if (!done) {
        fprintf(stderr, "make_keys: %s failed\n", what);
        exit(EXIT_FAILURE);
    }
}

static BIO *open_new(const char *name) {
    char path[4096];
    BIO *file;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = BIO_new_file(path, "wb");
    need(file != NULL, path);
    return file;
}

static EVP_PKEY *key_of(const char *path) {
    BIO *file = BIO_new_file(path, "rb");
    EVP_PKEY *key = file ? PEM_read_bio_PrivateKey(file, NULL, NULL, NULL) : NULL;
    need(key != NULL, path);
    BIO_free(file);
    return key;
}

static X509 *certificate_of(const char *path) {
    BIO *file = BIO_new_file(path, "rb");
    X509 *certificate = file ? PEM_read_bio_X509(file, NULL, NULL, NULL) : NULL;
    need(certificate != NULL, path);
    BIO_free(file);
    return certificate;
}

/* What a P12 is made of. A pair is left out where its key or certificate is NULL. */
struct contents {
    EVP_PKEY *keys[2];
    X509 *certificates[2];
    const char *key_password;
    int key_nid; /* -1: the key in the clear */
    int with_mac;
};

static void write_p12(const char *name, const struct contents *contents) {
    STACK_OF(PKCS7) *safes = NULL;
    STACK_OF(PKCS12_SAFEBAG) *certificates = NULL, *keys = NULL;
    PKCS12 *p12;
    BIO *file = open_new(name);
    int i;
    for (i = 0; i < 2; i++) {
        if (contents->certificates[i]) {
            need(PKCS12_add_cert(&certificates, contents->certificates[i]) != NULL, "PKCS12_add_cert");
        }
        if (contents->keys[i]) {
            PKCS12_SAFEBAG *bag = PKCS12_add_key(&keys, contents->keys[i], 0, ITERATIONS, contents->key_nid, contents->key_password);
            need(bag != NULL && PKCS12_add_friendlyname_utf8(bag, i == 0 ? "first" : "second", -1), "PKCS12_add_key");
        }
    }
    need(!certificates || PKCS12_add_safe(&safes, certificates, NID_aes_256_cbc, ITERATIONS, PASSWORD), "PKCS12_add_safe");
    need(!keys || PKCS12_add_safe(&safes, keys, -1, 0, NULL), "PKCS12_add_safe");
    p12 = PKCS12_add_safes(safes, 0);
    need(p12 != NULL, "PKCS12_add_safes");
    need(!contents->with_mac || PKCS12_set_mac(p12, PASSWORD, -1, NULL, 0, ITERATIONS, EVP_sha256()), "PKCS12_set_mac");
    need(i2d_PKCS12_bio(file, p12), name);
    PKCS12_free(p12);
    sk_PKCS12_SAFEBAG_pop_free(certificates, PKCS12_SAFEBAG_free);
    sk_PKCS12_SAFEBAG_pop_free(keys, PKCS12_SAFEBAG_free);
    sk_PKCS7_pop_free(safes, PKCS7_free);
    BIO_free(file);
}

static void write_der(EVP_PKEY *key, X509 *certificate) {
    static const char *const names[] = {"pkcs8.der", "pkcs1.der", "pkcs8_encrypted.der", "certificate.der"};
    int i;
    for (i = 0; i < 4; i++) {
        BIO *file = open_new(names[i]);
        int done = i == 0   ? i2d_PKCS8PrivateKey_bio(file, key, NULL, NULL, 0, NULL, NULL)
                   : i == 1 ? i2d_PrivateKey_bio(file, key)
                   : i == 2 ? i2d_PKCS8PrivateKey_bio(file, key, EVP_aes_256_cbc(), PASSWORD, (int)strlen(PASSWORD), NULL, NULL)
                            : i2d_X509_bio(file, certificate);
        need(done, names[i]);
        BIO_free(file);
    }
}

static X509 *self_signed(EVP_PKEY *key) {
    X509 *certificate = X509_new();
    X509_NAME *name = X509_NAME_new();
    need(certificate && name, "X509_new");
    need(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"elliptic", -1, -1, 0), "the name");
    need(X509_set_version(certificate, 2) && ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) &&
             X509_set_subject_name(certificate, name) && X509_set_issuer_name(certificate, name) &&
             X509_gmtime_adj(X509_getm_notBefore(certificate), -86400) &&
             X509_gmtime_adj(X509_getm_notAfter(certificate), 86400) && X509_set_pubkey(certificate, key) &&
             X509_sign(certificate, key, EVP_sha256()),
         "the certificate");
    X509_NAME_free(name);
    return certificate;
}

int main(int argc, char **argv) {
    EVP_PKEY *leaf = key_of(KEYS "key_leaf.pem"), *server = key_of(KEYS "key_sjc.pem"), *elliptic = EVP_EC_gen("P-256");
    X509 *leaf_certificate = certificate_of(KEYS "cert_leaf.pem"), *server_certificate = certificate_of(KEYS "cert_sjc.pem");
    X509 *elliptic_certificate;
    need(argc == 2 && elliptic != NULL, "the folder or the key");
    folder = argv[1];
    elliptic_certificate = self_signed(elliptic);
    {
        const int aes = NID_aes_256_cbc;
        const struct contents one = {{leaf, NULL}, {leaf_certificate, NULL}, PASSWORD, aes, 1};
        const struct contents several = {{leaf, server}, {server_certificate, leaf_certificate}, PASSWORD, aes, 1};
        const struct contents no_mac = {{leaf, NULL}, {leaf_certificate, NULL}, PASSWORD, aes, 0};
        const struct contents key_password = {{leaf, NULL}, {leaf_certificate, NULL}, "an0ther", aes, 1};
        const struct contents no_key = {{NULL, NULL}, {leaf_certificate, server_certificate}, PASSWORD, aes, 1};
        const struct contents no_certificate = {{leaf, NULL}, {NULL, NULL}, PASSWORD, aes, 1};
        const struct contents others_certificate = {{leaf, NULL}, {server_certificate, NULL}, PASSWORD, aes, 1};
        const struct contents triple_des = {{leaf, NULL}, {leaf_certificate, NULL}, PASSWORD,
                                            NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 1};
        const struct contents clear_key = {{leaf, NULL}, {leaf_certificate, NULL}, NULL, -1, 1};
        const struct contents ec = {{elliptic, NULL}, {elliptic_certificate, NULL}, PASSWORD, aes, 1};
        write_p12("modern.p12", &one);
        write_p12("several_keys.p12", &several);
        write_p12("no_mac.p12", &no_mac);
        write_p12("key_password.p12", &key_password);
        write_p12("no_key.p12", &no_key);
        write_p12("no_certificate.p12", &no_certificate);
        write_p12("others_certificate.p12", &others_certificate);
        write_p12("triple_des.p12", &triple_des);
        write_p12("clear_key.p12", &clear_key);
        write_p12("elliptic.p12", &ec);
    }
    write_der(leaf, leaf_certificate);
    EVP_PKEY_free(leaf);
    EVP_PKEY_free(server);
    EVP_PKEY_free(elliptic);
    X509_free(leaf_certificate);
    X509_free(server_certificate);
    X509_free(elliptic_certificate);
    return EXIT_SUCCESS;
}
