/* Eight threads on one handle give the bytes that one thread gives, also on their very first call. */
#include <pthread.h>

#include "check.h"

#define THREADS 8

static cybsign_credential *credential;
static cybsign_simple_order *simple_order;
static pthread_barrier_t together;
static int rounds;

struct work {
    pthread_t thread;
    cybsign_bytes first;
    int same, failed;
};

static void *work(void *argument) {
    struct work *work = (struct work *)argument;
    const cybsign_field fields[] = {field("merchantID", "testmid"), field("ccAuthService_run", "true")};
    int round;
    pthread_barrier_wait(&together);
    for (round = 0; round < rounds; round++) {
        cybsign_bytes message = CYBSIGN_BYTES_INIT, report = CYBSIGN_BYTES_INIT;
        cybsign_error *err = NULL;
        int64_t days = 0;
        work->failed += cybsign_simple_order_sign_fields(simple_order, fields, 2, &message, &err) != CYBSIGN_OK || err != NULL;
        work->failed += cybsign_credential_days_left(credential, CYBSIGN_NOW, &days, NULL) != CYBSIGN_OK;
        if (round % 8 == 0) {
            work->failed += cybsign_simple_order_verify((const char *)message.data, message.len, TEXT("{\"any_certificate\": true}"),
                                                        &report, NULL) != CYBSIGN_OK;
            work->failed += cybsign_simple_order_verify("", 0, NOTHING, NULL, &err) != CYBSIGN_E_NULL;
            cybsign_error_free(err);
        }
        if (round == 0) {
            work->first = message;
        } else {
            work->same += message.len == work->first.len && memcmp(message.data, work->first.data, message.len) == 0;
            cybsign_bytes_clear(&message);
        }
        cybsign_bytes_clear(&report);
    }
    return NULL;
}

/* Each thread loads, signs and frees for itself; a handle outlives the credential and the thread that made them. */
static void *load_and_sign(void *argument) {
    cybsign_credential *mine = load_credential(KEYS "leaf_gen1.p12");
    cybsign_simple_order *handle = new_simple_order(mine, "{}");
    cybsign_credential_free(mine);
    *(cybsign_simple_order **)argument = handle;
    return NULL;
}

static void check_handles_of_other_threads(const cybsign_bytes *expected) {
    const cybsign_field fields[] = {field("merchantID", "testmid"), field("ccAuthService_run", "true")};
    pthread_t threads[THREADS];
    cybsign_simple_order *handles[THREADS];
    int i;
    for (i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, load_and_sign, &handles[i]) == 0);
    }
    for (i = 0; i < THREADS; i++) {
        cybsign_bytes message = CYBSIGN_BYTES_INIT;
        CHECK(pthread_join(threads[i], NULL) == 0);
        CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_fields(handles[i], fields, 2, &message, NULL));
        CHECK(message.len == expected->len && memcmp(message.data, expected->data, message.len) == 0);
        cybsign_bytes_clear(&message);
        cybsign_simple_order_free(handles[i]);
    }
}

int main(void) {
    static struct work works[THREADS];
    int i;
    rounds = under_valgrind() ? 9 : 40;
    credential = load_credential(KEYS "leaf_gen2.p12");
    simple_order = new_simple_order(credential, "{}");
    pthread_barrier_init(&together, NULL, THREADS);
    for (i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&works[i].thread, NULL, work, &works[i]) == 0);
    }
    for (i = 0; i < THREADS; i++) {
        CHECK(pthread_join(works[i].thread, NULL) == 0);
        CHECK(works[i].failed == 0 && works[i].same == rounds - 1);
        CHECK(works[i].first.len == works[0].first.len &&
              memcmp(works[i].first.data, works[0].first.data, works[0].first.len) == 0);
    }
    check_handles_of_other_threads(&works[0].first);
    for (i = 0; i < THREADS; i++) {
        cybsign_bytes_clear(&works[i].first);
    }
    pthread_barrier_destroy(&together);
    cybsign_simple_order_free(simple_order);
    cybsign_credential_free(credential);
    return checks_done("threads");
}
