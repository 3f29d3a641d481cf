/* Whole requests, envelopes, configuration files, replies, and what a recipient opens. argv[1]: where simple_order wrote. */
#include "check.h"

static const char *folder = "";

static char *read_made(const char *name) {
    char path[4096];
    size_t len = 0;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return (char *)read_file(path, &len);
}

static cybsign_simple_order *signer(const char *key, const char *options) {
    cybsign_credential *credential = load_credential(key);
    cybsign_simple_order *simple_order = new_simple_order(credential, options);
    cybsign_credential_free(credential);
    return simple_order;
}

static int same(const cybsign_bytes *a, const cybsign_bytes *b) {
    return a->data != NULL && b->data != NULL && a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* A request is the URL, the header lines, and the bytes that the signing function gives. */
static void check_requests(void) {
    const cybsign_field fields[] = {field("merchantID", "testmid")};
    cybsign_simple_order *simple_order = signer(KEYS "leaf_gen2.p12", "{\"environment\": \"test\"}");
    cybsign_bytes signed_nvp = CYBSIGN_BYTES_INIT;
    cybsign_request request = CYBSIGN_REQUEST_INIT;
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_nvp(simple_order, TEXT("merchantID=testmid"), &signed_nvp, NULL));
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_request_fields(simple_order, fields, 1, &request, NULL));
    CHECK_TEXT("POST", (const char *)request.method.data);
    CHECK_TEXT("https://ics2wstest.ic3.com/commerce/1.x/transactionProcessor", (const char *)request.url.data);
    CHECK_HOLDS("Content-Type: text/xml; charset=utf-8\r\n", request.headers.data);
    CHECK(request.headers.len > 2 && memcmp(request.headers.data + request.headers.len - 2, "\r\n", 2) == 0 && strstr((const char *)request.headers.data, "\r\n\r\n") == NULL);
    CHECK(same(&request.body, &signed_nvp));
    cybsign_request_clear(&request);
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_request(simple_order, CYBSIGN_CONTENT_NVP, TEXT("merchantID=testmid\n"), &request, NULL));
    CHECK(same(&request.body, &signed_nvp));
    cybsign_request_clear(&request);
    cybsign_bytes_clear(&signed_nvp);
    cybsign_simple_order_free(simple_order);
    simple_order = signer(KEYS "leaf_gen2.p12", "{}");
    CHECK_STATUS(CYBSIGN_E_OPTION, cybsign_simple_order_request_fields(simple_order, fields, 1, &request, NULL));
    CHECK(request.method.data == NULL && request.url.data == NULL && request.headers.data == NULL && request.body.data == NULL);
    cybsign_simple_order_free(simple_order);
}

/* Each kind of content is signed by the function of its own, and goes to the server that the options name. */
static void check_kinds(void) {
    static const struct {
        const char *options, *url;
        int32_t kind;
    } cases[] = {
        {"{\"environment\": \"production\", \"allow_other_username\": true}", "https://ics2ws.ic3.com/commerce/1.x/transactionProcessor",
         CYBSIGN_CONTENT_XML},
        {"{\"environment\": \"test\", \"endpoint\": \"akamai\", \"allow_other_username\": true}",
         "https://ics2wstesta.ic3.com/commerce/1.x/transactionProcessor", CYBSIGN_CONTENT_ENVELOPE},
        {"{\"environment\": \"test\", \"endpoint\": \"india\"}", "https://ics2wstest.in.ic3.com/commerce/1.x/transactionProcessor",
         CYBSIGN_CONTENT_XML},
        {"{\"endpoint\": \"https://localhost:8443/x\"}", "https://localhost:8443/x", CYBSIGN_CONTENT_XML},
    };
    size_t i, xml_len = 0, envelope_len = 0;
    char *xml = (char *)read_file("tests/data/guide_request.xml", &xml_len);
    char *envelope = (char *)read_file("tests/data/guide_soap_request.xml", &envelope_len);
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        cybsign_simple_order *simple_order = signer(KEYS "leaf_gen2.p12", cases[i].options);
        cybsign_request request = CYBSIGN_REQUEST_INIT;
        cybsign_bytes message = CYBSIGN_BYTES_INIT, report = CYBSIGN_BYTES_INIT;
        if (cases[i].kind == CYBSIGN_CONTENT_XML) {
            CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_xml(simple_order, xml, xml_len, &message, NULL));
            CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_request(simple_order, cases[i].kind, xml, xml_len, &request, NULL));
        } else {
            CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_envelope(simple_order, envelope, envelope_len, &message, &report, NULL));
            CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_request(simple_order, cases[i].kind, envelope, envelope_len, &request, NULL));
        }
        CHECK_TEXT(cases[i].url, (const char *)request.url.data);
        CHECK_TEXT("Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"runTransaction\"\r\n", (const char *)request.headers.data);
        CHECK(same(&request.body, &message));
        cybsign_request_clear(&request);
        cybsign_bytes_clear(&message);
        cybsign_bytes_clear(&report);
        cybsign_simple_order_free(simple_order);
    }
    free(xml);
    free(envelope);
}

