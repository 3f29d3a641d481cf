/* One row of the demo: sign KEY.p12 OPTIONS nvp|xml REQUEST OUTPUT COUNT, with the password in CYBSIGN_PASSWORD. */
#define _POSIX_C_SOURCE 199309L
#include <cybsign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *read_file(const char *path, size_t *len) {
    FILE *file = fopen(path, "rb");
    char *data = malloc(1 << 20);
    if (!file || !data) exit(2);
    *len = fread(data, 1, 1 << 20, file);
    fclose(file);
    return data;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void check(cybsign_status status, cybsign_error *err) {
    if (status == CYBSIGN_OK) return;
    fprintf(stderr, "%s: %s\n", cybsign_status_name(status), cybsign_error_message(err));
    exit(1);
}

int main(int argc, char **argv) {
    if (argc != 7) return 2;
    const char *path = argv[1], *options = argv[2], *password = getenv("CYBSIGN_PASSWORD");
    int xml = strcmp(argv[3], "xml") == 0, count = atoi(argv[6]);
    cybsign_credential *credential = NULL;
    cybsign_simple_order *order = NULL;
    cybsign_bytes message = CYBSIGN_BYTES_INIT;
    cybsign_error *err = NULL;
    int64_t days = 0;
    size_t len;
    char *request = read_file(argv[4], &len);

    check(cybsign_credential_from_p12_file(path, strlen(path), (const uint8_t *)password, strlen(password), NULL, 0,
                                           &credential, &err), err);
    check(cybsign_credential_days_left(credential, CYBSIGN_NOW, &days, &err), err);
    check(cybsign_simple_order_new(credential, options, strlen(options), &order, &err), err);
    double start = now();
    for (int i = 0; i < count; i++) {
        cybsign_bytes_clear(&message);
        check(xml ? cybsign_simple_order_sign_xml(order, request, len, &message, &err)
                  : cybsign_simple_order_sign_nvp(order, request, len, &message, &err), err);
    }
    printf("%.1f %lld\n", (now() - start) / count, (long long)days);

    FILE *out = fopen(argv[5], "wb");
    if (!out || fwrite(message.data, 1, message.len, out) != message.len || fclose(out)) return 1;
    cybsign_bytes_clear(&message);
    cybsign_simple_order_free(order);
    cybsign_credential_free(credential);
    free(request);
    return 0;
}
