/*
 * Signing and verifying Simple Order messages. argv[1]: where signed messages are left for xmlsec1, which the driver runs
 * over them.
 */
#include "check.h"

static const char *folder = "";
static char expected_leaf[4096]; /* options of a verification that expects the merchant's certificate */

/* {"expected_certificate": "<the PEM file's base64 in one line>"<more>} */
static void expect_certificate(char *options, size_t room, const char *path, const char *more) {
    size_t len = 0, used;
    char *pem = (char *)read_file(path, &len), *line;
    used = (size_t)snprintf(options, room, "{\"expected_certificate\": \"");
    for (line = strtok(pem, "\r\n"); line != NULL; line = strtok(NULL, "\r\n")) {
        if (line[0] != '-') {
            used += (size_t)snprintf(options + used, room - used, "%s", line);
        }
    }
    snprintf(options + used, room - used, "\"%s}", more);
    free(pem);
}

static cybsign_simple_order *signer(const char *key, const char *options) {
    cybsign_credential *credential = load_credential(key);
    cybsign_simple_order *simple_order = new_simple_order(credential, options);
    cybsign_credential_free(credential); /* the handle keeps its own reference */
    return simple_order;
}

static cybsign_bytes sign(const char *options, const cybsign_field *fields, size_t fields_len) {
    cybsign_simple_order *simple_order = signer(KEYS "leaf_gen2.p12", options);
    cybsign_bytes message = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_fields(simple_order, fields, fields_len, &message, &err));
    if (err != NULL) {
        printf("%s\n", cybsign_error_message(err));
    }
    cybsign_error_free(err);
    cybsign_simple_order_free(simple_order);
    return message;
}

static void check_verify(const cybsign_bytes *message, const char *options, cybsign_status expected, const char *in_report) {
    cybsign_bytes report = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    CHECK_STATUS(expected, cybsign_simple_order_verify((const char *)message->data, message->len, TEXT(options), &report, &err));
    CHECK((err != NULL) == (expected != CYBSIGN_OK));
    if (expected == CYBSIGN_OK || expected / 1000 == 6) {
        CHECK_HOLDS(expected == CYBSIGN_OK ? "\"ok\":true" : "\"ok\":false", report.data);
        CHECK_HOLDS("\"checks\":[", report.data);
        CHECK_HOLDS(in_report, report.data);
    } else {
        CHECK(report.data == NULL);
    }
    cybsign_error_free(err);
    cybsign_bytes_clear(&report);
}

static void leave(const char *name, const cybsign_bytes *message) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    write_file(path, message->data, message->len);
}

/* A request whose digest the C++ SDK 6.0.4 computed. */
static void check_cpp_vector(void) {
    const cybsign_field fields[] = {
        field("merchantReferenceCode", "ref1"),
        field("merchantID", "testmid"),
        field("clientLibraryVersion", "6.0.4"),
        field("clientLibrary", "C SOAP"),
        field("clientEnvironment", "Linux x86_64"),
        field("clientApplication", "Simple Order API"),
        field("ccAuthService_run", "true"),
        field("card_accountNumber", "4111111111111111"),
        field("billTo_firstName", "J&J \xc3\xa9"),
    };
    cybsign_bytes first = sign("{\"api_version\": \"1.183\"}", fields, sizeof fields / sizeof *fields);
    cybsign_bytes second = sign("{\"profile\": \"cpp\", \"api_version\": \"1.183\"}", fields, sizeof fields / sizeof *fields);
    CHECK_HOLDS("<ds:DigestValue>RkAkPee7x5JT7zS0tYJQe6hNB2ZB3Ne6xZ9Fa8eK5SQ=</ds:DigestValue>", first.data);
    CHECK_HOLDS("<ns2:nvpRequest xmlns:ns2=\"urn:schemas-cybersource-com:transaction-data-1.183\">"
                "billTo_firstName=J&amp;J \xc3\xa9\ncard_accountNumber=4111111111111111\n",
                first.data);
    CHECK(strstr((const char *)first.data, "<?xml") == NULL);
    CHECK(first.len == second.len && memcmp(first.data, second.data, first.len) == 0);
    CHECK(first.data[first.len] == 0);
    check_verify(&first, expected_leaf, CYBSIGN_OK, "\"signer\":");
    leave("cpp.xml", &first);
    cybsign_bytes_clear(&first);
    cybsign_bytes_clear(&second);
}

