/*
 * What each function is called with, when all is well: a row for each, and the inputs. scripts/api.py compares the rows with
 * the header.
 */
#ifndef ARGUMENTS_ROWS_H
#define ARGUMENTS_ROWS_H

#include <sys/mman.h>
#include <unistd.h>

#include "check.h"

#define MOST_PARAMETERS 11
#define MOST_INPUTS 4

/* What goes in: a buffer, a handle (in data) or a number (in len). */
struct input {
    const void *data;
    size_t len;
    int has_pointers; /* so that its bytes can't be spoilt */
};

static struct input p12, p12_path, p12_with_key_password, p12_with_key_password_path, key_pem, certificate_pem, key_der,
    certificate_der, config_path, password, key_password, token_password, merchant, options, open_options, token_options,
    fields, nvp, xml, envelope, signed_message, encrypted_message, reply, log_text, zero, kind, credential, server, simple_order,
    stream, server_certificate, scmp, scmp_fields, scmp_text, scmp_reply, scmp_headers, scmp_body, request_id;

/* An argument as the C function gets it. */
struct argument {
    void *pointer;
    int64_t number;
};

/* Room for any output. */
union output {
    void *pointer;
    cybsign_bytes bytes;
    cybsign_request request;
    int64_t number;
    int32_t state;
};

static int32_t never_signs(void *context, int32_t algorithm, const uint8_t *digest, size_t digest_len, uint8_t *signature,
                           size_t signature_capacity, size_t *signature_len) {
    (void)context, (void)algorithm, (void)digest, (void)digest_len, (void)signature, (void)signature_capacity, (void)signature_len;
    return 1;
}

#define P(at) a[at].pointer
#define L(at) (size_t) a[at].number
#define N(at) a[at].number

/*
 * A row: the function, a letter for each parameter, how it is called, the valid inputs, and the status that they give. The
 * letters: b buffer, l its length, h handle, n number, f function, x context; the outputs c credential, s simple_order,
 * m stream, p scmp, t bytes, r request, i int64_t, k int32_t, j the state of an expiry; e err.
 */
