#include "ccurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// libcurl comes with thirty libraries. It is loaded when something is sent for the first time, so
// that a command which sends nothing starts as fast as without it.
static struct {
  CURLcode (*global_init)(long);
  CURL *(*init)(void);
  CURLcode (*setopt)(CURL *, CURLoption, ...);
  CURLcode (*perform)(CURL *);
  void (*reset)(CURL *);
  void (*cleanup)(CURL *);
  CURLcode (*getinfo)(CURL *, CURLINFO, ...);
  struct curl_slist *(*append)(struct curl_slist *, const char *);
  void (*free_all)(struct curl_slist *);
  const char *(*words)(CURLcode);
} curl;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *trouble = NULL;

static void *symbol(void *library, const char *name) {
  void *found = dlsym(library, name);
  if (found == NULL) trouble = "libcurl lacks a function that is needed";
  return found;
}

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    trouble = "libcurl.so.4 is not there: install the package libcurl4";
    return;
  }
  *(void **)&curl.global_init = symbol(library, "curl_global_init");
  *(void **)&curl.init = symbol(library, "curl_easy_init");
  *(void **)&curl.setopt = symbol(library, "curl_easy_setopt");
  *(void **)&curl.perform = symbol(library, "curl_easy_perform");
  *(void **)&curl.reset = symbol(library, "curl_easy_reset");
  *(void **)&curl.cleanup = symbol(library, "curl_easy_cleanup");
  *(void **)&curl.getinfo = symbol(library, "curl_easy_getinfo");
  *(void **)&curl.append = symbol(library, "curl_slist_append");
  *(void **)&curl.free_all = symbol(library, "curl_slist_free_all");
  *(void **)&curl.words = symbol(library, "curl_easy_strerror");
  if (trouble == NULL && curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    trouble = "libcurl cannot be started";
}

const char *ccurl_trouble(void) {
  pthread_once(&once, load);
  return trouble;
}

void *ccurl_open(void) { return ccurl_trouble() == NULL ? curl.init() : NULL; }

void ccurl_close(void *connection) {
  if (connection != NULL) curl.cleanup(connection);
}

typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t room;
  size_t limit;
} sink;

static size_t take(char *bytes, size_t size, size_t count, void *context) {
  sink *sink = context;
  size_t more = size * count;
  if (more > sink->limit - sink->count) return 0;
  if (sink->count + more > sink->room) {
    size_t room = sink->room * 2 > sink->count + more ? sink->room * 2 : sink->count + more;
    uint8_t *grown = realloc(sink->bytes, room);
    if (grown == NULL) return 0;
    sink->bytes = grown;
    sink->room = room;
  }
  memcpy(sink->bytes + sink->count, bytes, more);
  sink->count += more;
  return more;
}

static void prepare(CURL *handle, const ccurl_request *request, struct curl_slist *headers) {
  curl.setopt(handle, CURLOPT_URL, request->url);
  curl.setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl.setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  curl.setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl.setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl.setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl.setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, request->connect_milliseconds);
  curl.setopt(handle, CURLOPT_TIMEOUT_MS, request->total_milliseconds);
  if (request->is_alone) {
    curl.setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
    curl.setopt(handle, CURLOPT_FORBID_REUSE, 1L);
  }
  if (request->certificates != NULL)
    curl.setopt(handle, CURLOPT_CAINFO, request->certificates);
  if (request->proxy != NULL) curl.setopt(handle, CURLOPT_PROXY, request->proxy);
  if (strcmp(request->method, "HEAD") == 0) {
    curl.setopt(handle, CURLOPT_NOBODY, 1L);
    return;
  }
  bool carries = strcmp(request->method, "POST") == 0 || strcmp(request->method, "PUT") == 0;
  if (carries) {
    curl.setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_count);
    const char *bytes = request->body_count > 0 ? (const char *)request->body : "";
    curl.setopt(handle, CURLOPT_POSTFIELDS, bytes);
  }
  curl.setopt(handle, CURLOPT_CUSTOMREQUEST, request->method);
}

// Whether a failure came before anything was sent.
static bool unsent(CURL *handle, CURLcode code) {
  switch (code) {
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_COULDNT_CONNECT:
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_URL_MALFORMAT:
    return true;
  default: {
    long sent = 1;
    curl.getinfo(handle, CURLINFO_REQUEST_SIZE, &sent);
    return sent == 0;
  }
  }
}

void ccurl_perform(void *connection, const ccurl_request *request, ccurl_answer *answer) {
  memset(answer, 0, sizeof *answer);
  if (connection == NULL) {
    answer->failure = -1;
    answer->is_unsent = true;
    const char *why = ccurl_trouble();
    snprintf(answer->reason, sizeof answer->reason, "%s", why ? why : "there is no memory left");
    return;
  }
  CURL *handle = connection;
  char words[CURL_ERROR_SIZE] = "";
  sink head = {NULL, 0, 0, 1 << 18};
  sink body = {NULL, 0, 0, request->answer_limit};
  struct curl_slist *headers = NULL;
  for (size_t index = 0; index < request->header_count; index++)
    headers = curl.append(headers, request->headers[index]);
  curl.reset(handle);
  prepare(handle, request, headers);
  curl.setopt(handle, CURLOPT_ERRORBUFFER, words);
  curl.setopt(handle, CURLOPT_HEADERFUNCTION, take);
  curl.setopt(handle, CURLOPT_HEADERDATA, &head);
  curl.setopt(handle, CURLOPT_WRITEFUNCTION, take);
  curl.setopt(handle, CURLOPT_WRITEDATA, &body);
  CURLcode code = curl.perform(handle);
  answer->failure = (int)code;
  if (code != CURLE_OK) {
    answer->is_unsent = unsent(handle, code);
    snprintf(answer->reason, sizeof answer->reason, "%s", words[0] ? words : curl.words(code));
  }
  curl.getinfo(handle, CURLINFO_RESPONSE_CODE, &answer->status);
  // The handle keeps none of what lies on this stack.
  curl.reset(handle);
  curl.free_all(headers);
  answer->head = head.bytes;
  answer->head_count = head.count;
  answer->body = body.bytes;
  answer->body_count = body.count;
}

void ccurl_release(ccurl_answer *answer) {
  free(answer->head);
  free(answer->body);
  memset(answer, 0, sizeof *answer);
}