#define JAVA_IDS                                                                                                             \
    "{\"token\": \"X509-1\", \"signature\": \"SIG-1\", \"body\": \"id-4d1a8924-5c0a-467e-bb80-c40b507c2182\","                \
    " \"key_info\": \"KI-1\", \"reference\": \"STR-1\"}"

/* A request whose digest the Java SDK 6.2.14 computed, with the Id that it drew. */
static void check_java_vector(void) {
    const cybsign_field fields[] = {
        field("merchantID", "testmid"),
        field("billTo_firstName", "J&J"),
        field("ccAuthService_run", "true"),
    };
    cybsign_bytes message = sign("{\"profile\": \"java\", \"testing\": {\"ids\": " JAVA_IDS "}}", fields, 3);
    CHECK_HOLDS("<ds:DigestValue>WX3rAUiZFWLBDpS42qWvVtC6G9rW2oKq6yYvPLQs8jw=</ds:DigestValue>", message.data);
    CHECK_HOLDS("merchantID=testmid\nbillTo_firstName=J&amp;J\nccAuthService_run=true\n", message.data);
    CHECK_HOLDS("PrefixList=\"soap\"", message.data);
    check_verify(&message, expected_leaf, CYBSIGN_OK, "\"signer\":");
    leave("java.xml", &message);
    cybsign_bytes_clear(&message);
}

/* Without fixed Ids two messages of the profile java differ, and both verify. */
static void check_java_ids(void) {
    const cybsign_field fields[] = {field("merchantID", "testmid")};
    cybsign_bytes first = sign("{\"profile\": \"java\"}", fields, 1), second = sign("{\"profile\": \"java\"}", fields, 1);
    CHECK(first.len == second.len && memcmp(first.data, second.data, first.len) != 0);
    check_verify(&first, expected_leaf, CYBSIGN_OK, "\"signer\":");
    check_verify(&second, expected_leaf, CYBSIGN_OK, "\"signer\":");
    cybsign_bytes_clear(&first);
    cybsign_bytes_clear(&second);
}

/* Fields and the text that they make give the same message. */
static void check_nvp(void) {
    const cybsign_field fields[] = {field("merchantID", "testmid"), field("ccAuthService_run", "true")};
    cybsign_bytes of_fields = sign("", fields, 2), message = CYBSIGN_BYTES_INIT;
    cybsign_simple_order *simple_order = signer(KEYS "leaf_gen1.p12", "");
    static const struct {
        const char *text;
        cybsign_status expected;
    } cases[] = {
        {"merchantID=testmid\nccAuthService_run=true\n", CYBSIGN_OK},
        {"merchantID=testmid\nccAuthService_run=true", CYBSIGN_OK},
        {"merchantID=testmid\n\nccAuthService_run=true", CYBSIGN_E_FIELD},
        {"merchantID=testmid\r\nccAuthService_run=true", CYBSIGN_E_FIELD},
        {"merchantID\n", CYBSIGN_E_FIELD},
        {"", CYBSIGN_E_FIELD},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        cybsign_error *err = NULL;
        CHECK_STATUS(cases[i].expected, cybsign_simple_order_sign_nvp(simple_order, TEXT(cases[i].text), &message, &err));
        CHECK((err != NULL) == (cases[i].expected != CYBSIGN_OK));
        if (cases[i].expected == CYBSIGN_OK) {
            CHECK(message.len == of_fields.len && memcmp(message.data, of_fields.data, message.len) == 0);
        } else {
            CHECK(message.data == NULL && message.len == 0);
        }
        cybsign_bytes_clear(&message);
        cybsign_error_free(err);
    }
    cybsign_simple_order_free(simple_order);
    cybsign_bytes_clear(&of_fields);
}

