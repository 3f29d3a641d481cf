/*
 * Every function with every wrong argument: NULL, a length of 0, a length that no object has. Each gives a status, and
 * never a crash. The driver sees to it that each exported function is named here.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"

#define MOST_BUFFERS 4
#define LEFT_OVER ((uintptr_t)0x5a5a) /* what stands in outputs before a call, and must not afterwards */

struct buffer {
    const void *data;
    size_t len;
};

/* What a call gets: valid arguments, one of which a check then spoils. */
struct call {
    struct buffer buffers[MOST_BUFFERS];
    const void *handle;
    void *out;
};

enum output_kind { CREDENTIAL, SIMPLE_ORDER, STREAM, TEXT_BYTES, REQUEST, NUMBER };
enum handle_kind { NO_HANDLE, OF_CREDENTIAL, OF_SERVER, OF_SIMPLE_ORDER, OF_STREAM };

struct function {
    const char *name;
    cybsign_status (*call)(const struct call *call, cybsign_error **err);
    enum output_kind output;
    enum handle_kind handle;
    struct buffer buffers[MOST_BUFFERS]; /* valid values; data is NULL from the first unused one on */
    cybsign_status of_valid;
};

/* A copy that ends where memory ends: reading one byte more is a crash. For no bytes, reading any is one. */
static const void *against_guard(const void *data, size_t len) {
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

static const cybsign_credential *credential, *server;
static const cybsign_simple_order *simple_order;
static cybsign_stream *mask_stream;

#define BUFFER(at) call->buffers[at].data, call->buffers[at].len
#define OCTETS(at) (const uint8_t *)BUFFER(at)
#define CHARS(at) (const char *)BUFFER(at)
#define CREDENTIAL_OUT (cybsign_credential **)call->out

static cybsign_status from_p12(const struct call *call, cybsign_error **err) {
    return cybsign_credential_from_p12(OCTETS(0), OCTETS(1), CHARS(2), CREDENTIAL_OUT, err);
}
static cybsign_status from_p12_with_key_password(const struct call *call, cybsign_error **err) {
    return cybsign_credential_from_p12_with_key_password(OCTETS(0), OCTETS(1), OCTETS(2), CHARS(3), CREDENTIAL_OUT, err);
}
static cybsign_status from_p12_file(const struct call *call, cybsign_error **err) {
    return cybsign_credential_from_p12_file(CHARS(0), OCTETS(1), CHARS(2), CREDENTIAL_OUT, err);
}
static cybsign_status from_p12_file_with_key_password(const struct call *call, cybsign_error **err) {
    return cybsign_credential_from_p12_file_with_key_password(CHARS(0), OCTETS(1), OCTETS(2), CHARS(3), CREDENTIAL_OUT, err);
}
static cybsign_status from_pem(const struct call *call, cybsign_error **err) {
    return cybsign_credential_from_pem(OCTETS(0), OCTETS(1), OCTETS(2), CHARS(3), CREDENTIAL_OUT, err);
}
static cybsign_status from_der(const struct call *call, cybsign_error **err) {
    return cybsign_credential_from_der(OCTETS(0), OCTETS(1), OCTETS(2), CHARS(3), CREDENTIAL_OUT, err);
}
static int32_t never_signs(void *context, int32_t algorithm, const uint8_t *digest, size_t digest_len, uint8_t *signature,
                           size_t signature_capacity, size_t *signature_len) {
    (void)context, (void)algorithm, (void)digest, (void)digest_len, (void)signature, (void)signature_capacity, (void)signature_len;
    return 1;
}
static cybsign_status from_callbacks(const struct call *call, cybsign_error **err) {
    return cybsign_credential_from_callbacks(OCTETS(0), never_signs, NULL, NULL, NULL, CHARS(1), CREDENTIAL_OUT, err);
}
static cybsign_status credential_inspect_json(const struct call *call, cybsign_error **err) {
    return cybsign_credential_inspect_json((const cybsign_credential *)call->handle, 0, (cybsign_bytes *)call->out, err);
}
static cybsign_status certificate_inspect_json(const struct call *call, cybsign_error **err) {
    return cybsign_inspect_json(OCTETS(0), OCTETS(1), 0, (cybsign_bytes *)call->out, err);
}
static cybsign_status not_after(const struct call *call, cybsign_error **err) {
    return cybsign_credential_not_after((const cybsign_credential *)call->handle, (int64_t *)call->out, err);
}
static cybsign_status days_left(const struct call *call, cybsign_error **err) {
    return cybsign_credential_days_left((const cybsign_credential *)call->handle, 0, (int64_t *)call->out, err);
}
static cybsign_status expiry_check(const struct call *call, cybsign_error **err) {
    int32_t state = 0;
    return cybsign_credential_expiry((const cybsign_credential *)call->handle, 0, 0, &state, (int64_t *)call->out, err);
}
static cybsign_status simple_order_new(const struct call *call, cybsign_error **err) {
    return cybsign_simple_order_new((const cybsign_credential *)call->handle, CHARS(0), (cybsign_simple_order **)call->out, err);
}
static cybsign_status sign_fields(const struct call *call, cybsign_error **err) {
    return cybsign_simple_order_sign_fields((const cybsign_simple_order *)call->handle,
                                            (const cybsign_field *)call->buffers[0].data, call->buffers[0].len,
                                            (cybsign_bytes *)call->out, err);
}
static cybsign_status sign_nvp(const struct call *call, cybsign_error **err) {
    return cybsign_simple_order_sign_nvp((const cybsign_simple_order *)call->handle, CHARS(0), (cybsign_bytes *)call->out, err);
}
static cybsign_status sign_xml(const struct call *call, cybsign_error **err) {
    return cybsign_simple_order_sign_xml((const cybsign_simple_order *)call->handle, CHARS(0), (cybsign_bytes *)call->out, err);
}
static cybsign_status verify(const struct call *call, cybsign_error **err) {
    return cybsign_simple_order_verify(CHARS(0), CHARS(1), (cybsign_bytes *)call->out, err);
}
static cybsign_status open_message(const struct call *call, cybsign_error **err) {
    return cybsign_simple_order_open((const cybsign_credential *)call->handle, CHARS(0), CHARS(1), (cybsign_bytes *)call->out, err);
}
static cybsign_status parse_reply_json(const struct call *call, cybsign_error **err) {
    return cybsign_simple_order_parse_reply_json(CHARS(0), CHARS(1), (cybsign_bytes *)call->out, err);
}
static cybsign_status username_token(const struct call *call, cybsign_error **err) {
    return cybsign_simple_order_username_token(CHARS(0), OCTETS(1), CHARS(2), (cybsign_bytes *)call->out, err);
}
static cybsign_status mask_text(const struct call *call, cybsign_error **err) {
    return cybsign_mask_text(CHARS(0), CHARS(1), (cybsign_bytes *)call->out, err);
}
static cybsign_status mask_stream_new(const struct call *call, cybsign_error **err) {
    return cybsign_mask_stream_new(CHARS(0), (cybsign_stream **)call->out, err);
}
static cybsign_status mask_stream_update(const struct call *call, cybsign_error **err) {
    return cybsign_stream_update((cybsign_stream *)(uintptr_t)call->handle, CHARS(0), (cybsign_bytes *)call->out, err);
}
/* A stream ends once, so that each call gets its own. */
static cybsign_status mask_stream_finish(const struct call *call, cybsign_error **err) {
    cybsign_stream *own = NULL;
    cybsign_status status;
    if (call->handle != NULL) {
        CHECK_STATUS(CYBSIGN_OK, cybsign_mask_stream_new(NOTHING, &own, NULL));
    }
    status = cybsign_stream_finish(own, (cybsign_bytes *)call->out, err);
    cybsign_stream_free(own);
    return status;
}

/* Functions with several outputs: the first is the call's, the others must be empty on failure like it. */
static cybsign_status with_others(cybsign_status status, cybsign_bytes *others, size_t count) {
    size_t i;
    for (i = 0; i < count; i++) {
        if (status != CYBSIGN_OK) {
            CHECK(others[i].data == NULL && others[i].len == 0);
        }
        cybsign_bytes_clear(&others[i]);
    }
    return status;
}
#define OTHER {(uint8_t *)LEFT_OVER, 7}

static cybsign_status sign_envelope(const struct call *call, cybsign_error **err) {
    cybsign_bytes others[1] = {OTHER};
    return with_others(cybsign_simple_order_sign_envelope((const cybsign_simple_order *)call->handle, CHARS(0),
                                                          (cybsign_bytes *)call->out, &others[0], err),
                       others, 1);
}
static cybsign_status request(const struct call *call, cybsign_error **err) {
    return cybsign_simple_order_request((const cybsign_simple_order *)call->handle, CYBSIGN_CONTENT_NVP, CHARS(0),
                                        (cybsign_request *)call->out, err);
}
static cybsign_status request_fields(const struct call *call, cybsign_error **err) {
    return cybsign_simple_order_request_fields((const cybsign_simple_order *)call->handle,
                                               (const cybsign_field *)call->buffers[0].data, call->buffers[0].len,
                                               (cybsign_request *)call->out, err);
}
static cybsign_status from_config(const struct call *call, cybsign_error **err) {
    cybsign_bytes others[1] = {OTHER};
    return with_others(cybsign_simple_order_from_config(CHARS(0), CHARS(1), (cybsign_simple_order **)call->out, &others[0], err),
                       others, 1);
}

/* Room for any output. */
union output {
    void *pointer;
    cybsign_bytes bytes;
    cybsign_request request;
    int64_t number;
};

static void fill(union output *out) {
    memset(out, LEFT_OVER & 0xff, sizeof *out);
}

static int is_empty(enum output_kind kind, const union output *out) {
    switch (kind) {
    case TEXT_BYTES: return out->bytes.data == NULL && out->bytes.len == 0;
    case REQUEST:
        return out->request.method.data == NULL && out->request.url.data == NULL && out->request.headers.data == NULL &&
               out->request.body.data == NULL;
    case NUMBER: return out->number == 0;
    default: return out->pointer == NULL;
    }
}

static void release(enum output_kind kind, union output *out) {
    switch (kind) {
    case CREDENTIAL: cybsign_credential_free((cybsign_credential *)out->pointer); break;
    case SIMPLE_ORDER: cybsign_simple_order_free((cybsign_simple_order *)out->pointer); break;
    case STREAM: cybsign_stream_free((cybsign_stream *)out->pointer); break;
    case TEXT_BYTES: cybsign_bytes_clear(&out->bytes); break;
    case REQUEST: cybsign_request_clear(&out->request); break;
    case NUMBER: break;
    }
}

/* Calls with an error and without one. Success leaves no error; a failure leaves one and, reports aside, no output. */
static cybsign_status try_call(const struct function *function, const struct call *call, const char *what, size_t at) {
    cybsign_error *err = (cybsign_error *)LEFT_OVER;
    union output *out = (union output *)call->out;
    cybsign_status status;
    int tidy;
    if (out != NULL) {
        fill(out);
    }
    status = function->call(call, &err);
    tidy = cybsign_error_status(err) == status && (status != CYBSIGN_OK) == (err != NULL);
    if (status == CYBSIGN_OK || status / 1000 == 6) {
        tidy = tidy && out != NULL;
        release(function->output, out);
    } else {
        tidy = tidy && strlen(cybsign_error_message(err)) > 0 && (out == NULL || is_empty(function->output, out));
    }
    cybsign_error_free(err);
    tidy = tidy && function->call(call, NULL) == status;
    if (status == CYBSIGN_OK || status / 1000 == 6) {
        release(function->output, out);
    }
    if (!CHECK(tidy)) {
        printf("%s: %s %zu gives %s\n", function->name, what, at, cybsign_status_name(status));
    }
    return status;
}

static void expect(cybsign_status expected, const struct function *function, const struct call *call, const char *what, size_t at) {
    cybsign_status status = try_call(function, call, what, at);
    if (!CHECK(status == expected)) {
        printf("%s: %s %zu gives %s, not %s\n", function->name, what, at, cybsign_status_name(status), cybsign_status_name(expected));
    }
}

static void check_function(const struct function *function) {
    static const size_t too_long[] = {SIZE_MAX, (size_t)PTRDIFF_MAX + 1, SIZE_MAX - 7};
    const void *nowhere = against_guard(NULL, 0);
    union output out;
    struct call valid, call;
    size_t at, i;
    memcpy(valid.buffers, function->buffers, sizeof valid.buffers);
    valid.handle = function->handle == OF_CREDENTIAL     ? (const void *)credential
                   : function->handle == OF_SERVER       ? (const void *)server
                   : function->handle == OF_SIMPLE_ORDER ? (const void *)simple_order
                   : function->handle == OF_STREAM  ? (const void *)mask_stream
                                                         : NULL;
    valid.out = &out;
    expect(function->of_valid, function, &valid, "valid arguments", 0);
    for (at = 0; at < MOST_BUFFERS && function->buffers[at].data != NULL; at++) {
        call = valid;
        for (i = 0; i < sizeof too_long / sizeof *too_long; i++) {
            call.buffers[at].len = too_long[i];
            expect(CYBSIGN_E_LENGTH, function, &call, "too large a length in buffer", at);
        }
        call.buffers[at].data = NULL;
        call.buffers[at].len = 5;
        expect(CYBSIGN_E_NULL, function, &call, "NULL in buffer", at);
        /* Length 0: what it means is the function's own affair, but the pointer doesn't matter. */
        call.buffers[at].len = 0;
        call.buffers[at].data = nowhere;
        i = (size_t)try_call(function, &call, "length 0 in buffer", at);
        call.buffers[at].data = NULL;
        expect((cybsign_status)i, function, &call, "NULL with length 0 in buffer", at);
    }
    call = valid;
    call.out = NULL;
    expect(CYBSIGN_E_NULL, function, &call, "no output", 0);
    if (function->handle != NO_HANDLE) {
        call = valid;
        call.handle = NULL;
        expect(CYBSIGN_E_NULL, function, &call, "no handle", 0);
    }
}

static struct buffer buffer(const char *text) {
    struct buffer made;
    made.data = against_guard(text, strlen(text));
    made.len = strlen(text);
    return made;
}

static struct buffer file(const char *path) {
    struct buffer made;
    uint8_t *data = read_file(path, &made.len);
    made.data = against_guard(data, made.len);
    free(data);
    return made;
}

#define NONE {NULL, 0}

static void check_functions(const char *folder) {
    char key_der[4096], certificate_der[4096], key_password_p12[4096], encrypted[4096], expected[4096], config[4096];
    static const char ini[] = "merchantID=testmid_oracle\nkeysDirectory=" KEYS "\nkeyFilename=leaf_gen2.p12\npassword=" PASSWORD "\n";
    cybsign_field fields[2];
    cybsign_bytes message = CYBSIGN_BYTES_INIT;
    struct buffer options, password, key_password, document, signed_message, all_fields, envelope;
    snprintf(key_der, sizeof key_der, "%s/pkcs8_encrypted.der", folder);
    snprintf(certificate_der, sizeof certificate_der, "%s/certificate.der", folder);
    snprintf(key_password_p12, sizeof key_password_p12, "%s/key_password.p12", folder);
    snprintf(encrypted, sizeof encrypted, "%s/encrypted.xml", folder); /* simple_order left both there */
    snprintf(expected, sizeof expected, "%s/expected.json", folder);
    snprintf(config, sizeof config, "%s/cybs.ini", folder);
    write_file(config, (const uint8_t *)ini, sizeof ini - 1);
    fields[0] = field("merchantID", "testmid");
    fields[1] = field("ccAuthService_run", "true");
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_fields(simple_order, fields, 2, &message, NULL));
    options = buffer("{}");
    password = buffer(PASSWORD);
    key_password = buffer("an0ther");
    document = buffer("<requestMessage xmlns=\"urn:a\"/>");
    signed_message.data = against_guard(message.data, message.len);
    signed_message.len = message.len;
    envelope = buffer("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
                      "<requestMessage xmlns=\"urn:schemas-cybersource-com:transaction-data-1.224\">"
                      "<merchantID>testmid</merchantID></requestMessage></s:Body></s:Envelope>");
    all_fields.data = against_guard(fields, sizeof fields);
    all_fields.len = 2;
    cybsign_bytes_clear(&message);
    {
        const struct function functions[] = {
            {"cybsign_credential_from_p12", from_p12, CREDENTIAL, NO_HANDLE,
             {file(KEYS "leaf_gen2.p12"), password, options, NONE}, CYBSIGN_OK},
            {"cybsign_credential_from_p12_with_key_password", from_p12_with_key_password, CREDENTIAL, NO_HANDLE,
             {file(key_password_p12), password, key_password, options}, CYBSIGN_OK},
            {"cybsign_credential_from_p12_file", from_p12_file, CREDENTIAL, NO_HANDLE,
             {buffer(KEYS "leaf_gen2.p12"), password, options, NONE}, CYBSIGN_OK},
            {"cybsign_credential_from_p12_file_with_key_password", from_p12_file_with_key_password, CREDENTIAL, NO_HANDLE,
             {buffer(key_password_p12), password, key_password, options}, CYBSIGN_OK},
            {"cybsign_credential_from_pem", from_pem, CREDENTIAL, NO_HANDLE,
             {file(KEYS "resp_pkcs8_enc.pem"), file(KEYS "cert_resp.pem"), password, options}, CYBSIGN_OK},
            {"cybsign_credential_from_der", from_der, CREDENTIAL, NO_HANDLE,
             {file(key_der), file(certificate_der), password, options}, CYBSIGN_OK},
            {"cybsign_credential_from_callbacks", from_callbacks, CREDENTIAL, NO_HANDLE,
             {file(certificate_der), options, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_credential_inspect_json", credential_inspect_json, TEXT_BYTES, OF_CREDENTIAL,
             {NONE, NONE, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_inspect_json", certificate_inspect_json, TEXT_BYTES, NO_HANDLE,
             {file(KEYS "leaf_gen2.p12"), password, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_credential_not_after", not_after, NUMBER, OF_CREDENTIAL, {NONE, NONE, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_credential_days_left", days_left, NUMBER, OF_CREDENTIAL, {NONE, NONE, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_credential_expiry", expiry_check, NUMBER, OF_CREDENTIAL, {NONE, NONE, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_simple_order_new", simple_order_new, SIMPLE_ORDER, OF_CREDENTIAL, {options, NONE, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_simple_order_sign_fields", sign_fields, TEXT_BYTES, OF_SIMPLE_ORDER,
             {all_fields, NONE, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_simple_order_sign_nvp", sign_nvp, TEXT_BYTES, OF_SIMPLE_ORDER,
             {buffer("merchantID=testmid"), NONE, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_simple_order_sign_xml", sign_xml, TEXT_BYTES, OF_SIMPLE_ORDER, {document, NONE, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_simple_order_verify", verify, TEXT_BYTES, NO_HANDLE,
             {signed_message, options, NONE, NONE}, CYBSIGN_E_VERIFY_UNTRUSTED},
            {"cybsign_simple_order_open", open_message, TEXT_BYTES, OF_SERVER,
             {file(encrypted), file(expected), NONE, NONE}, CYBSIGN_OK},
            {"cybsign_simple_order_sign_envelope", sign_envelope, TEXT_BYTES, OF_SIMPLE_ORDER,
             {envelope, NONE, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_simple_order_request", request, REQUEST, OF_SIMPLE_ORDER,
             {buffer("merchantID=testmid"), NONE, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_simple_order_request_fields", request_fields, REQUEST, OF_SIMPLE_ORDER,
             {all_fields, NONE, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_simple_order_from_config", from_config, SIMPLE_ORDER, NO_HANDLE,
             {buffer(config), options, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_simple_order_parse_reply_json", parse_reply_json, TEXT_BYTES, NO_HANDLE,
             {buffer("decision=ACCEPT\nreasonCode=100\n"), options, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_simple_order_username_token", username_token, TEXT_BYTES, NO_HANDLE,
             {buffer("testmid"), buffer("key"), buffer("{\"allow_retired\": true}"), NONE}, CYBSIGN_OK},
            {"cybsign_mask_text", mask_text, TEXT_BYTES, NO_HANDLE,
             {buffer("card_accountNumber=4111111111111111"), options, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_mask_stream_new", mask_stream_new, STREAM, NO_HANDLE, {options, NONE, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_stream_update", mask_stream_update, TEXT_BYTES, OF_STREAM,
             {buffer("merchantID=testmid\n"), NONE, NONE, NONE}, CYBSIGN_OK},
            {"cybsign_stream_finish", mask_stream_finish, TEXT_BYTES, OF_STREAM,
             {NONE, NONE, NONE, NONE}, CYBSIGN_OK},
        };
        size_t i;
        for (i = 0; i < sizeof functions / sizeof *functions; i++) {
            check_function(&functions[i]);
        }
    }
}

/* What stands inside a field is checked as arguments are. */
static void check_fields(void) {
    cybsign_field fields[1];
    cybsign_bytes message = CYBSIGN_BYTES_INIT;
    const char *nowhere = (const char *)against_guard(NULL, 0);
    fields[0] = field("merchantID", "testmid");
    CHECK_STATUS(CYBSIGN_E_LENGTH, cybsign_simple_order_sign_fields(simple_order, fields,
                                                                    (size_t)PTRDIFF_MAX / sizeof *fields + 1, &message, NULL));
    fields[0].value = NULL;
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_simple_order_sign_fields(simple_order, fields, 1, &message, NULL));
    fields[0].value = nowhere;
    fields[0].value_len = 0;
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_fields(simple_order, fields, 1, &message, NULL));
    cybsign_bytes_clear(&message);
    fields[0].value_len = SIZE_MAX;
    CHECK_STATUS(CYBSIGN_E_LENGTH, cybsign_simple_order_sign_fields(simple_order, fields, 1, &message, NULL));
    fields[0] = field("merchantID", "testmid");
    fields[0].name = NULL;
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_simple_order_sign_fields(simple_order, fields, 1, &message, NULL));
    fields[0].name_len = 0;
    CHECK_STATUS(CYBSIGN_E_FIELD, cybsign_simple_order_sign_fields(simple_order, fields, 1, &message, NULL));
    fields[0].name_len = SIZE_MAX;
    fields[0].name = nowhere;
    CHECK_STATUS(CYBSIGN_E_LENGTH, cybsign_simple_order_sign_fields(simple_order, fields, 1, &message, NULL));
    CHECK(message.data == NULL && message.len == 0);
}

/* The arguments that are no buffers. */
static void check_numbers(void) {
    int32_t state = -1;
    int64_t days = -1;
    cybsign_bytes json = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_credential_expiry(credential, 0, 0, NULL, &days, NULL));
    CHECK(days == 0);
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_credential_expiry(credential, 0, -1, &state, &days, NULL));
    CHECK(state == CYBSIGN_EXPIRY_UNREADABLE && days == 0);
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_credential_expiry(credential, 0, INT64_MIN, &state, &days, NULL));
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_expiry(credential, INT64_MAX, INT64_MAX, &state, &days, NULL));
    CHECK(state == CYBSIGN_EXPIRY_EXPIRED);
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_expiry(credential, INT64_MIN + 1, INT64_MAX, &state, &days, NULL));
    CHECK(state == CYBSIGN_EXPIRY_NOT_YET_VALID);
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_inspect_json(credential, INT64_MAX, &json, NULL));
    cybsign_bytes_clear(&json);
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_inspect_json(credential, INT64_MIN + 1, &json, NULL));
    cybsign_bytes_clear(&json);
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_credential_from_callbacks((const uint8_t *)"x", 1, NULL, NULL, NULL, NULL, NOTHING,
                                                                   (cybsign_credential **)&json.data, NULL));
    CHECK(json.data == NULL);
}

/* Outputs beside the first. */
static void check_further_outputs(void) {
    cybsign_bytes a = OTHER, b = OTHER;
    cybsign_simple_order *made = (cybsign_simple_order *)LEFT_OVER;
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_simple_order_sign_envelope(simple_order, TEXT("<a/>"), NULL, &b, NULL));
    CHECK(b.data == NULL);
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_simple_order_sign_envelope(simple_order, TEXT("<a/>"), &a, NULL, NULL));
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_simple_order_from_config(TEXT("absent"), NOTHING, &made, NULL, NULL));
    CHECK(a.data == NULL && made == NULL);
}

