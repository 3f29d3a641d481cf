/* Masking: whole texts, and streams that are cut anywhere. */
#include "check.h"

static const char nvp[] = "merchantID=testmid\ncard_accountNumber=4111111111111111\nbillTo_lastName=Doe\nccAuthService_run=true\n";
static const char nvp_masked[] = "merchantID=testmid\ncard_accountNumber=4111xxxxxxxx1111\nbillTo_lastName=xxx\nccAuthService_run=true\n";
static const char nvp_strict[] = "merchantID=testmid\ncard_accountNumber=xxxx\nbillTo_lastName=xxxx\nccAuthService_run=true\n";
static const char xml[] = "<a:card xmlns:a=\"urn:a\"><a:pin>1234</a:pin></a:card>";
static const char xml_masked[] = "<a:card xmlns:a=\"urn:a\"><a:pin>xxxx</a:pin></a:card>";
static const char json[] = "{\"pin\": \"12\\u003334\", \"currency\": \"USD\"}";
static const char json_masked[] = "{\"pin\": \"xxxxx\", \"currency\": \"USD\"}";
static const char text[] = "paid with 4111 1111 1111 1111 in 2026";
static const char text_masked[] = "paid with 4111 xxxx xxxx 1111 in 2026";

static const struct {
    const char *options, *text, *masked;
} cases[] = {
    {"", nvp, nvp_masked},
    {"{\"rule\": \"strict\"}", nvp, nvp_strict},
    {"{\"format\": \"nvp\"}", nvp, nvp_masked},
    {"{\"format\": \"xml\"}", xml, xml_masked},
    {"", xml, xml_masked},
    {"", json, json_masked},
    {"", text, text_masked},
    {"{\"format\": \"text\"}", text, text_masked},
    {"", "", ""},
};
#define CASES (sizeof cases / sizeof *cases)

static cybsign_stream *new_stream(const char *options) {
    cybsign_stream *stream = NULL;
    cybsign_error *err = NULL;
    CHECK_STATUS(CYBSIGN_OK, cybsign_mask_stream_new(TEXT(options), &stream, &err));
    CHECK(stream != NULL && err == NULL);
    return stream;
}

/* What comes out of a stream, put together. */
struct collected {
    char text[1024];
    size_t len;
};

static void collect(struct collected *to, cybsign_bytes *masked) {
    if (CHECK(masked->data != NULL && masked->data[masked->len] == 0 && to->len + masked->len < sizeof to->text)) {
        memcpy(to->text + to->len, masked->data, masked->len);
        to->len += masked->len;
        to->text[to->len] = 0;
    }
    cybsign_bytes_clear(masked);
}

static void update(cybsign_stream *stream, const char *piece, size_t len, struct collected *to) {
    cybsign_bytes masked = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_OK, cybsign_stream_update(stream, piece, len, &masked, NULL));
    collect(to, &masked);
}

static void finish(cybsign_stream *stream, struct collected *to) {
    cybsign_bytes masked = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_OK, cybsign_stream_finish(stream, &masked, NULL));
    collect(to, &masked);
    cybsign_stream_free(stream);
}

static void check_texts(void) {
    size_t i;
    for (i = 0; i < CASES; i++) {
        cybsign_bytes masked = CYBSIGN_BYTES_INIT;
        cybsign_error *err = (cybsign_error *)&masked;
        CHECK_STATUS(CYBSIGN_OK, cybsign_mask_text(TEXT(cases[i].text), TEXT(cases[i].options), &masked, &err));
        CHECK(err == NULL && masked.len == strlen(cases[i].masked));
        CHECK_TEXT(cases[i].masked, (const char *)masked.data);
        cybsign_bytes_clear(&masked);
    }
}

