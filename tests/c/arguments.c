/*
 * Every function with every wrong argument: NULL, a length of 0, a length that no object has, spoilt content. Each gives a
 * status, and never a crash. What each is called with stands in arguments_rows.h.
 */
#include "arguments_rows.h"

#define LEFT_OVER 0x5a /* what stands in outputs before a call, and must not afterwards */

/* A call as it is made: valid arguments, one of which a check then spoils. */
struct call {
    const struct row *row;
    struct argument arguments[MOST_PARAMETERS];
    union output outputs[MOST_PARAMETERS];
};

static int is_output(char kind) { return strchr("csmptrikj", kind) != NULL; }

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
