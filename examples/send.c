/* Sends a Simple Order request, signed and encrypted, with libcurl: CYBSIGN_PASSWORD=... send key.p12 URL ca.pem
 *
 * What became of the order goes to standard output. */
#include <curl/curl.h>
#include <cybsign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct answer {
    char data[65536];
    size_t len;
};

/* Keeps what libcurl receives. A longer answer than there is room for ends the transfer with an error. */
static size_t keep(char *data, size_t size, size_t count, void *context) {
    struct answer *answer = context;
    size_t len = size * count;
    if (len > sizeof answer->data - answer->len)
        return 0;
    memcpy(answer->data + answer->len, data, len);
    answer->len += len;
    return len;
}

/* The header lines, each of which ends in CR LF, as libcurl takes them. */
static struct curl_slist *header_list(const cybsign_bytes *headers) {
    struct curl_slist *list = NULL;
    const char *line = (const char *)headers->data;
    while (*line != '\0') {
        size_t len = strcspn(line, "\r\n");
        char copy[256];
        snprintf(copy, sizeof copy, "%.*s", (int)len, line);
        list = curl_slist_append(list, copy);
        line += len + strspn(line + len, "\r\n");
    }
    return list;
}

/* Posts the request and keeps the answer, whatever its status is: a SOAP fault comes with the status 500. */
static CURLcode post(const cybsign_request *request, const char *ca_file, struct answer *answer, long *http_status) {
    CURL *curl = curl_easy_init();
    if (curl == NULL)
        return CURLE_FAILED_INIT;
    struct curl_slist *headers = header_list(&request->headers);
    curl_easy_setopt(curl, CURLOPT_URL, (const char *)request->url.data);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, (const char *)request->body.data);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
    curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 130L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    CURLcode result = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, http_status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return result;
}

/* Prints a member of the reply. It looks for text without quotes; a JSON parser does better. */
static void print_member(const char *json, const char *name) {
    char start[64];
    snprintf(start, sizeof start, "\"%s\":\"", name);
    const char *value = strstr(json, start);
    if (value == NULL)
        printf("%s: none\n", name);
    else
        printf("%s: %.*s\n", name, (int)strcspn(value + strlen(start), "\""), value + strlen(start));
}

/* Reads the answer and prints what it says. */
static cybsign_status report(const struct answer *answer, long http_status, cybsign_error **err) {
    cybsign_bytes reply = CYBSIGN_BYTES_INIT;
    char options[64];
    int len = snprintf(options, sizeof options, "{\"http_status\":%ld}", http_status);
    cybsign_status status = cybsign_simple_order_parse_reply_json(answer->data, answer->len, options, (size_t)len, &reply, err);
    if (status == CYBSIGN_OK) {
        print_member((const char *)reply.data, "decision");
        print_member((const char *)reply.data, "reason");
        print_member((const char *)reply.data, "state");
    }
    cybsign_bytes_clear(&reply);
    return status;
}

/* Signs, encrypts, sends and reports. Once the request is sent, a failure says nothing about what became of the order. */
static int send_order(const char *path, const char *password, const char *options, const char *ca_file) {
    static struct answer answer;
    const cybsign_field fields[] = {
        CYBSIGN_FIELD("merchantID", "testmid"),
        CYBSIGN_FIELD("merchantReferenceCode", "order-1"),
        CYBSIGN_FIELD("card_accountNumber", "4111111111111111"),
        CYBSIGN_FIELD("ccAuthService_run", "true"),
    };
    cybsign_credential *credential = NULL;
    cybsign_simple_order *order = NULL;
    cybsign_request request = CYBSIGN_REQUEST_INIT;
    cybsign_error *err = NULL;
    CURLcode sent = CURLE_OK;
    long http_status = 0;

    cybsign_status status = cybsign_credential_from_p12_file(path, strlen(path), (const uint8_t *)password, strlen(password),
                                                             NULL, 0, &credential, &err);
    if (status == CYBSIGN_OK)
        status = cybsign_simple_order_new(credential, options, strlen(options), &order, &err);
    if (status == CYBSIGN_OK)
        status = cybsign_simple_order_request_fields(order, fields, 4, &request, &err);
    if (status == CYBSIGN_OK)
        sent = post(&request, ca_file, &answer, &http_status);
    if (status == CYBSIGN_OK && sent == CURLE_OK)
        status = report(&answer, http_status, &err);

    if (sent != CURLE_OK)
        fprintf(stderr, "no reply, look the order up before you send it again: %s\n", curl_easy_strerror(sent));
    if (status != CYBSIGN_OK)
        fprintf(stderr, "%s: %s\n", cybsign_status_name(status), cybsign_error_message(err));
    cybsign_error_free(err);
    cybsign_request_clear(&request);
    cybsign_simple_order_free(order);
    cybsign_credential_free(credential);
    return status == CYBSIGN_OK && sent == CURLE_OK ? 0 : 1;
}

int main(int argc, char **argv) {
    const char *password = getenv("CYBSIGN_PASSWORD");
    char options[1024];
    if (argc != 4 || password == NULL || strlen(argv[2]) > sizeof options / 2) {
        fputs("usage: CYBSIGN_PASSWORD=... send key.p12 URL ca.pem\n", stderr);
        return 2;
    }
    snprintf(options, sizeof options, "{\"environment\":\"test\",\"encrypt\":true,\"endpoint\":\"%s\"}", argv[2]);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int result = send_order(argv[1], password, options, argv[3]);
    curl_global_cleanup();
    return result;
}