/* Wherever a text is cut in two, and cut into single bytes, the result is that of the whole. */
static void check_splits(void) {
    size_t i, at;
    for (i = 0; i < CASES; i++) {
        const size_t len = strlen(cases[i].text);
        for (at = 0; at <= len; at++) {
            struct collected found = {"", 0};
            cybsign_stream *stream = new_stream(cases[i].options);
            update(stream, cases[i].text, at, &found);
            update(stream, cases[i].text + at, len - at, &found);
            finish(stream, &found);
            CHECK_TEXT(cases[i].masked, found.text);
        }
        {
            struct collected found = {"", 0};
            cybsign_stream *stream = new_stream(cases[i].options);
            for (at = 0; at < len; at++) {
                update(stream, cases[i].text + at, 1, &found);
                update(stream, NOTHING, &found);
                CHECK(strncmp(found.text, cases[i].masked, found.len) == 0);
            }
            finish(stream, &found);
            CHECK_TEXT(cases[i].masked, found.text);
        }
    }
}

/* After its end a stream takes nothing, and is freed all the same. */
static void check_ended(void) {
    cybsign_stream *stream = new_stream("");
    cybsign_bytes masked = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    CHECK_STATUS(CYBSIGN_OK, cybsign_stream_update(stream, TEXT("pin=12"), &masked, NULL));
    cybsign_bytes_clear(&masked);
    CHECK_STATUS(CYBSIGN_OK, cybsign_stream_finish(stream, &masked, NULL));
    CHECK_HOLDS("xx", masked.data);
    cybsign_bytes_clear(&masked);
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_stream_finish(stream, &masked, &err));
    CHECK(masked.data == NULL && masked.len == 0);
    CHECK_HOLDS("make another one", cybsign_error_message(err));
    cybsign_error_free(err);
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_stream_update(stream, TEXT("a"), &masked, &err));
    CHECK(masked.data == NULL && masked.len == 0);
    cybsign_error_free(err);
    cybsign_stream_free(stream);
    cybsign_stream_free(NULL);
    /* One that was never ended is freed with what it holds back. */
    stream = new_stream("");
    CHECK_STATUS(CYBSIGN_OK, cybsign_stream_update(stream, TEXT("card_accountNumber=4111"), &masked, NULL));
    cybsign_bytes_clear(&masked);
    cybsign_stream_free(stream);
}

static void check_options(void) {
    static const struct {
        const char *options;
        cybsign_status expected;
    } wrong[] = {
        {"{\"format\": \"yaml\"}", CYBSIGN_E_OPTION}, {"{\"rule\": \"lax\"}", CYBSIGN_E_OPTION},
        {"{\"formt\": \"xml\"}", CYBSIGN_E_OPTION},   {"{\"rule\": 1}", CYBSIGN_E_OPTION},
        {"{", CYBSIGN_E_JSON},
    };
    size_t i;
    for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cybsign_bytes masked = CYBSIGN_BYTES_INIT;
        cybsign_stream *stream = (cybsign_stream *)&masked;
        CHECK_STATUS(wrong[i].expected, cybsign_mask_text(TEXT("pin=1234"), TEXT(wrong[i].options), &masked, NULL));
        CHECK(masked.data == NULL);
        CHECK_STATUS(wrong[i].expected, cybsign_mask_stream_new(TEXT(wrong[i].options), &stream, NULL));
        CHECK(stream == NULL);
    }
}

/* Any bytes are a text, NUL and what is not UTF-8 among them. */
static void check_any_bytes(void) {
    static const char bytes[] = "pin=12\0\xff\xfe\n\0=\0";
    cybsign_bytes masked = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_OK, cybsign_mask_text(bytes, sizeof bytes, NOTHING, &masked, NULL));
    CHECK(masked.data != NULL && memcmp(masked.data, "pin=12", masked.len < 6 ? masked.len : 6) != 0);
    cybsign_bytes_clear(&masked);
}

int main(void) {
    check_texts();
    check_splits();
    check_ended();
    check_options();
    check_any_bytes();
    return checks_done("mask");
}