/* The options as a JSON object, with a certificate's PEM as server_certificate. */
static void encrypt_to(char *options, size_t size, const char *certificate, const char *more) {
    size_t len = 0, at = (size_t)snprintf(options, size, "{\"encrypt\": true%s, \"server_certificate\": \"", more);
    char *pem = (char *)read_file(certificate, &len), *next;
    for (next = pem; *next != 0 && at + 4 < size; next++) {
        if (*next == '\n') {
            options[at++] = '\\';
        }
        options[at++] = *next == '\n' ? 'n' : *next;
    }
    snprintf(options + at, size - at, "\"}");
    free(pem);
}

/* What doesn't encrypt to the right certificate is refused: when the handle is made, or when it signs. */
static void check_encryption_options(void) {
    static const struct {
        const char *key, *options; /* or, beginning with a comma, options beside the server's certificate */
        const char *certificate;
        cybsign_status made, signed_nvp;
    } cases[] = {
        {KEYS "leaf_gen2.p12", "{\"encrypt\": true, \"key_transport\": \"rsa\"}", NULL, CYBSIGN_E_OPTION, 0},
        {KEYS "leaf_gen2.p12", "{\"encrypt\": \"yes\"}", NULL, CYBSIGN_E_OPTION, 0},
        {KEYS "leaf_gen2.p12", "{\"encrypt\": true, \"server_certificate\": \"x\"}", NULL, CYBSIGN_E_OPTION, 0},
        {KEYS "leaf_gen2.p12", "{\"key_transport\": \"rsa-oaep\"}", NULL, CYBSIGN_E_OPTION, 0},
        {KEYS "leaf_nosjc_gen2.p12", "{\"encrypt\": true}", NULL, CYBSIGN_E_NO_RECIPIENT, 0},
        {KEYS "leaf_nosjc_gen2.p12", "", KEYS "cert_sjc.pem", CYBSIGN_OK, CYBSIGN_OK},
        {KEYS "leaf_gen2.p12", "", KEYS "cert_sjc_expired.pem", CYBSIGN_OK, CYBSIGN_E_RECIPIENT_DATE},
        {KEYS "leaf_gen2.p12", ", \"allow_expired_recipient\": true", KEYS "cert_sjc_expired.pem", CYBSIGN_OK, CYBSIGN_OK},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        cybsign_credential *credential = load_credential(cases[i].key);
        cybsign_simple_order *simple_order = NULL;
        cybsign_bytes message = CYBSIGN_BYTES_INIT;
        char options[8192];
        if (cases[i].certificate != NULL) {
            encrypt_to(options, sizeof options, cases[i].certificate, cases[i].options);
        } else {
            snprintf(options, sizeof options, "%s", cases[i].options);
        }
        CHECK_STATUS(cases[i].made, cybsign_simple_order_new(credential, TEXT(options), &simple_order, NULL));
        if (CHECK((simple_order != NULL) == (cases[i].made == CYBSIGN_OK)) && simple_order != NULL) {
            CHECK_STATUS(cases[i].signed_nvp, cybsign_simple_order_sign_nvp(simple_order, TEXT("merchantID=testmid"), &message, NULL));
            CHECK((message.data != NULL) == (cases[i].signed_nvp == CYBSIGN_OK));
            CHECK(message.data == NULL || (strstr((char *)message.data, "EncryptedData") && !strstr((char *)message.data, "testmid")));
        }
        cybsign_bytes_clear(&message);
        cybsign_simple_order_free(simple_order);
        cybsign_credential_free(credential);
    }
}

