/* Signs a Simple Order request: sign key.p12, with the password in CYBSIGN_PASSWORD; the message goes to standard output. */
#include <cybsign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    const char *path = argc == 2 ? argv[1] : "", *password = getenv("CYBSIGN_PASSWORD") ? getenv("CYBSIGN_PASSWORD") : "";
    const cybsign_field fields[] = {{"merchantID", 10, "testmid", 7}, {"ccAuthService_run", 17, "true", 4}};
    cybsign_credential *key = NULL;
    cybsign_simple_order *order = NULL;
    cybsign_bytes message = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    int64_t days = 0;
    if (cybsign_credential_from_p12_file(path, strlen(path), (const uint8_t *)password, strlen(password), NULL, 0, &key, &err) ||
        cybsign_credential_days_left(key, CYBSIGN_NOW, &days, &err) || cybsign_simple_order_new(key, NULL, 0, &order, &err) ||
        cybsign_simple_order_sign_fields(order, fields, 2, &message, &err))
        fprintf(stderr, "%s: %s\n", cybsign_status_name(cybsign_error_status(err)), cybsign_error_message(err));
    else
        fprintf(stderr, "the key is valid for %lld more days\n", (long long)days), fwrite(message.data, 1, message.len, stdout);
    int failed = err != NULL;
    cybsign_error_free(err), cybsign_bytes_clear(&message), cybsign_simple_order_free(order), cybsign_credential_free(key);
    return failed;
}