#define ROWS(ROW) \
    ROW(cybsign_credential_from_p12, "blblblce", (P(0), L(1), P(2), L(3), P(4), L(5), P(6), P(7)), \
        IN(&p12, &password, &options), CYBSIGN_OK) \
    ROW(cybsign_credential_from_p12_with_key_password, "blblblblce", \
        (P(0), L(1), P(2), L(3), P(4), L(5), P(6), L(7), P(8), P(9)), \
        IN(&p12_with_key_password, &password, &key_password, &options), CYBSIGN_OK) \
    ROW(cybsign_credential_from_p12_file, "blblblce", (P(0), L(1), P(2), L(3), P(4), L(5), P(6), P(7)), \
        IN(&p12_path, &password, &options), CYBSIGN_OK) \
    ROW(cybsign_credential_from_p12_file_with_key_password, "blblblblce", \
        (P(0), L(1), P(2), L(3), P(4), L(5), P(6), L(7), P(8), P(9)), \
        IN(&p12_with_key_password_path, &password, &key_password, &options), CYBSIGN_OK) \
    ROW(cybsign_credential_from_pem, "blblblblce", (P(0), L(1), P(2), L(3), P(4), L(5), P(6), L(7), P(8), P(9)), \
        IN(&key_pem, &certificate_pem, &password, &options), CYBSIGN_OK) \
    ROW(cybsign_credential_from_der, "blblblblce", (P(0), L(1), P(2), L(3), P(4), L(5), P(6), L(7), P(8), P(9)), \
        IN(&key_der, &certificate_der, &password, &options), CYBSIGN_OK) \
    ROW(cybsign_credential_from_callbacks, "blffxfblce", \
        (P(0), L(1), never_signs, NULL, NULL, NULL, P(6), L(7), P(8), P(9)), IN(&certificate_der, &options), CYBSIGN_OK) \
    ROW(cybsign_credential_inspect_json, "hnte", (P(0), N(1), P(2), P(3)), IN(&credential, &zero), CYBSIGN_OK) \
    ROW(cybsign_inspect_json, "blblnte", (P(0), L(1), P(2), L(3), N(4), P(5), P(6)), IN(&p12, &password, &zero), CYBSIGN_OK) \
    ROW(cybsign_credential_merchant_id, "hte", (P(0), P(1), P(2)), IN(&credential), CYBSIGN_OK) \
    ROW(cybsign_credential_key_serial, "hte", (P(0), P(1), P(2)), IN(&credential), CYBSIGN_OK) \
    ROW(cybsign_credential_not_after, "hie", (P(0), P(1), P(2)), IN(&credential), CYBSIGN_OK) \
    ROW(cybsign_credential_days_left, "hnie", (P(0), N(1), P(2), P(3)), IN(&credential, &zero), CYBSIGN_OK) \
    ROW(cybsign_credential_expiry, "hnnjie", (P(0), N(1), N(2), P(3), P(4), P(5)), IN(&credential, &zero, &zero), CYBSIGN_OK) \
    ROW(cybsign_simple_order_new, "hblse", (P(0), P(1), L(2), P(3), P(4)), IN(&credential, &options), CYBSIGN_OK) \
    ROW(cybsign_simple_order_from_config, "blblste", (P(0), L(1), P(2), L(3), P(4), P(5), P(6)), \
        IN(&config_path, &options), CYBSIGN_OK) \
    ROW(cybsign_simple_order_expiry, "hnnjike", (P(0), N(1), N(2), P(3), P(4), P(5), P(6)), \
        IN(&simple_order, &zero, &zero), CYBSIGN_OK) \
    ROW(cybsign_simple_order_sign_fields, "hblte", (P(0), P(1), L(2), P(3), P(4)), IN(&simple_order, &fields), CYBSIGN_OK) \
    ROW(cybsign_simple_order_sign_nvp, "hblte", (P(0), P(1), L(2), P(3), P(4)), IN(&simple_order, &nvp), CYBSIGN_OK) \
    ROW(cybsign_simple_order_sign_xml, "hblte", (P(0), P(1), L(2), P(3), P(4)), IN(&simple_order, &xml), CYBSIGN_OK) \
    ROW(cybsign_simple_order_sign_envelope, "hbltte", (P(0), P(1), L(2), P(3), P(4), P(5)), \
        IN(&simple_order, &envelope), CYBSIGN_OK) \
    ROW(cybsign_simple_order_request, "hnblre", (P(0), (int32_t)N(1), P(2), L(3), P(4), P(5)), \
        IN(&simple_order, &kind, &nvp), CYBSIGN_OK) \
    ROW(cybsign_simple_order_request_fields, "hblre", (P(0), P(1), L(2), P(3), P(4)), IN(&simple_order, &fields), CYBSIGN_OK) \
    ROW(cybsign_simple_order_parse_reply_json, "blblte", (P(0), L(1), P(2), L(3), P(4), P(5)), IN(&reply, &options), CYBSIGN_OK) \
    ROW(cybsign_simple_order_username_token, "blblblte", (P(0), L(1), P(2), L(3), P(4), L(5), P(6), P(7)), \
        IN(&merchant, &token_password, &token_options), CYBSIGN_OK) \
    ROW(cybsign_simple_order_verify, "blblte", (P(0), L(1), P(2), L(3), P(4), P(5)), \
        IN(&signed_message, &options), CYBSIGN_E_VERIFY_UNTRUSTED) \
    ROW(cybsign_simple_order_open, "hblblte", (P(0), P(1), L(2), P(3), L(4), P(5), P(6)), \
        IN(&server, &encrypted_message, &open_options), CYBSIGN_OK) \
    ROW(cybsign_simple_order_sign_scmp, "hbltte", (P(0), P(1), L(2), P(3), P(4), P(5)), \
        IN(&simple_order, &scmp_fields), CYBSIGN_OK) \
    ROW(cybsign_scmp_new, "hblblpe", (P(0), P(1), L(2), P(3), L(4), P(5), P(6)), \
        IN(&credential, &server_certificate, &options), CYBSIGN_OK) \
    ROW(cybsign_scmp_seal_fields, "hblrte", (P(0), P(1), L(2), P(3), P(4), P(5)), IN(&scmp, &scmp_fields), CYBSIGN_OK) \
    ROW(cybsign_scmp_seal, "hblrte", (P(0), P(1), L(2), P(3), P(4), P(5)), IN(&scmp, &scmp_text), CYBSIGN_OK) \
    ROW(cybsign_scmp_error, "hblnblre", (P(0), P(1), L(2), (int32_t)N(3), P(4), L(5), P(6), P(7)), \
        IN(&scmp, &request_id, &zero, &merchant), CYBSIGN_OK) \
    ROW(cybsign_scmp_open, "hblblbltte", (P(0), P(1), L(2), P(3), L(4), P(5), L(6), P(7), P(8), P(9)), \
        IN(&scmp, &request_id, &scmp_headers, &scmp_body), CYBSIGN_OK) \
    ROW(cybsign_scmp_parse_reply_json, "blblte", (P(0), L(1), P(2), L(3), P(4), P(5)), \
        IN(&scmp_reply, &options), CYBSIGN_OK) \
    ROW(cybsign_scmp_reply_from_simple_order_json, "blblte", (P(0), L(1), P(2), L(3), P(4), P(5)), \
        IN(&reply, &options), CYBSIGN_OK) \
    ROW(cybsign_scmp_convert_json, "blblte", (P(0), L(1), P(2), L(3), P(4), P(5)), \
        IN(&scmp_fields, &options), CYBSIGN_OK) \
    ROW(cybsign_mask_text, "blblte", (P(0), L(1), P(2), L(3), P(4), P(5)), IN(&log_text, &options), CYBSIGN_OK) \
    ROW(cybsign_mask_stream_new, "blme", (P(0), L(1), P(2), P(3)), IN(&options), CYBSIGN_OK) \
    ROW(cybsign_stream_update, "hblte", (P(0), P(1), L(2), P(3), P(4)), IN(&stream, &log_text), CYBSIGN_OK) \
    ROW(cybsign_stream_finish, "hte", (P(0), P(1), P(2)), IN(&stream), CYBSIGN_OK)

