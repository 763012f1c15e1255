#pragma once
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef struct cre2 cre2;
cre2 *tcre2_new(const char *text, size_t count, char *error, size_t error_size);
int tcre2_match(const cre2 *p, const char *text, size_t count, int64_t *starts, int64_t *ends, int groups);
int tcre2_groups(const cre2 *p);
int tcre2_name(const cre2 *p, int group, char *out, size_t size);
#ifdef __cplusplus
}
#endif