/* What would become another field, or no XML, is refused, and the value is not repeated. */
static void check_field_injection(void) {
    cybsign_simple_order *simple_order = signer(KEYS "leaf_gen2.p12", "");
    static const struct {
        const char *name, *value;
    } refused[] = {
        {"billTo_firstName", "J\nccAuthService_run=false"},
        {"billTo_firstName", "J\rccAuthService_run=false"},
        {"billTo_firstName", "s3cret\x01"},
        {"billTo_firstName", "s3cret\xff"},
        {"billTo_firstName", "s3cret\xef\xbf\xbf"},
        {"billTo_firstName", "s3cret\xed\xa0\x80"},
        {"billTo=firstName", "J"},
        {"billTo\nfirstName", "J"},
        {"", "J"},
        {"merchantID", "twice"},
    };
    cybsign_field fields[2];
    cybsign_bytes message = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    size_t i;
    fields[0] = field("merchantID", "testmid");
    for (i = 0; i < sizeof refused / sizeof *refused; i++) {
        fields[1] = field(refused[i].name, refused[i].value);
        CHECK_STATUS(CYBSIGN_E_FIELD, cybsign_simple_order_sign_fields(simple_order, fields, 2, &message, &err));
        CHECK(message.data == NULL && strstr(cybsign_error_message(err), "s3cret") == NULL);
        CHECK(strstr(cybsign_error_detail_json(err), "s3cret") == NULL);
        cybsign_error_free(err);
    }
    fields[1] = field("billTo_firstName", "J\0K");
    fields[1].value_len = 3;
    CHECK_STATUS(CYBSIGN_E_FIELD, cybsign_simple_order_sign_fields(simple_order, fields, 2, &message, NULL));
    CHECK_STATUS(CYBSIGN_E_FIELD, cybsign_simple_order_sign_fields(simple_order, fields, 0, &message, NULL));
    fields[1] = field("billTo_firstName", "=<>&\"' \xf0\x9f\x98\x80");
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_fields(simple_order, fields, 2, &message, NULL));
    check_verify(&message, expected_leaf, CYBSIGN_OK, "\"signer\":");
    cybsign_bytes_clear(&message);
    fields[1].value = NULL;
    fields[1].value_len = 0;
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_fields(simple_order, fields, 2, &message, NULL));
    cybsign_bytes_clear(&message);
    cybsign_simple_order_free(simple_order);
}

static void check_xml(const char *options, const char *name) {
    static const char request[] =
        "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- before -->"
        "<requestMessage b='2' a=\"1\" xmlns=\"urn:schemas-cybersource-com:transaction-data-1.224\"><merchantID>testmid</merchantID>\n"
        "<comments><![CDATA[<&>]]>&#13;</comments><ccAuthService run='true'/><!-- inside --></requestMessage>\n<!-- after -->";
    static const struct {
        const char *text;
        cybsign_status expected;
    } refused[] = {
        {"", CYBSIGN_E_XML},
        {"<requestMessage>", CYBSIGN_E_XML},
        {"<!DOCTYPE a [<!ENTITY b 'c'>]><requestMessage>&b;</requestMessage>", CYBSIGN_E_XML},
        {"<requestMessage>&unknown;</requestMessage>", CYBSIGN_E_XML},
        {"<requestMessage>\xff</requestMessage>", CYBSIGN_E_ENCODING},
        {"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>", CYBSIGN_E_MESSAGE},
    };
    cybsign_simple_order *simple_order = signer(KEYS "leaf_gen2.p12", options);
    cybsign_bytes message = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    size_t i;
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_xml(simple_order, TEXT(request), &message, &err));
    CHECK_HOLDS("<merchantID>testmid</merchantID>", message.data);
    CHECK(strstr((const char *)message.data, "before") == NULL && strstr((const char *)message.data, "after") == NULL);
    check_verify(&message, expected_leaf, CYBSIGN_OK, "\"signer\":");
    leave(name, &message);
    cybsign_bytes_clear(&message);
    for (i = 0; i < sizeof refused / sizeof *refused; i++) {
        CHECK_STATUS(refused[i].expected, cybsign_simple_order_sign_xml(simple_order, TEXT(refused[i].text), &message, &err));
        CHECK(message.data == NULL && err != NULL);
        cybsign_error_free(err);
    }
    cybsign_simple_order_free(simple_order);
}