#define CALL(name, kinds, arguments, inputs, expected) \
    static cybsign_status call_##name(const struct argument *a) { return name arguments; }
ROWS(CALL)

struct row {
    const char *name, *kinds;
    cybsign_status (*call)(const struct argument *a);
    const struct input *inputs[MOST_INPUTS];
    cybsign_status expected;
};
#define IN(...) {__VA_ARGS__}
#define ROW(name, kinds, arguments, inputs, expected) {#name, kinds, call_##name, inputs, expected},
static const struct row rows[] = {ROWS(ROW)};

/* A copy that ends where memory ends: reading one byte more is a crash. For no bytes, reading any is one. */
static void *against_guard(const void *data, size_t len) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (len + page - 1) / page * page;
    uint8_t *pages = (uint8_t *)mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || mprotect(pages + room, page, PROT_NONE) != 0) {
        printf("no guard page\n");
        exit(EXIT_FAILURE);
    }
    if (len > 0) {
        memcpy(pages + room - len, data, len);
    }
    return pages + room - len;
}

static struct input text_input(const char *text) {
    const struct input made = {against_guard(text, strlen(text)), strlen(text), 0};
    return made;
}

static struct input file_input(const char *folder, const char *name) {
    struct input made = {NULL, 0, 0};
    char path[4096];
    uint8_t *data;
    snprintf(path, sizeof path, "%s%s", folder, name);
    data = read_file(path, &made.len);
    made.data = against_guard(data, made.len);
    free(data);
    return made;
}

static struct input path_input(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s%s", folder, name);
    return text_input(path);
}

static struct input handle_input(const void *handle) {
    const struct input made = {handle, 0, 0};
    return made;
}

