/*
 * Every function with every wrong argument: NULL, a length of 0, a length that no object has, spoilt content. Each gives a
 * status, and never a crash. scripts/api.py compares the rows with the header.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"

#define MOST_PARAMETERS 11
#define MOST_INPUTS 4
#define LEFT_OVER 0x5a /* what stands in outputs before a call, and must not afterwards */

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

/* A call as it is made: valid arguments, one of which a check then spoils. */
struct call {
    const struct row *row;
    struct argument arguments[MOST_PARAMETERS];
    union output outputs[MOST_PARAMETERS];
};

static int is_output(char kind) { return strchr("csmptrikj", kind) != NULL; }

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

static void prepare(struct call *call, const struct row *row) {
    const struct input *const *next = row->inputs;
    size_t at;
    memset(call, 0, sizeof *call);
    call->row = row;
    for (at = 0; row->kinds[at] != 0; at++) {
        switch (row->kinds[at]) {
        case 'b': call->arguments[at].pointer = (void *)(uintptr_t)(*next)->data; break;
        case 'l': call->arguments[at].number = (int64_t)(*next++)->len; break;
        case 'h': call->arguments[at].pointer = (void *)(uintptr_t)(*next++)->data; break;
        case 'n': call->arguments[at].number = (int64_t)(*next++)->len; break;
        case 'f': case 'x': case 'e': break;
        default: call->arguments[at].pointer = &call->outputs[at]; break;
        }
    }
}

static int is_empty(char kind, const union output *out) {
    switch (kind) {
    case 't': return out->bytes.data == NULL && out->bytes.len == 0;
    case 'r':
        return out->request.method.data == NULL && out->request.url.data == NULL && out->request.headers.data == NULL &&
               out->request.body.data == NULL;
    case 'i': return out->number == 0;
    case 'k': return out->state == 0;
    case 'j': return out->state == CYBSIGN_EXPIRY_UNREADABLE;
    default: return out->pointer == NULL;
    }
}

static void release(char kind, union output *out) {
    switch (kind) {
    case 'c': cybsign_credential_free((cybsign_credential *)out->pointer); break;
    case 's': cybsign_simple_order_free((cybsign_simple_order *)out->pointer); break;
    case 'm': cybsign_stream_free((cybsign_stream *)out->pointer); break;
    case 'p': cybsign_scmp_free((cybsign_scmp *)out->pointer); break;
    case 't': cybsign_bytes_clear(&out->bytes); break;
    case 'r': cybsign_request_clear(&out->request); break;
    default: break;
    }
}

/* A stream ends once, so that each call gets its own. */
static void renew_stream(struct call *call) {
    if (call->row->inputs[0] == &stream && call->arguments[0].pointer != NULL) {
        cybsign_stream *made = NULL;
        cybsign_stream_free((cybsign_stream *)(uintptr_t)stream.data);
        CHECK_STATUS(CYBSIGN_OK, cybsign_mask_stream_new(NOTHING, &made, NULL));
        stream.data = call->arguments[0].pointer = made;
    }
}

/* One call, with err or without. A report comes with a verdict; else a failure leaves no output. */
static cybsign_status call_once(struct call *call, cybsign_error **err, int *tidy) {
    const char *kinds = call->row->kinds;
    size_t at;
    cybsign_status status;
    memset(call->outputs, LEFT_OVER, sizeof call->outputs);
    call->arguments[strlen(kinds) - 1].pointer = err;
    renew_stream(call);
    status = call->row->call(call->arguments);
    saw(call->row->name, status);
    for (at = 0; kinds[at] != 0; at++) {
        if (is_output(kinds[at]) && call->arguments[at].pointer != NULL) {
            const int filled = status == CYBSIGN_OK || status / 1000 == 6;
            *tidy &= filled || is_empty(kinds[at], &call->outputs[at]);
            release(kinds[at], &call->outputs[at]);
        }
    }
    return status;
}

/* With an error and without one. Success leaves no error; a failure leaves one. */
static cybsign_status try_call(struct call *call, const char *what, size_t at) {
    cybsign_error *err = (cybsign_error *)(uintptr_t)LEFT_OVER;
    int tidy = 1;
    cybsign_status status = call_once(call, &err, &tidy);
    tidy &= cybsign_error_status(err) == status && (status != CYBSIGN_OK) == (err != NULL);
    tidy &= strlen(cybsign_error_message(err)) > 0;
    cybsign_error_free(err);
    tidy &= call_once(call, NULL, &tidy) == status;
    if (!CHECK(tidy)) {
        printf("%s: %s %zu gives %s\n", call->row->name, what, at, cybsign_status_name(status));
    }
    return status;
}

