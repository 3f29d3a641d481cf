/*
 * The library is loaded, used and unloaded on threads that then end, again and again. argv[2]: the library, which this
 * program is not linked to.
 */
#include <dlfcn.h>
#include <pthread.h>

#include "check.h"

static const char *library;

/* dlsym gives an object's address; POSIX says that it may be read as a function's. */
#define FUNCTION(name) (*(void **)&name = dlsym(loaded, "cybsign_" #name), CHECK(name != NULL))

static void *use(void *argument) {
    cybsign_status (*credential_from_p12_file)(const char *, size_t, const uint8_t *, size_t, const char *, size_t,
                                               cybsign_credential **, cybsign_error **) = NULL;
    cybsign_status (*simple_order_new)(const cybsign_credential *, const char *, size_t, cybsign_simple_order **,
                                       cybsign_error **) = NULL;
    cybsign_status (*simple_order_sign_nvp)(const cybsign_simple_order *, const char *, size_t, cybsign_bytes *,
                                            cybsign_error **) = NULL;
    void (*credential_free)(cybsign_credential *) = NULL;
    void (*simple_order_free)(cybsign_simple_order *) = NULL;
    void (*bytes_clear)(cybsign_bytes *) = NULL;
    void *loaded = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    cybsign_credential *credential = NULL;
    cybsign_simple_order *simple_order = NULL;
    cybsign_bytes message = CYBSIGN_BYTES_INIT;
    (void)argument;
    if (!CHECK(loaded != NULL)) {
        printf("%s\n", dlerror());
        return NULL;
    }
    if (FUNCTION(credential_from_p12_file) & FUNCTION(simple_order_new) & FUNCTION(simple_order_sign_nvp) &
        FUNCTION(credential_free) & FUNCTION(simple_order_free) & FUNCTION(bytes_clear)) {
        CHECK(credential_from_p12_file(TEXT(KEYS "leaf_gen2.p12"), BYTES(PASSWORD), NOTHING, &credential, NULL) == CYBSIGN_OK);
        CHECK(simple_order_new(credential, NOTHING, &simple_order, NULL) == CYBSIGN_OK);
        CHECK(simple_order_sign_nvp(simple_order, TEXT("merchantID=testmid"), &message, NULL) == CYBSIGN_OK);
        CHECK(strstr((const char *)message.data, "merchantID=testmid\n") != NULL);
        bytes_clear(&message);
        simple_order_free(simple_order);
        credential_free(credential);
    }
    CHECK(dlclose(loaded) == 0);
    return NULL; /* and here the thread's destructors run */
}

int main(int argc, char **argv) {
    int round;
    library = argc > 2 ? argv[2] : "libcybsign.so.1";
    for (round = 0; round < 4; round++) {
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, use, NULL) == 0 && pthread_join(thread, NULL) == 0);
        if (round == 1) {
            use(NULL);
        }
    }
    return checks_done("dlclose");
}