/* folder: where make_keys and simple_order wrote. */
static void set_up(const char *folder) {
    static const char ini[] = "merchantID=testmid_oracle\nkeysDirectory=" KEYS "\nkeyFilename=leaf_gen2.p12\npassword=" PASSWORD "\n";
    static const cybsign_field both[] = {{"merchantID", 10, "testmid", 7}, {"ccAuthService_run", 17, "true", 4}};
    char work[2048], config[4096];
    cybsign_bytes message = CYBSIGN_BYTES_INIT;
    cybsign_credential *loaded = load_credential(KEYS "leaf_gen2.p12"), *recipient = NULL;
    cybsign_simple_order *made = new_simple_order(loaded, "{\"environment\": \"test\"}");
    const struct input server_key = file_input(KEYS, "key_sjc.pem"), its_certificate = file_input(KEYS, "cert_sjc.pem");
    snprintf(work, sizeof work, "%s/", folder);
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_fields(made, both, 2, &message, NULL));
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_from_pem((const uint8_t *)server_key.data, server_key.len,
                                                         (const uint8_t *)its_certificate.data, its_certificate.len,
                                                         NOTHING, NOTHING, &recipient, NULL));
    signed_message.data = against_guard(message.data, message.len);
    signed_message.len = message.len;
    cybsign_bytes_clear(&message);
    credential = handle_input(loaded);
    server = handle_input(recipient);
    simple_order = handle_input(made);
    snprintf(config, sizeof config, "%sarguments.ini", work);
    write_file(config, (const uint8_t *)ini, sizeof ini - 1);
    config_path = text_input(config);
    p12 = file_input(KEYS, "leaf_gen2.p12");
    p12_path = text_input(KEYS "leaf_gen2.p12");
    p12_with_key_password = file_input(work, "key_password.p12");
    p12_with_key_password_path = path_input(work, "key_password.p12");
    key_pem = file_input(KEYS, "resp_pkcs8_enc.pem");
    certificate_pem = file_input(KEYS, "cert_resp.pem");
    key_der = file_input(work, "pkcs8_encrypted.der");
    certificate_der = file_input(work, "certificate.der");
    password = text_input(PASSWORD);
    key_password = text_input("an0ther");
    token_password = text_input("key");
    merchant = text_input("testmid");
    options = text_input("{}");
    open_options = file_input(work, "expected.json");
    token_options = text_input("{\"allow_retired\": true}");
    fields.data = against_guard(both, sizeof both);
    fields.len = 2;
    fields.has_pointers = 1;
    nvp = text_input("merchantID=testmid");
    xml = text_input("<requestMessage xmlns=\"urn:schemas-cybersource-com:transaction-data-1.224\"/>");
    envelope = text_input("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
                          "<requestMessage xmlns=\"urn:schemas-cybersource-com:transaction-data-1.224\">"
                          "<merchantID>testmid</merchantID></requestMessage></s:Body></s:Envelope>");
    encrypted_message = file_input(work, "encrypted.xml");
    reply = text_input("decision=ACCEPT\nreasonCode=100\n");
    log_text = text_input("card_accountNumber=4111111111111111\n");
    kind.len = CYBSIGN_CONTENT_NVP;
    CHECK_STATUS(CYBSIGN_OK, cybsign_mask_stream_new(NOTHING, (cybsign_stream **)(uintptr_t)&stream.data, NULL));
}

/* What goes in by fields, and the reply that the other side has sealed. */
static void set_up_scmp(void) {
    static const cybsign_field request[] = {{"merchant_id", 11, "testmid_oracle", 14}, {"ics_applications", 16, "ics_auth", 8}};
    const cybsign_credential *client = (const cybsign_credential *)credential.data;
    const cybsign_credential *other = (const cybsign_credential *)server.data;
    const struct input client_certificate = file_input(KEYS, "cert_leaf.pem");
    cybsign_scmp *made = NULL, *other_end = NULL;
    cybsign_request sealed = CYBSIGN_REQUEST_INIT;
    cybsign_bytes id = CYBSIGN_BYTES_INIT;
    server_certificate = file_input(KEYS, "cert_sjc.pem");
    scmp_fields.data = against_guard(request, sizeof request);
    scmp_fields.len = 2;
    scmp_fields.has_pointers = 1;
    scmp_text = text_input("merchant_id=testmid_oracle\noffer0=amount:10.00^quantity:2\n");
    scmp_reply = text_input("request_id=4803124484286005701019\nics_rcode=1\nics_rflag=SOK\n");
    request_id = text_input("4803124484286005701019");
    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_new(client, (const uint8_t *)server_certificate.data, server_certificate.len, NOTHING, &made, NULL));
    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_new(other, (const uint8_t *)client_certificate.data, client_certificate.len,
                                              TEXT("{\"role\": \"server\"}"), &other_end, NULL));
    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_seal(other_end, (const char *)scmp_reply.data, scmp_reply.len, &sealed, &id, NULL));
    scmp_headers.data = against_guard(sealed.headers.data, sealed.headers.len);
    scmp_headers.len = sealed.headers.len;
    scmp_body.data = against_guard(sealed.body.data, sealed.body.len);
    scmp_body.len = sealed.body.len;
    scmp = handle_input(made);
    cybsign_request_clear(&sealed);
    cybsign_bytes_clear(&id);
    cybsign_scmp_free(other_end);
}

static void tear_down(void) {
    cybsign_scmp_free((cybsign_scmp *)(uintptr_t)scmp.data);
    cybsign_stream_free((cybsign_stream *)(uintptr_t)stream.data);
    cybsign_simple_order_free((cybsign_simple_order *)(uintptr_t)simple_order.data);
    cybsign_credential_free((cybsign_credential *)(uintptr_t)server.data);
    cybsign_credential_free((cybsign_credential *)(uintptr_t)credential.data);
}

#endif
