/* How fast Hyperscan's first stage is over patterns, in blocks of 64 KB: hyperscan PATTERNS FILE SECONDS
   It tells that something matches and where it ends, not where it begins: finding the secret itself would come on top. */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static int count(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *all) {
    (void)id; (void)from; (void)to; (void)flags;
    ++*(unsigned long long *)all;
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 4) { fprintf(stderr, "usage: hyperscan PATTERNS FILE SECONDS\n"); return 64; }
    FILE *file = fopen(argv[1], "r");
    if (!file) { perror(argv[1]); return 66; }
    static char line[1 << 20];
    char **patterns = NULL;
    unsigned *flags = NULL, *ids = NULL, taken = 0, refused = 0;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        hs_database_t *one;
        hs_compile_error_t *error;
        if (hs_compile(line, HS_FLAG_SINGLEMATCH, HS_MODE_BLOCK, NULL, &one, &error) != HS_SUCCESS) {
            ++refused;
            hs_free_compile_error(error);
            continue;
        }
        hs_free_database(one);
        patterns = realloc(patterns, (taken + 1) * sizeof *patterns);
        flags = realloc(flags, (taken + 1) * sizeof *flags);
        ids = realloc(ids, (taken + 1) * sizeof *ids);
        patterns[taken] = strdup(line);
        flags[taken] = 0;
        ids[taken] = taken;
        ++taken;
    }
    fclose(file);
    hs_database_t *database;
    hs_compile_error_t *error;
    if (hs_compile_multi((const char *const *)patterns, flags, ids, taken, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) {
        fprintf(stderr, "%s\n", error->message);
        return 70;
    }
    hs_scratch_t *scratch = NULL;
    hs_alloc_scratch(database, &scratch);
    file = fopen(argv[2], "rb");
    if (!file) { perror(argv[2]); return 66; }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = malloc(size);
    if (fread(text, 1, size, file) != (size_t)size) { perror(argv[2]); return 74; }
    unsigned long long found = 0;
    double best = 0, end = now() + atof(argv[3]);
    do {
        double from = now();
        found = 0;
        for (long at = 0; at < size; at += 65536)
            hs_scan(database, text + at, size - at < 65536 ? size - at : 65536, 0, scratch, count, &found);
        double speed = size / 1e9 / (now() - from);
        if (speed > best) best = speed;
    } while (now() < end);
    printf("hyperscan %s: %u patterns (%u refused) %.3f GB/s, %llu ends of matches\n", hs_version(), taken, refused, best, found);
    return 0;
}