static void check_limits(void) {
    static const char deep[] = "<requestMessage><a><b><c></c></b></a></requestMessage>";
    cybsign_simple_order *simple_order = signer(KEYS "leaf_gen2.p12", "{\"limits\": {\"max_depth\": 3}}");
    cybsign_bytes message = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_E_LIMIT, cybsign_simple_order_sign_xml(simple_order, TEXT(deep), &message, NULL));
    cybsign_simple_order_free(simple_order);
    simple_order = signer(KEYS "leaf_gen2.p12", "{\"limits\": {\"max_bytes\": 20}}");
    CHECK_STATUS(CYBSIGN_E_LIMIT, cybsign_simple_order_sign_xml(simple_order, TEXT(deep), &message, NULL));
    cybsign_simple_order_free(simple_order);
}

/* Validity is judged at each signature. */
static void check_dates(void) {
    const cybsign_field fields[] = {field("merchantID", "testmid")};
    static const struct {
        const char *key, *options;
        cybsign_status expected;
    } cases[] = {
        {KEYS "leaf_expired_gen2.p12", "", CYBSIGN_E_EXPIRED},
        {KEYS "leaf_expired_gen2.p12", "{\"allow_expired\": true}", CYBSIGN_OK},
        {KEYS "leaf_gen2.p12", "{\"testing\": {\"now\": 2366841600}}", CYBSIGN_OK},
        {KEYS "leaf_gen2.p12", "{\"testing\": {\"now\": 2366841601}}", CYBSIGN_E_EXPIRED},
        {KEYS "leaf_gen2.p12", "{\"testing\": {\"now\": 0}}", CYBSIGN_E_NOT_YET_VALID},
        {KEYS "leaf_gen2.p12", "{\"testing\": {\"now\": 1735689300}}", CYBSIGN_OK},              /* 300 seconds too young */
        {KEYS "leaf_gen2.p12", "{\"testing\": {\"now\": 1735689299}}", CYBSIGN_E_NOT_YET_VALID}, /* 301 */
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        cybsign_simple_order *simple_order = signer(cases[i].key, cases[i].options);
        cybsign_bytes message = CYBSIGN_BYTES_INIT;
        cybsign_error *err = NULL;
        CHECK_STATUS(cases[i].expected, cybsign_simple_order_sign_fields(simple_order, fields, 1, &message, &err));
        CHECK((message.data != NULL) == (cases[i].expected == CYBSIGN_OK));
        if (i == 1) {
            check_verify(&message, "{\"any_certificate\": true}", CYBSIGN_E_VERIFY_DATE, "\"checks\"");
            check_verify(&message, "{\"any_certificate\": true, \"allow_expired\": true}", CYBSIGN_OK, "not authenticated");
        }
        cybsign_bytes_clear(&message);
        cybsign_error_free(err);
        cybsign_simple_order_free(simple_order);
    }
}

