/* A child signs after a fork, with handles of its parent and with its own, and draws other random Ids. */
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static cybsign_credential *credential;

static cybsign_bytes sign(const char *options) {
    const cybsign_field fields[] = {field("merchantID", "testmid")};
    cybsign_simple_order *simple_order = new_simple_order(credential, options);
    cybsign_bytes message = CYBSIGN_BYTES_INIT;
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_fields(simple_order, fields, 1, &message, NULL));
    cybsign_simple_order_free(simple_order);
    return message;
}

static int same(const cybsign_bytes *a, const cybsign_bytes *b) {
    return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* What the child does; its first failure becomes the exit status. */
static int in_child(const cybsign_simple_order *inherited, const cybsign_bytes *expected, int to_parent) {
    const cybsign_field fields[] = {field("merchantID", "testmid")};
    cybsign_bytes message = CYBSIGN_BYTES_INIT, random, report = CYBSIGN_BYTES_INIT;
    cybsign_credential *own = load_credential(KEYS "leaf_gen1.p12");
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_sign_fields(inherited, fields, 1, &message, NULL));
    CHECK(same(&message, expected));
    CHECK_STATUS(CYBSIGN_OK, cybsign_simple_order_verify((const char *)message.data, message.len,
                                                         TEXT("{\"any_certificate\": true}"), &report, NULL));
    random = sign("{\"profile\": \"java\"}");
    CHECK(write(to_parent, random.data, random.len) == (ssize_t)random.len);
    cybsign_bytes_clear(&message);
    cybsign_bytes_clear(&random);
    cybsign_bytes_clear(&report);
    cybsign_credential_free(own);
    return checks_failed;
}

int main(void) {
    cybsign_simple_order *simple_order;
    cybsign_bytes expected, random, of_children[2];
    int i;
    credential = load_credential(KEYS "leaf_gen2.p12");
    simple_order = new_simple_order(credential, "{}");
    expected = sign("{}");
    random = sign("{\"profile\": \"java\"}"); /* so that a generator that a fork would copy has been seeded */
    fflush(stdout);
    for (i = 0; i < 2; i++) {
        int ends[2], status = -1;
        ssize_t got, total = 0;
        pid_t child;
        CHECK(pipe(ends) == 0);
        child = fork();
        if (child == 0) {
            int failed = in_child(simple_order, &expected, ends[1]);
            cybsign_bytes_clear(&expected);
            cybsign_bytes_clear(&random);
            cybsign_simple_order_free(simple_order);
            cybsign_credential_free(credential);
            if (i > 0) {
                free(of_children[0].data);
            }
            fflush(stdout);
            _exit(failed);
        }
        close(ends[1]);
        of_children[i].data = (uint8_t *)malloc(random.len + 1);
        while ((got = read(ends[0], of_children[i].data + total, random.len + 1 - (size_t)total)) > 0) {
            total += got;
        }
        of_children[i].len = (size_t)total;
        close(ends[0]);
        CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
        CHECK(of_children[i].len == random.len && !same(&of_children[i], &random));
    }
    CHECK(!same(&of_children[0], &of_children[1]));
    free(of_children[0].data);
    free(of_children[1].data);
    cybsign_bytes_clear(&expected);
    cybsign_bytes_clear(&random);
    cybsign_simple_order_free(simple_order);
    cybsign_credential_free(credential);
    return checks_done("fork");
}