/* The guide's own example: its password goes, a signature comes, and the certificate must be the Username's. */
static void check_envelope(void) {
    size_t len = 0;
    char *envelope = (char *)read_file("tests/data/guide_soap_request.xml", &len), *expected;
    cybsign_simple_order *strict = signer(KEYS "leaf_gen2.p12", "{}");
    cybsign_simple_order *lenient = signer(KEYS "leaf_gen2.p12", "{\"allow_other_username\": true}");
    cybsign_bytes message = CYBSIGN_BYTES_INIT, report = CYBSIGN_BYTES_INIT, verdict = CYBSIGN_BYTES_INIT;
    expected = read_made("expected.json");
    CHECK_STATUS(CYBSIGN_E_MERCHANT, cybsign_simple_order_sign_envelope(strict, envelope, len, &message, &report, NULL));
    CHECK(message.data == NULL && report.data == NULL);
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_envelope(lenient, envelope, len, &message, &report, NULL));
    CHECK_HOLDS("portfolioabc", report.data);
    CHECK_HOLDS("<merchantID>merchant12378</merchantID>", message.data);
    CHECK(message.data != NULL && strstr((const char *)message.data, "UsernameToken") == NULL);
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_verify((const char *)message.data, message.len, TEXT(expected), &verdict, NULL));
    cybsign_bytes_clear(&report);
    cybsign_bytes_clear(&verdict);
    {
        cybsign_bytes again = CYBSIGN_BYTES_INIT;
        CHECK_STATUS(CYBSIGN_E_MESSAGE, cybsign_simple_order_sign_envelope(lenient, (const char *)message.data, message.len, &again, &report, NULL));
        CHECK(again.data == NULL && report.data == NULL);
    }
    cybsign_bytes_clear(&message);
    cybsign_simple_order_free(strict);
    cybsign_simple_order_free(lenient);
    free(envelope);
    free(expected);
}

/* A handle expires when the first of the certificates does that each request needs. */
static void check_expiry(void) {
    static const struct {
        const char *options; /* beside the server's certificate, or all of them */
        const char *certificate;
        int32_t state, which;
    } cases[] = {
        {"{}", NULL, CYBSIGN_EXPIRY_OK, CYBSIGN_CERTIFICATE_SIGNER},
        {"", KEYS "cert_sjc_expired.pem", CYBSIGN_EXPIRY_EXPIRED, CYBSIGN_CERTIFICATE_RECIPIENT},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        char options[8192];
        cybsign_simple_order *simple_order;
        int32_t state = -1, which = -1;
        int64_t days = -1;
        snprintf(options, sizeof options, "%s", cases[i].options);
        if (cases[i].certificate != NULL) {
            encrypt_to(options, sizeof options, cases[i].certificate, cases[i].options);
        }
        simple_order = signer(KEYS "leaf_gen2.p12", options);
        CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_expiry(simple_order, CYBSIGN_NOW, 60, &state, &days, &which, NULL));
        CHECK(state == cases[i].state && which == cases[i].which && (days > 0) == (state == CYBSIGN_EXPIRY_OK));
        CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_simple_order_expiry(simple_order, CYBSIGN_NOW, -1, &state, &days, &which, NULL));
        CHECK(state == CYBSIGN_EXPIRY_UNREADABLE && days == 0 && which == 0);
        cybsign_simple_order_free(simple_order);
    }
}

static void check_config(void) {
    static const char ini[] = "merchantID=testmid_oracle\nkeysDirectory=" KEYS "\nkeyFilename=leaf_gen2.p12\npassword=" PASSWORD
                              "\nsendToProduction=false\n";
    char path[4096];
    cybsign_simple_order *simple_order = NULL;
    cybsign_bytes report = CYBSIGN_BYTES_INIT, message = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    snprintf(path, sizeof path, "%s/cybs.ini", folder);
    write_file(path, (const uint8_t *)ini, sizeof ini - 1);
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_from_config(TEXT(path), NOTHING, &simple_order, &report, &err));
    CHECK_HOLDS("\"merchant_id\":\"testmid_oracle\"", report.data);
    CHECK(report.data != NULL && strstr((const char *)report.data, PASSWORD) == NULL);
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_nvp(simple_order, TEXT("merchantID=testmid_oracle"), &message, &err));
    cybsign_bytes_clear(&report);
    cybsign_bytes_clear(&message);
    cybsign_simple_order_free(simple_order);
    write_file(path, (const uint8_t *)"noSuchKey=1\n", 12);
    CHECK(cybsign_simple_order_from_config(TEXT(path), NOTHING, &simple_order, &report, &err) != CYBSIGN_OK);
    CHECK(simple_order == NULL && report.data == NULL && err != NULL);
    cybsign_error_free(err);
    CHECK_STATUS(CYBSIGN_E_FILE_NOT_FOUND, cybsign_simple_order_from_config(TEXT("absent.ini"), NOTHING, &simple_order, &report, NULL));
}

