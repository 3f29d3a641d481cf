/* What the test programs share: checks that count, and files read whole. */
#ifndef CHECK_H
#define CHECK_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cybsign.h"

#define PASSWORD "Chang3it"
#define KEYS "tests/data/keys/"

/* A text as the pointer and the length that the functions take. */
#define TEXT(text) (text), strlen(text)
#define BYTES(text) (const uint8_t *)(text), strlen(text)
#define NOTHING NULL, 0

static int checks_passed, checks_failed;

/* Under valgrind, which the driver says, a program takes fifty times as long, and what is only repetition is cut short. */
static inline int under_valgrind(void) {
    return getenv("UNDER_VALGRIND") != NULL;
}

static inline int check_that(int holds, const char *what, const char *file, int line) {
    if (holds) {
        checks_passed++;
    } else {
        checks_failed++;
        printf("%s:%d: failed: %s\n", file, line, what);
    }
    return holds;
}

/* Notes in the file CYBSIGN_SEEN which status a function returned: scripts/api.py compares it with the header's comments. */
static inline void saw(const char *call, cybsign_status status) {
    static FILE *notes;
    const char *path = getenv("CYBSIGN_SEEN");
    if (notes == NULL && path != NULL && (notes = fopen(path, "a")) != NULL) {
        setvbuf(notes, NULL, _IOLBF, 0);
    }
    if (notes != NULL && strncmp(call, "cybsign_", 8) == 0) {
        fprintf(notes, "%.*s %d\n", (int)strcspn(call, "("), call, (int)status);
    }
}

static inline int check_status(cybsign_status expected, cybsign_status found, const char *what, const char *file, int line) {
    saw(what, found);
    if (expected != found) {
        printf("%s is not %s\n", cybsign_status_name(found), cybsign_status_name(expected));
    }
    return check_that(expected == found, what, file, line);
}

static inline int check_text(const char *expected, const char *found, const char *what, const char *file, int line) {
    if (strcmp(expected, found) != 0) {
        printf("found \"%s\"\nnot   \"%s\"\n", found, expected);
    }
    return check_that(strcmp(expected, found) == 0, what, file, line);
}

static inline int check_holds(const char *part, const char *text, const char *what, const char *file, int line) {
    int holds = text != NULL && strstr(text, part) != NULL;
    if (!holds) {
        printf("\"%s\" is not in \"%s\"\n", part, text ? text : "(nothing)");
    }
    return check_that(holds, what, file, line);
}

#define CHECK(what) check_that((what) ? 1 : 0, #what, __FILE__, __LINE__)
#define CHECK_STATUS(expected, call) check_status((expected), (call), #call, __FILE__, __LINE__)
#define CHECK_TEXT(expected, found) check_text((expected), (found), #found, __FILE__, __LINE__)
#define CHECK_HOLDS(part, text) check_holds((part), (const char *)(text), #text, __FILE__, __LINE__)

/* The line that the driver adds up, and the program's exit status. */
static inline int checks_done(const char *program) {
    printf("%s: %d passed, %d failed\n", program, checks_passed, checks_failed);
    return checks_failed == 0 && checks_passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* A file read whole, with a NUL after it. A test without its data can't go on. */
static inline uint8_t *read_file(const char *path, size_t *len) {
    FILE *file = fopen(path, "rb");
    long size = -1;
    uint8_t *data = NULL;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0 && fseek(file, 0, SEEK_SET) == 0) {
        data = (uint8_t *)malloc((size_t)size + 1);
    }
    if (data == NULL || fread(data, 1, (size_t)size, file) != (size_t)size) {
        printf("can't read %s\n", path);
        exit(EXIT_FAILURE);
    }
    fclose(file);
    data[size] = 0;
    *len = (size_t)size;
    return data;
}

static inline void write_file(const char *path, const uint8_t *data, size_t len) {
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(data, 1, len, file) != len || fclose(file) != 0) {
        printf("can't write %s\n", path);
        exit(EXIT_FAILURE);
    }
}

/* The merchant's credential of the fixtures. */
static inline cybsign_credential *load_credential(const char *path) {
    cybsign_credential *credential = NULL;
    cybsign_error *err = NULL;
    if (cybsign_credential_from_p12_file(TEXT(path), BYTES(PASSWORD), NOTHING, &credential, &err) != CYBSIGN_OK) {
        printf("can't load %s: %s\n", path, cybsign_error_message(err));
        exit(EXIT_FAILURE);
    }
    return credential;
}

static inline cybsign_simple_order *new_simple_order(const cybsign_credential *credential, const char *options) {
    cybsign_simple_order *simple_order = NULL;
    cybsign_error *err = NULL;
    if (cybsign_simple_order_new(credential, TEXT(options), &simple_order, &err) != CYBSIGN_OK) {
        printf("can't use options %s: %s\n", options, cybsign_error_message(err));
        exit(EXIT_FAILURE);
    }
    return simple_order;
}

/* A field of two string literals. */
static inline cybsign_field field(const char *name, const char *value) {
    cybsign_field made;
    made.name = name;
    made.name_len = strlen(name);
    made.value = value;
    made.value_len = strlen(value);
    return made;
}

#endif
