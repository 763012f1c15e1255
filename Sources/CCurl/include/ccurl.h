#ifndef CCURL_H
#define CCURL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One request, as it goes out. Everything in it is borrowed until the call returns.
typedef struct {
  const char *method;
  const char *url;
  /// Lines as `name: value`.
  const char *const *headers;
  size_t header_count;
  const uint8_t *body;
  size_t body_count;
  long connect_milliseconds;
  long total_milliseconds;
  /// The most bytes of an answer's body that are taken in; more is an error.
  size_t answer_limit;
  /// Whether the connection is made for this request alone, so that libcurl never sends it twice.
  bool is_alone;
  /// A file of certificates to trust; NULL for the machine's.
  const char *certificates;
  /// A proxy that no environment may change; NULL for what the environment says, "" for none.
  const char *proxy;
} ccurl_request;

/// What came back. `ccurl_release` frees what is in it.
typedef struct {
  /// 0 for an answer, else libcurl's code, or -1 where libcurl could not be loaded.
  int failure;
  /// Whether it is certain that no byte of the request reached the other side.
  bool is_unsent;
  char reason[512];
  long status;
  uint8_t *head;
  size_t head_count;
  uint8_t *body;
  size_t body_count;
} ccurl_answer;

/// Makes a connection that requests are sent over, one at a time; NULL where libcurl is not there.
void *ccurl_open(void);
void ccurl_close(void *connection);
/// Sends a request and waits for its answer.
void ccurl_perform(void *connection, const ccurl_request *request, ccurl_answer *answer);
void ccurl_release(ccurl_answer *answer);
/// Why libcurl could not be loaded; NULL where it was.
const char *ccurl_trouble(void);

#endif
