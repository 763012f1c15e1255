// A plain C face of RE2: patterns that match in linear time.
#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cre2_pattern cre2_pattern;

/// Takes a pattern; NULL with a message in `error` where RE2 refuses it. It is compiled when it is
/// first used; until then it is only parsed, and with `is_pattern` not even that, unless nothing but
/// compiling can tell whether it is too large.
cre2_pattern *cre2_compile(
    const char *text, size_t length, size_t memory, bool is_pattern, char *error,
    size_t error_capacity);
void cre2_free(cre2_pattern *pattern);

/// The number of groups, without the whole match.
int cre2_group_count(cre2_pattern *pattern);
/// The name of a group (from 1), copied into `buffer`; its length, 0 without a name.
size_t cre2_group_name(cre2_pattern *pattern, int group, char *buffer, size_t capacity);

/// Finds the first match in text[start..<end]; `groups` takes 2 × `group_capacity` offsets (-1: none).
bool cre2_match(
    cre2_pattern *pattern, const char *text, size_t start, size_t end, ptrdiff_t *groups,
    int group_capacity);

#ifdef __cplusplus
}
#endif
#endif