/* Success means that the signer is the expected one, and nothing less. */
static void check_signer(void) {
    const cybsign_field fields[] = {field("merchantID", "testmid")};
    cybsign_bytes message = sign("", fields, 1);
    char options[4096];
    check_verify(&message, "", CYBSIGN_E_VERIFY_UNTRUSTED, "\"signer\"");
    check_verify(&message, "{\"any_certificate\": true}", CYBSIGN_OK, "not authenticated");
    check_verify(&message, expected_leaf, CYBSIGN_OK, "\"signer\"");
    expect_certificate(options, sizeof options, KEYS "cert_meta.pem", "");
    check_verify(&message, options, CYBSIGN_E_VERIFY_SIGNER, "\"signer\"");
    check_verify(&message, "{\"expected_sha256\": \"0000000000000000000000000000000000000000000000000000000000000000\"}",
                 CYBSIGN_E_VERIFY_SIGNER, "\"signer\"");
    expect_certificate(options, sizeof options, KEYS "cert_leaf.pem", ", \"testing\": {\"now\": 2366841601}");
    check_verify(&message, options, CYBSIGN_E_VERIFY_DATE, "\"checks\"");
    check_verify(&message, "{\"expected\": 1}", CYBSIGN_E_OPTION, "");
    cybsign_bytes_clear(&message);
}

static void check_changed(const cybsign_bytes *message, const char *part, size_t at, cybsign_status expected) {
    char *found = strstr((char *)message->data, part);
    if (CHECK(found != NULL)) {
        char before = found[at];
        found[at] = before == 'A' ? 'B' : 'A';
        check_verify(message, expected_leaf, expected, "\"checks\"");
        found[at] = before;
    }
}

static void check_tampering(void) {
    const cybsign_field fields[] = {field("merchantID", "testmid"), field("purchaseTotals_grandTotalAmount", "1.00")};
    cybsign_bytes message = sign("", fields, 2), cut = CYBSIGN_BYTES_INIT;
    check_changed(&message, "Amount=1.00", 8, CYBSIGN_E_VERIFY_DIGEST);
    check_changed(&message, "<ds:SignatureValue>", 30, CYBSIGN_E_VERIFY_SIGNATURE);
    check_changed(&message, "URI=\"#Body\"", 7, CYBSIGN_E_VERIFY_REFERENCE);
    check_verify(&message, expected_leaf, CYBSIGN_OK, "\"signer\"");
    cut.data = message.data;
    cut.len = message.len / 2;
    check_verify(&cut, expected_leaf, CYBSIGN_E_XML, "");
    cybsign_bytes_clear(&message);
    {
        char bare[] = "<a/>";
        cut.data = (uint8_t *)bare;
        cut.len = 4;
        check_verify(&cut, expected_leaf, CYBSIGN_E_VERIFY_STRUCTURE, "\"checks\"");
    }
}

/* Every single byte that is changed leads to a refusal. Only in the tags around the Body may one stay without effect: a
   prefix that is declared there too is redundant. */
static void check_every_byte(void) {
    const cybsign_field fields[] = {field("merchantID", "testmid")};
    cybsign_bytes message = sign("", fields, 1);
    char *body = strstr((char *)message.data, "<SOAP-ENV:Body"), *content = body ? strchr(body, '>') : NULL;
    size_t at, accepted = 0, internal = 0;
    for (at = 0; at < message.len; at += 3) {
        cybsign_bytes report = CYBSIGN_BYTES_INIT;
        cybsign_status status;
        message.data[at] ^= 0x01;
        status = cybsign_simple_order_verify((const char *)message.data, message.len, TEXT(expected_leaf), &report, NULL);
        message.data[at] ^= 0x01;
        accepted += status == CYBSIGN_OK && (char *)message.data + at >= content;
        internal += status / 1000 == 9;
        cybsign_bytes_clear(&report);
    }
    CHECK(content != NULL && accepted == 0 && internal == 0);
    cybsign_bytes_clear(&message);
}