static void check_content_kinds(void) {
    static const int32_t kinds[] = {INT32_MIN, -1, 0, 4, INT32_MAX};
    size_t i;
    for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        cybsign_request request = {OTHER, OTHER, OTHER, OTHER};
        CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_simple_order_request(simple_order, kinds[i], TEXT("merchantID=a"), &request, NULL));
        CHECK(request.method.data == NULL && request.url.data == NULL && request.headers.data == NULL && request.body.data == NULL);
    }
}

/* A path is bytes without a NUL. */
static void check_paths(void) {
    cybsign_credential *loaded = (cybsign_credential *)LEFT_OVER;
    char *path = (char *)malloc(1 << 20);
    CHECK(cybsign_credential_from_p12_file("a\0b", 3, NOTHING, NOTHING, &loaded, NULL) != CYBSIGN_OK);
    CHECK(loaded == NULL);
    memset(path, 'a', 1 << 20);
    CHECK(cybsign_credential_from_p12_file(path, 1 << 20, NOTHING, NOTHING, &loaded, NULL) / 1000 == 8);
    free(path);
}

/* What takes NULL does nothing with it. */
static void check_nulls(void) {
    cybsign_credential_free(NULL);
    cybsign_simple_order_free(NULL);
    cybsign_stream_free(NULL);
    cybsign_error_free(NULL);
    cybsign_bytes_clear(NULL);
    cybsign_request_clear(NULL);
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_stream_finish(NULL, NULL, NULL));
    CHECK_STATUS(CYBSIGN_E_NULL, cybsign_stream_finish(mask_stream, NULL, NULL));
    CHECK(cybsign_error_status(NULL) == CYBSIGN_OK);
    CHECK(cybsign_error_message(NULL) != NULL);
    CHECK(cybsign_error_detail_json(NULL) != NULL);
    CHECK(cybsign_status_name(INT32_MIN) != NULL);
    CHECK(cybsign_status_text(INT32_MIN) != NULL);
    CHECK(cybsign_status_category(INT32_MIN) != NULL);
    CHECK(cybsign_version() != NULL && cybsign_build_info_json() != NULL);
    CHECK(cybsign_version_number() > 0 && cybsign_abi_version() > 0);
}

int main(int argc, char **argv) {
    cybsign_credential *loaded = load_credential(KEYS "leaf_gen2.p12");
    cybsign_simple_order *made = new_simple_order(loaded, "{\"environment\": \"test\"}");
    cybsign_credential *recipient = NULL;
    const struct buffer key = file(KEYS "key_sjc.pem"), certificate = file(KEYS "cert_sjc.pem");
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_from_pem((const uint8_t *)key.data, key.len, (const uint8_t *)certificate.data,
                                                         certificate.len, NOTHING, NOTHING, &recipient, NULL));
    credential = loaded;
    server = recipient;
    CHECK_STATUS(CYBSIGN_OK, cybsign_mask_stream_new(NOTHING, &mask_stream, NULL));
    simple_order = made;
    check_functions(argc > 1 ? argv[1] : ".");
    check_fields();
    check_numbers();
    check_further_outputs();
    check_content_kinds();
    check_paths();
    check_nulls();
    cybsign_stream_free(mask_stream);
    cybsign_simple_order_free(made);
    cybsign_credential_free(recipient);
    cybsign_credential_free(loaded);
    return checks_done("arguments");
}
