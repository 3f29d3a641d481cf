/* Masking, whole and in pieces. */
#include "check.h"

static const char nvp[] = "merchantID=testmid\ncard_accountNumber=4111111111111111\nbillTo_firstName=Jane\nmerchantReferenceCode=ref-1\n";

static void check_masking(void) {
    cybsign_bytes masked = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_OK, cybsign_mask_text(TEXT(nvp), NOTHING, &masked, NULL));
    CHECK_HOLDS("merchantID=testmid\n", masked.data);
    CHECK_HOLDS("card_accountNumber=4111xxxxxxxx1111\n", masked.data);
    CHECK_HOLDS("billTo_firstName=xxxx\n", masked.data);
    cybsign_bytes_clear(&masked);
    CHECK_STATUS(CYBSIGN_OK, cybsign_mask_text(TEXT(nvp), TEXT("{\"rule\": \"strict\"}"), &masked, NULL));
    CHECK(masked.data != NULL && strstr((const char *)masked.data, "4111") == NULL);
    cybsign_bytes_clear(&masked);
    CHECK_STATUS(CYBSIGN_OK, cybsign_mask_text(TEXT("paid with 4111 1111 1111 1111."), TEXT("{\"format\": \"text\"}"), &masked, NULL));
    CHECK(masked.data != NULL && strstr((const char *)masked.data, "1111 1111") == NULL);
    cybsign_bytes_clear(&masked);
    CHECK_STATUS(CYBSIGN_E_OPTION, cybsign_mask_text(TEXT(nvp), TEXT("{\"rule\": \"none\"}"), &masked, NULL));
    CHECK(masked.data == NULL);
}

/* Wherever the pieces end, the whole is the same. */
static void check_stream(size_t piece) {
    cybsign_bytes whole = CYBSIGN_BYTES_INIT, part = CYBSIGN_BYTES_INIT;
    cybsign_mask_stream *stream = NULL;
    char joined[1024];
    size_t at, len = 0, size = strlen(nvp);
    CHECK_STATUS(CYBSIGN_OK, cybsign_mask_text(TEXT(nvp), TEXT("{\"format\": \"nvp\"}"), &whole, NULL));
    CHECK_STATUS(CYBSIGN_OK, cybsign_mask_stream_new(TEXT("{\"format\": \"nvp\"}"), &stream, NULL));
    for (at = 0; at <= size; at += piece) {
        int last = at + piece > size;
        cybsign_status status = cybsign_mask_stream_update(stream, nvp + at, last ? size - at : piece, &part, NULL);
        if (status != CYBSIGN_OK || part.data == NULL || part.len > sizeof joined - len) {
            CHECK(!"a piece is masked");
            break;
        }
        memcpy(joined + len, part.data, part.len);
        len += part.len;
        cybsign_bytes_clear(&part);
    }
    CHECK_STATUS(CYBSIGN_OK, cybsign_mask_stream_finish(stream, &part, NULL));
    if (CHECK(part.data != NULL && part.len <= sizeof joined - len)) {
        memcpy(joined + len, part.data, part.len);
        len += part.len;
    }
    cybsign_bytes_clear(&part);
    CHECK(len == whole.len && memcmp(joined, whole.data, len) == 0);
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_mask_stream_finish(stream, &part, NULL));
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_mask_stream_update(stream, "a", 1, &part, NULL));
    CHECK(part.data == NULL);
    cybsign_bytes_clear(&whole);
    cybsign_mask_stream_free(stream);
}

int main(void) {
    check_masking();
    check_stream(1);
    check_stream(2);
    check_stream(7);
    check_stream(31);
    check_stream(1000);
    return checks_done("mask");
}