/* Encryption that is asked for and impossible is an error, never a message in clear. */
static void check_encryption(const char *options, const char *algorithm, const char *name) {
    const cybsign_field fields[] = {field("merchantID", "testmid"), field("card_accountNumber", "4111111111111111")};
    cybsign_bytes message = sign(options, fields, 2);
    cybsign_credential *credential = load_credential(KEYS "leaf_nosjc_gen2.p12");
    cybsign_simple_order *simple_order = NULL;
    cybsign_error *err = NULL;
    CHECK_HOLDS("EncryptedData", message.data);
    CHECK_HOLDS(algorithm, message.data);
    CHECK(strstr((const char *)message.data, "4111111111111111") == NULL);
    leave(name, &message);
    cybsign_bytes_clear(&message);
    CHECK_STATUS(CYBSIGN_E_NO_RECIPIENT, cybsign_simple_order_new(credential, TEXT(options), &simple_order, &err));
    CHECK(simple_order == NULL && err != NULL);
    cybsign_error_free(err);
    cybsign_credential_free(credential);
}

static void check_options(void) {
    static const struct {
        const char *options;
        cybsign_status expected;
    } cases[] = {
        {"{\"profile\": \"perl\"}", CYBSIGN_E_OPTION},      {"{\"profil\": \"java\"}", CYBSIGN_E_OPTION},
        {"{\"api_version\": \"1.x\"}", CYBSIGN_E_OPTION},   {"{\"api_version\": 1.2}", CYBSIGN_E_OPTION},
        {"{\"namespace\": \"a\\nb\"}", CYBSIGN_E_OPTION},   {"{\"client\": true}", CYBSIGN_E_OPTION},
        {"{\"testing\": {\"ids\": {}}}", CYBSIGN_E_OPTION}, {"nothing", CYBSIGN_E_JSON},
        {"{\"client\": {\"clientLibrary\": \"x\"}}", CYBSIGN_OK},
    };
    cybsign_credential *credential = load_credential(KEYS "meta_gen2.p12");
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        cybsign_simple_order *simple_order = NULL;
        cybsign_error *err = NULL;
        CHECK_STATUS(cases[i].expected, cybsign_simple_order_new(credential, TEXT(cases[i].options), &simple_order, &err));
        CHECK((simple_order != NULL) == (cases[i].expected == CYBSIGN_OK));
        cybsign_error_free(err);
        cybsign_simple_order_free(simple_order);
    }
    cybsign_credential_free(credential);
}

/* Identification fields are added only where the request has none. */
static void check_client(void) {
    const cybsign_field fields[] = {field("merchantID", "testmid"), field("clientLibrary", "mine")};
    cybsign_bytes message = sign("{\"client\": {\"clientLibrary\": \"theirs\", \"clientLibraryVersion\": \"1\"}}", fields, 2);
    CHECK_HOLDS("clientLibrary=mine\nclientLibraryVersion=1\n", message.data);
    CHECK(strstr((const char *)message.data, "theirs") == NULL);
    cybsign_bytes_clear(&message);
}

int main(int argc, char **argv) {
    folder = argc > 1 ? argv[1] : ".";
    expect_certificate(expected_leaf, sizeof expected_leaf, KEYS "cert_leaf.pem", "");
    {
        const cybsign_bytes expected = {(uint8_t *)expected_leaf, strlen(expected_leaf)};
        leave("expected.json", &expected); /* for other programs */
    }
    check_cpp_vector();
    check_java_vector();
    check_java_ids();
    check_nvp();
    check_field_injection();
    check_xml("", "cpp_xml.xml");
    check_xml("{\"profile\": \"java\"}", "java_xml.xml");
    check_limits();
    check_encryption("{\"encrypt\": true}", "rsa-oaep-mgf1p", "encrypted.xml");
    check_encryption("{\"encrypt\": true, \"profile\": \"java\"}", "rsa-oaep-mgf1p", "encrypted_java.xml");
    check_encryption("{\"encrypt\": true, \"key_transport\": \"rsa-1_5\"}", "rsa-1_5", "encrypted_old.xml");
    check_dates();
    check_signer();
    check_tampering();
    check_every_byte();
    check_options();
    check_client();
    return checks_done("simple_order");
}
