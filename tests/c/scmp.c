/* SCMP messages between both ends, replies, and the way to the Simple Order API. */
#include "check.h"

static const char id[] = "4803124484286005701019";

static cybsign_credential *server_key(void) {
    cybsign_credential *credential = NULL;
    size_t key_len = 0, certificate_len = 0;
    uint8_t *key = read_file(KEYS "key_sjc.pem", &key_len), *certificate = read_file(KEYS "cert_sjc.pem", &certificate_len);
    CHECK_STATUS(CYBSIGN_OK, cybsign_credential_from_pem(key, key_len, certificate, certificate_len, NOTHING, NOTHING, &credential, NULL));
    free(key);
    free(certificate);
    return credential;
}

static cybsign_scmp *end(cybsign_credential *credential, const char *peer, const char *options) {
    cybsign_scmp *scmp = NULL;
    size_t len = 0;
    uint8_t *certificate = read_file(peer, &len);
    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_new(credential, certificate, len, TEXT(options), &scmp, NULL));
    cybsign_credential_free(credential);
    free(certificate);
    return scmp;
}

/* A request goes to the server, its reply back, and an error in place of a reply. */
static void check_both_ends(void) {
    const cybsign_field fields[] = {field("merchant_id", "testmid_oracle"), field("request_id", id), field("offer0", "amount:10.00^quantity:2")};
    const cybsign_field injected[] = {field("merchant_id", "testmid_oracle"), field("user_po", "1\nics_applications=ics_credit")};
    cybsign_scmp *client = end(load_credential(KEYS "leaf_gen2.p12"), KEYS "cert_sjc.pem", "{\"url\": \"https://host.example/scmp\"}");
    cybsign_scmp *server = end(server_key(), KEYS "cert_leaf.pem", "{\"role\": \"server\"}");
    cybsign_request request = CYBSIGN_REQUEST_INIT;
    cybsign_bytes given = CYBSIGN_BYTES_INIT, payload = CYBSIGN_BYTES_INIT, info = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_seal_fields(client, fields, 3, &request, &given, NULL));
    CHECK_TEXT(id, (const char *)given.data);
    CHECK_TEXT("POST", (const char *)request.method.data);
    CHECK_TEXT("https://host.example/scmp", (const char *)request.url.data);
    CHECK_HOLDS("SCMP-protocol-version: 2.0\r\n", request.headers.data);
    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_open(server, NOTHING, (const char *)request.headers.data, request.headers.len,
                                               request.body.data, request.body.len, &payload, &info, NULL));
    CHECK_TEXT("merchant_id=testmid_oracle\nrequest_id=4803124484286005701019\noffer0=amount:10.00^quantity:2\n", (const char *)payload.data);
    CHECK_HOLDS("\"headers_authenticated\":true", info.data);
    CHECK_HOLDS("\"total\":\"20.00\"", info.data);
    cybsign_bytes_clear(&payload);
    cybsign_bytes_clear(&info);
    cybsign_bytes_clear(&given);
    cybsign_request_clear(&request);
    CHECK_STATUS(CYBSIGN_E_FIELD, cybsign_scmp_seal_fields(client, injected, 2, &request, &given, NULL));
    CHECK(request.body.data == NULL && given.data == NULL);

    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_seal(server, TEXT("request_id=4803124484286005701019\nics_rcode=1\n"), &request, &given, NULL));
    cybsign_bytes_clear(&given);
    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_open(client, TEXT(id), (const char *)request.headers.data, request.headers.len,
                                               request.body.data, request.body.len, &payload, &info, NULL));
    cybsign_bytes_clear(&payload);
    cybsign_bytes_clear(&info);
    CHECK_STATUS(CYBSIGN_E_MESSAGE, cybsign_scmp_open(client, TEXT("0000000000000000000000"), (const char *)request.headers.data,
                                                      request.headers.len, request.body.data, request.body.len, &payload, &info, NULL));
    request.body.data[request.body.len / 2] ^= 1;
    CHECK(cybsign_scmp_open(client, TEXT(id), (const char *)request.headers.data, request.headers.len, request.body.data,
                            request.body.len, &payload, &info, NULL) != CYBSIGN_OK);
    CHECK(payload.data == NULL && info.data == NULL);
    cybsign_request_clear(&request);

    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_error(server, TEXT(id), 409, TEXT("duplicate"), &request, NULL));
    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_open(client, TEXT(id), (const char *)request.headers.data, request.headers.len,
                                               request.body.data, request.body.len, &payload, &info, NULL));
    CHECK(payload.len == 0);
    CHECK_HOLDS("\"kind\":\"error\"", info.data);
    CHECK_HOLDS("\"number\":409", info.data);
    cybsign_bytes_clear(&payload);
    cybsign_bytes_clear(&info);
    cybsign_request_clear(&request);
    CHECK_STATUS(CYBSIGN_E_ARGUMENT, cybsign_scmp_error(server, TEXT("1"), 409, TEXT("duplicate"), &request, NULL));
    cybsign_scmp_free(client);
    cybsign_scmp_free(server);
}

static void check_replies(void) {
    cybsign_bytes json = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_parse_reply_json(TEXT("ics_rcode=-1\nics_rflag=ETIMEOUT\n"), NOTHING, &json, NULL));
    CHECK_HOLDS("\"state\":\"unknown\"", json.data);
    cybsign_bytes_clear(&json);
    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_reply_from_simple_order_json(TEXT("decision=REJECT\nreasonCode=200\n"), NOTHING, &json, NULL));
    CHECK_HOLDS("\"ics_rflag\":\"DAVSNO\"", json.data);
    cybsign_bytes_clear(&json);
    CHECK_STATUS(CYBSIGN_E_MESSAGE, cybsign_scmp_parse_reply_json(TEXT("<html>"), NOTHING, &json, NULL));
}

static void check_the_way_out(void) {
    const cybsign_field fields[] = {field("merchant_id", "m"), field("ics_applications", "ics_auth,ics_bill"), field("my_own", "1")};
    cybsign_credential *key = load_credential(KEYS "leaf_gen2.p12");
    cybsign_simple_order *order = new_simple_order(key, "{}");
    cybsign_bytes json = CYBSIGN_BYTES_INIT, message = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_convert_json(fields, 3, NOTHING, &json, NULL));
    CHECK_HOLDS("\"ccCaptureService_run\":\"true\"", json.data);
    cybsign_bytes_clear(&json);
    CHECK_STATUS(CYBSIGN_OK, cybsign_scmp_convert_json(fields, 3, TEXT("{\"to\": \"rest\"}"), &json, NULL));
    CHECK_HOLDS("\"path\":\"/pts/v2/payments\"", json.data);
    cybsign_bytes_clear(&json);
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_scmp(order, fields, 3, &message, &json, NULL));
    CHECK_HOLDS("ccCaptureService_run=true", message.data);
    CHECK_HOLDS("\"field\":\"my_own\"", json.data);
    cybsign_bytes_clear(&json);
    cybsign_bytes_clear(&message);
    cybsign_simple_order_free(order);
    cybsign_credential_free(key);
}

int main(void) {
    check_both_ends();
    check_replies();
    check_the_way_out();
    return checks_done("scmp");
}
