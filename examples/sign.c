/* Signs a Simple Order request: CYBSIGN_PASSWORD=... sign key.p12 > message.xml */
#include <cybsign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    const char *password = getenv("CYBSIGN_PASSWORD");
    if (argc != 2 || password == NULL) {
        fputs("usage: CYBSIGN_PASSWORD=... sign key.p12 > message.xml\n", stderr);
        return 2;
    }

    const char *path = argv[1];
    const cybsign_field fields[] = {
        CYBSIGN_FIELD("merchantID", "testmid"),
        CYBSIGN_FIELD("merchantReferenceCode", "order-1"),
        CYBSIGN_FIELD("ccAuthService_run", "true"),
    };
    cybsign_credential *credential = NULL;
    cybsign_simple_order *order = NULL;
    cybsign_bytes message = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    int64_t days_left = 0;

    cybsign_status status = cybsign_credential_from_p12_file(path, strlen(path), (const uint8_t *)password, strlen(password),
                                                             NULL, 0, &credential, &err);
    if (status == CYBSIGN_OK)
        status = cybsign_simple_order_new(credential, NULL, 0, &order, &err);
    if (status == CYBSIGN_OK)
        status = cybsign_simple_order_sign_fields(order, fields, 3, &message, &err);
    if (status == CYBSIGN_OK)
        fwrite(message.data, 1, message.len, stdout);

    if (status == CYBSIGN_OK)
        status = cybsign_credential_days_left(credential, CYBSIGN_NOW, &days_left, &err);
    if (status == CYBSIGN_OK)
        fprintf(stderr, "the key is valid for %lld more days\n", (long long)days_left);
    else
        fprintf(stderr, "%s: %s\n", cybsign_status_name(status), cybsign_error_message(err));

    cybsign_error_free(err);
    cybsign_bytes_clear(&message);
    cybsign_simple_order_free(order);
    cybsign_credential_free(credential);
    return status == CYBSIGN_OK ? 0 : 1;
}