/* A file of the Java SDK: what is ignored is reported, what can't be meant is refused, and options come first. */
static void check_properties(void) {
    static const char properties[] = "merchantID=testmid_oracle\nkeysDirectory=tests/data/keys\nkeyFilename=leaf_gen2.p12\nkeyPassword=" PASSWORD
                                     "\ntargetAPIVersion=1.164\nuseSignAndEncrypted=true\nproxyPassword=t0pSecret\nsendToProduction=false\n";
    char path[4096];
    cybsign_simple_order *simple_order = NULL;
    cybsign_bytes report = CYBSIGN_BYTES_INIT;
    cybsign_request request = CYBSIGN_REQUEST_INIT;
    cybsign_error *err = NULL;
    snprintf(path, sizeof path, "%s/cybs.properties", folder);
    write_file(path, BYTES(properties));
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_from_config(TEXT(path), TEXT("{\"endpoint\": \"india\"}"), &simple_order, &report, &err));
    CHECK_HOLDS("\"format\":\"properties\"", report.data);
    CHECK_HOLDS("\"key\":\"proxyPassword\",\"line\":7", report.data);
    CHECK(report.data != NULL && strstr((const char *)report.data, "t0pSecret") == NULL);
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_request(simple_order, CYBSIGN_CONTENT_NVP, TEXT("merchantID=testmid_oracle"), &request, &err));
    CHECK_TEXT("https://ics2wstest.in.ic3.com/commerce/1.x/transactionProcessor", (const char *)request.url.data);
    CHECK_HOLDS("EncryptedData", request.body.data);
    cybsign_request_clear(&request);
    cybsign_bytes_clear(&report);
    cybsign_simple_order_free(simple_order);
    static const char few_iterations[] = "{\"credential\": {\"max_iterations\": 1}}";
    CHECK_STATUS(CYBSIGN_E_ITERATIONS, cybsign_simple_order_from_config(TEXT(path), TEXT(few_iterations), &simple_order, &report, NULL));
    CHECK_STATUS(CYBSIGN_E_OPTION, cybsign_simple_order_from_config(TEXT(path), TEXT("{\"format\": \"xml\"}"), &simple_order, &report, &err));
    CHECK(simple_order == NULL && report.data == NULL);
    cybsign_error_free(err);
    write_file(path, BYTES("merchantID=a\nenableJdkCert=true\n"));
    CHECK_STATUS(CYBSIGN_E_OPTION, cybsign_simple_order_from_config(TEXT(path), NOTHING, &simple_order, &report, &err));
    CHECK_HOLDS("\"line\":2", cybsign_error_detail_json(err));
    cybsign_error_free(err);
}

static void check_replies(void) {
    static const char fault[] = "<soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'><soap:Body><soap:Fault>"
                                "<faultcode>soap:CriticalServerError</faultcode><faultstring>sorry</faultstring></soap:Fault>"
                                "</soap:Body></soap:Envelope>";
    static const char plain_fault[] = "<soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'><soap:Body><soap:Fault>"
                                      "<faultcode>soap:Client</faultcode><faultstring>sorry</faultstring></soap:Fault>"
                                      "</soap:Body></soap:Envelope>";
    cybsign_bytes json = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_parse_reply_json(TEXT("decision=ACCEPT\nreasonCode=100\nrequestID=12=3\n"), NOTHING, &json, NULL));
    CHECK_HOLDS("\"kind\":\"nvp\"", json.data);
    CHECK_HOLDS("\"decision\":\"ACCEPT\"", json.data);
    CHECK_HOLDS("\"requestID\":\"12=3\"", json.data);
    cybsign_bytes_clear(&json);
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_parse_reply_json(TEXT(fault), NOTHING, &json, NULL));
    CHECK_HOLDS("\"kind\":\"fault\"", json.data);
    CHECK_HOLDS("\"critical\":true", json.data);
    CHECK_HOLDS("\"state\":\"unknown\"", json.data);
    cybsign_bytes_clear(&json);
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_parse_reply_json(TEXT(plain_fault), NOTHING, &json, NULL));
    CHECK_HOLDS("\"critical\":false", json.data);
    cybsign_bytes_clear(&json);
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_parse_reply_json(TEXT(plain_fault), TEXT("{\"http_status\": 504}"), &json, NULL));
    CHECK_HOLDS("\"critical\":true", json.data);
    cybsign_bytes_clear(&json);
    CHECK_STATUS(CYBSIGN_E_OPTION, cybsign_simple_order_parse_reply_json(TEXT(plain_fault), TEXT("{\"http\": 504}"), &json, NULL));
    CHECK_STATUS(CYBSIGN_E_MESSAGE, cybsign_simple_order_parse_reply_json(TEXT(fault), TEXT("{\"limits\": {\"max_bytes\": 100}}"), &json, NULL));
    CHECK_STATUS(CYBSIGN_E_MESSAGE, cybsign_simple_order_parse_reply_json(TEXT("<html/>"), NOTHING, &json, NULL));
    CHECK(json.data == NULL);
}

