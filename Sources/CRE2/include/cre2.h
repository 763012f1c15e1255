// A plain C face of RE2: patterns that match in linear time.
#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cre2_pattern cre2_pattern;
typedef struct cre2_filter cre2_filter;

/// Takes a pattern; NULL with a message in `error` where RE2 refuses it. It is compiled when it is
/// first used, unless only compiling can tell whether it is too large.
cre2_pattern *cre2_compile(
    const char *text, size_t length, size_t memory, char *error, size_t error_capacity);
void cre2_free(cre2_pattern *pattern);

/// The number of groups, without the whole match.
int cre2_group_count(cre2_pattern *pattern);
/// The name of a group (from 1), copied into `buffer`; its length, 0 without a name.
size_t cre2_group_name(cre2_pattern *pattern, int group, char *buffer, size_t capacity);

/// Finds the first match in text[start..<end]; `groups` takes 2 × `group_capacity` offsets (-1: none).
bool cre2_match(
    cre2_pattern *pattern, const char *text, size_t start, size_t end, ptrdiff_t *groups,
    int group_capacity);

/// Makes a filter that knows which literals each of many patterns needs.
cre2_filter *cre2_filter_make(void);
void cre2_filter_free(cre2_filter *filter);
/// Adds a pattern; its number, or -1 where RE2 refuses it.
int cre2_filter_add(cre2_filter *filter, const char *text, size_t length);
/// Ends the adding; the number of lower-case literals that are to be looked for.
int cre2_filter_compile(cre2_filter *filter);
/// The literal of that number; its length in `length`.
const char *cre2_filter_literal(const cre2_filter *filter, int literal, size_t *length);
/// The patterns that may match where these literals were seen; their number, at most `capacity`.
int cre2_filter_candidates(
    const cre2_filter *filter, const int *literals, int literal_count, int *patterns, int capacity);

#ifdef __cplusplus
}
#endif
#endif