static void expect(cybsign_status expected, struct call *call, const char *what, size_t at) {
    cybsign_status status = try_call(call, what, at);
    if (!CHECK(status == expected)) {
        printf("%s: %s %zu gives %s, not %s\n", call->row->name, what, at, cybsign_status_name(status), cybsign_status_name(expected));
    }
}

static void check_buffer(struct call *call, size_t at) {
    static const size_t too_long[] = {SIZE_MAX, (size_t)PTRDIFF_MAX + 1, SIZE_MAX - 7};
    struct argument *data = &call->arguments[at], *len = data + 1;
    const struct argument valid[2] = {*data, *len};
    cybsign_status status;
    size_t i;
    for (i = 0; i < sizeof too_long / sizeof *too_long; i++) {
        len->number = (int64_t)too_long[i];
        expect(CYBSIGN_E_LENGTH, call, "too large a length of parameter", at);
    }
    data->pointer = NULL;
    len->number = 5;
    expect(CYBSIGN_E_NULL, call, "NULL in parameter", at);
    /* Length 0: what it means is the function's own affair, but the pointer doesn't matter. */
    len->number = 0;
    data->pointer = against_guard(NULL, 0);
    status = try_call(call, "length 0 of parameter", at);
    data->pointer = NULL;
    expect(status, call, "NULL with length 0 in parameter", at);
    *data = valid[0];
    *len = valid[1];
}

/* Content that is cut or of which a byte is another gives some status, as each function's comment lists it. */
static void check_spoilt(struct call *call, size_t at, size_t mutants) {
    struct argument *data = &call->arguments[at], *len = data + 1;
    const struct argument valid[2] = {*data, *len};
    const size_t size = (size_t)len->number;
    uint8_t *copy = (uint8_t *)against_guard(data->pointer, size);
    uint32_t random = 1;
    size_t i;
    for (i = 0; i < mutants && size > 0; i++) {
        size_t place;
        uint8_t before;
        random = random * 1664525 + 1013904223;
        place = (random >> 8) % size;
        before = copy[place];
        copy[place] ^= (uint8_t)(1u << (random >> 5) % 8);
        data->pointer = copy;
        len->number = valid[1].number;
        try_call(call, "spoilt content of parameter", at);
        copy[place] = before;
        data->pointer = against_guard(copy, place);
        len->number = (int64_t)place;
        try_call(call, "cut content of parameter", at);
    }
    *data = valid[0];
    *len = valid[1];
}

static void check_number(struct call *call, size_t at) {
    static const int64_t numbers[] = {INT64_MIN, INT64_MIN + 1, INT32_MIN, -1, 4, INT32_MAX, INT64_MAX};
    const struct argument valid = call->arguments[at];
    size_t i;
    for (i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        call->arguments[at].number = numbers[i];
        try_call(call, "a number in parameter", at);
    }
    call->arguments[at] = valid;
}

static void check_row(const struct row *row, size_t mutants) {
    const struct input *const *next = row->inputs;
    struct call call;
    size_t at;
    prepare(&call, row);
    expect(row->expected, &call, "valid arguments", 0);
    for (at = 0; row->kinds[at] != 0; at++) {
        const struct argument valid = call.arguments[at];
        if (row->kinds[at] == 'h' || is_output(row->kinds[at])) {
            call.arguments[at].pointer = NULL;
            expect(CYBSIGN_E_NULL, &call, "NULL in parameter", at);
            call.arguments[at] = valid;
        } else if (row->kinds[at] == 'b') {
            check_buffer(&call, at);
            if (!(*next)->has_pointers) {
                check_spoilt(&call, at, mutants);
            }
        } else if (row->kinds[at] == 'n') {
            check_number(&call, at);
        }
        next += strchr("lhn", row->kinds[at]) != NULL;
    }
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

/* What stands inside a field is checked as arguments are. */
static void check_fields(void) {
    const cybsign_simple_order *handle = (const cybsign_simple_order *)simple_order.data;
    const char *nowhere = (const char *)against_guard(NULL, 0);
    cybsign_field one = field("merchantID", "testmid");
    cybsign_bytes message = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_E_LENGTH, cybsign_simple_order_sign_fields(handle, &one, (size_t)PTRDIFF_MAX / sizeof one + 1, &message, NULL));
    one.value = NULL;
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_simple_order_sign_fields(handle, &one, 1, &message, NULL));
    one.value = nowhere;
    one.value_len = 0;
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_fields(handle, &one, 1, &message, NULL));
    cybsign_bytes_clear(&message);
    one.value_len = SIZE_MAX;
    CHECK_STATUS(CYBSIGN_E_LENGTH, cybsign_simple_order_sign_fields(handle, &one, 1, &message, NULL));
    one = field("merchantID", "testmid");
    one.name = NULL;
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_simple_order_sign_fields(handle, &one, 1, &message, NULL));
    one.name_len = 0;
    CHECK_STATUS(CYBSIGN_E_FIELD, cybsign_simple_order_sign_fields(handle, &one, 1, &message, NULL));
    one.name_len = SIZE_MAX;
    one.name = nowhere;
    CHECK_STATUS(CYBSIGN_E_LENGTH, cybsign_simple_order_sign_fields(handle, &one, 1, &message, NULL));
    CHECK(message.data == NULL && message.len == 0);
}