static void check_username_token(void) {
    cybsign_bytes header = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_E_RETIRED, cybsign_simple_order_username_token(TEXT("mid"), BYTES("k<y"), NOTHING, &header, NULL));
    CHECK(header.data == NULL);
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_username_token(TEXT("mid"), BYTES("k<y"), TEXT("{\"allow_retired\": true}"), &header, NULL));
    CHECK_HOLDS("k&lt;y", header.data);
    CHECK_HOLDS("<wsse:Username>mid</wsse:Username>", header.data);
    cybsign_bytes_clear(&header);
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_simple_order_username_token(TEXT("mid"), BYTES("key\n"), TEXT("{\"allow_retired\": true}"), &header, NULL));
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_simple_order_username_token(NOTHING, BYTES("key"), TEXT("{\"allow_retired\": true}"), &header, NULL));
    CHECK_STATUS(CYBSIGN_E_OPTION, cybsign_simple_order_username_token(TEXT("mid"), BYTES("key"), TEXT("{\"allow\": true}"), &header, NULL));
    CHECK(header.data == NULL);
}

/* What was encrypted to the server opens with the server's key, and with no other. */
static void check_open(const char *name) {
    char *message = read_made(name), *expected = read_made("expected.json");
    size_t key_len = 0, certificate_len = 0;
    uint8_t *key = read_file(KEYS "key_sjc.pem", &key_len), *certificate = read_file(KEYS "cert_sjc.pem", &certificate_len);
    cybsign_credential *server = NULL, *merchant = load_credential(KEYS "leaf_gen2.p12");
    cybsign_bytes plain = CYBSIGN_BYTES_INIT;
    char *cipher;
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_from_pem(key, key_len, certificate, certificate_len, NOTHING, NOTHING, &server, NULL));
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_open(server, TEXT(message), TEXT(expected), &plain, NULL));
    CHECK_HOLDS("card_accountNumber=4111111111111111\n", plain.data);
    cybsign_bytes_clear(&plain);
    CHECK_STATUS(CYBSIGN_E_NO_RECIPIENT, cybsign_simple_order_open(merchant, TEXT(message), TEXT(expected), &plain, NULL));
    CHECK_STATUS(CYBSIGN_E_VERIFY_UNTRUSTED, cybsign_simple_order_open(server, TEXT(message), NOTHING, &plain, NULL));
    cipher = strstr(strstr(message, "EncryptedData"), "CipherValue>");
    if (CHECK(cipher != NULL)) {
        cipher[40] = cipher[40] == 'A' ? 'B' : 'A';
        CHECK_STATUS(CYBSIGN_E_DECRYPT, cybsign_simple_order_open(server, TEXT(message), TEXT(expected), &plain, NULL));
    }
    CHECK(plain.data == NULL);
    cybsign_credential_free(server);
    cybsign_credential_free(merchant);
    free(message);
    free(expected);
    free(key);
    free(certificate);
}

int main(int argc, char **argv) {
    folder = argc > 1 ? argv[1] : ".";
    check_requests();
    check_kinds();
    check_encryption_options();
    check_envelope();
    check_expiry();
    check_config();
    check_properties();
    check_replies();
    check_username_token();
    check_open("encrypted.xml");
    check_open("encrypted_java.xml");
    check_open("encrypted_old.xml");
    return checks_done("requests");
}
