/* Sends a Simple Order request, signed and encrypted, with libcurl: send key.p12 URL CA.pem, with the password in
   CYBSIGN_PASSWORD. The decision and the reason go to standard output. */
#include <curl/curl.h>
#include <cybsign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char answer[65536]; /* a longer one is an error of the transfer */
static size_t answer_len;
static size_t keep(char *data, size_t size, size_t count, void *unused) {
    (void)unused;
    if (size * count > sizeof answer - answer_len) return 0;
    memcpy(answer + answer_len, data, size * count), answer_len += size * count;
    return size * count;
}

/* Shows a member of the reply. This will do for a text without quotes; use your JSON parser for the rest. */
static void show(const char *name, const char *json, const char *member) {
    const char *value = strstr(json, member);
    value = value ? value + strlen(member) : "none";
    printf("%s: %.*s\n", name, (int)strcspn(value, "\""), value);
}

/* The reply to a request, or NULL without one: then look the order up before you send it again. SOAP faults come with the
   status 500 and are replies too. */
static const char *post(cybsign_request *request, const char *ca, long *status) {
    CURL *curl = curl_easy_init();
    struct curl_slist *lines = NULL;
    for (char *line = strtok((char *)request->headers.data, "\r\n"); line; line = strtok(NULL, "\r\n")) lines = curl_slist_append(lines, line);
    curl_easy_setopt(curl, CURLOPT_URL, (const char *)request->url.data);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, (const char *)request->body.data);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
    curl_easy_setopt(curl, CURLOPT_CAINFO, ca);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 130L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    CURLcode failed = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    curl_slist_free_all(lines), curl_easy_cleanup(curl);
    if (failed) fprintf(stderr, "no reply: %s\n", curl_easy_strerror(failed));
    return failed ? NULL : answer;
}

int main(int argc, char **argv) {
    const char *path = argc == 4 ? argv[1] : "", *password = getenv("CYBSIGN_PASSWORD") ? getenv("CYBSIGN_PASSWORD") : "";
    const cybsign_field fields[] = {{"merchantID", 10, "testmid", 7}, {"merchantReferenceCode", 21, "order-1", 7},
                                    {"card_accountNumber", 18, "4111111111111111", 16}, {"ccAuthService_run", 17, "true", 4}};
    cybsign_credential *key = NULL;
    cybsign_simple_order *order = NULL;
    cybsign_request request = CYBSIGN_REQUEST_INIT;
    cybsign_bytes reply = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    char options[1024], http[64];
    long status = 0;
    snprintf(options, sizeof options, "{\"environment\":\"test\",\"encrypt\":true,\"endpoint\":\"%s\"}", argc == 4 ? argv[2] : "");
    int failed = cybsign_credential_from_p12_file(path, strlen(path), (const uint8_t *)password, strlen(password), NULL, 0, &key, &err) ||
                 cybsign_simple_order_new(key, options, strlen(options), &order, &err) ||
                 cybsign_simple_order_request_fields(order, fields, 4, &request, &err) ||
                 !post(&request, argv[3], &status) || snprintf(http, sizeof http, "{\"http_status\":%ld}", status) < 0 ||
                 cybsign_simple_order_parse_reply_json(answer, answer_len, http, strlen(http), &reply, &err);
    if (err) fprintf(stderr, "%s: %s\n", cybsign_status_name(cybsign_error_status(err)), cybsign_error_message(err));
    if (!failed) show("decision", (char *)reply.data, "\"decision\":\""), show("reason", (char *)reply.data, "\"reason\":\"");
    cybsign_request_clear(&request), cybsign_bytes_clear(&reply);
    cybsign_error_free(err), cybsign_simple_order_free(order), cybsign_credential_free(key), curl_global_cleanup();
    return failed;
}