/* What certain numbers give. */
static void check_numbers(void) {
    const cybsign_credential *handle = (const cybsign_credential *)credential.data;
    int32_t state = -1;
    int64_t days = -1;
    cybsign_credential *made = (cybsign_credential *)(uintptr_t)LEFT_OVER;
    cybsign_request request = CYBSIGN_REQUEST_INIT;
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_credential_expiry(handle, 0, -1, &state, &days, NULL));
    CHECK(state == CYBSIGN_EXPIRY_UNREADABLE && days == 0);
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_expiry(handle, INT64_MAX, INT64_MAX, &state, &days, NULL));
    CHECK(state == CYBSIGN_EXPIRY_EXPIRED);
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_expiry(handle, INT64_MIN + 1, INT64_MAX, &state, &days, NULL));
    CHECK(state == CYBSIGN_EXPIRY_NOT_YET_VALID);
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_simple_order_request((const cybsign_simple_order *)simple_order.data, 0, TEXT("merchantID=a"),
                                                                  &request, NULL));
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_credential_from_callbacks((const uint8_t *)"x", 1, NULL, NULL, NULL, NULL, NOTHING, &made, NULL));
    CHECK(made == NULL);
}

/* A path is bytes without a NUL. */
static void check_paths(void) {
    cybsign_credential *loaded = (cybsign_credential *)(uintptr_t)LEFT_OVER;
    char *path = (char *)malloc(1 << 20);
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_credential_from_p12_file("a\0b", 3, NOTHING, NOTHING, &loaded, NULL));
    CHECK(loaded == NULL);
    memset(path, 'a', 1 << 20);
    CHECK(cybsign_credential_from_p12_file(path, 1 << 20, NOTHING, NOTHING, &loaded, NULL) / 1000 == 8);
    free(path);
}

/* The functions that can't fail, with the arguments that others refuse. */
#define TAKES_NULL(name) (name(NULL), CHECK(1))
#define CANNOT_FAIL(name, holds) CHECK(name holds)
static void check_what_cannot_fail(void) {
    TAKES_NULL(cybsign_bytes_clear);
    TAKES_NULL(cybsign_request_clear);
    TAKES_NULL(cybsign_credential_free);
    TAKES_NULL(cybsign_simple_order_free);
    TAKES_NULL(cybsign_stream_free);
    TAKES_NULL(cybsign_scmp_free);
    TAKES_NULL(cybsign_error_free);
    CANNOT_FAIL(cybsign_error_status, (NULL) == CYBSIGN_OK);
    CANNOT_FAIL(cybsign_error_message, (NULL) != NULL);
    CANNOT_FAIL(cybsign_error_detail_json, (NULL) != NULL);
    CANNOT_FAIL(cybsign_status_name, (INT32_MIN) != NULL);
    CANNOT_FAIL(cybsign_status_text, (INT32_MIN) != NULL);
    CANNOT_FAIL(cybsign_status_category, (INT32_MIN) != NULL);
    CANNOT_FAIL(cybsign_version, () != NULL);
    CANNOT_FAIL(cybsign_version_number, () > 0);
    CANNOT_FAIL(cybsign_abi_version, () >= CYBSIGN_ABI_VERSION);
    CANNOT_FAIL(cybsign_build_info_json, () != NULL);
}

int main(int argc, char **argv) {
    const size_t mutants = under_valgrind() ? 1 : 100; /* how often the content of each buffer is spoilt */
    size_t i;
    set_up(argc > 1 ? argv[1] : ".");
    set_up_scmp();
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        check_row(&rows[i], mutants);
    }
    check_fields();
    check_numbers();
    check_paths();
    check_what_cannot_fail();
    tear_down();
    return checks_done("arguments");
}
