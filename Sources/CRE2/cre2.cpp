// No exception of C++ may cross into C: each entry answers with a failure instead.
#include "cre2.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <vector>

static RE2::Options quiet(size_t memory) {
  RE2::Options options;
  options.set_log_errors(false);
  if (memory > 0) options.set_max_mem(static_cast<int64_t>(memory));
  return options;
}

// A pattern that is compiled when it is first asked for something: of hundreds that are read, few
// are ever held against a text.
struct cre2_pattern {
  std::string text;
  RE2::Options options;
  std::once_flag once;
  std::unique_ptr<RE2> made;

  cre2_pattern(re2::StringPiece from, const RE2::Options &how)
      : text(from.data(), from.size()), options(how) {}

  const RE2 &compiled() {
    std::call_once(once, [this] { made = std::make_unique<RE2>(text, options); });
    return *made;
  }
};

static void copy(const std::string &from, char *to, size_t capacity) {
  if (capacity == 0) return;
  size_t length = from.size() < capacity - 1 ? from.size() : capacity - 1;
  std::memcpy(to, from.data(), length);
  to[length] = 0;
}

// Whether a pattern that can be parsed can surely be compiled within the smallest memory that is
// given: short, without classes of Unicode, and with few counts, each of a single character. A
// character takes a dozen instructions of 16 bytes at most.
static bool surely_compiles(const std::string &text) {
  if (text.size() > 1024) return false;
  unsigned long copies = 0;
  for (size_t at = 0; at < text.size(); at++) {
    if (text[at] == '\\') {
      if (++at < text.size() && (text[at] | 0x20) == 'p') return false;
    } else if (text[at] == '{') {
      if (at > 0 && text[at - 1] == ')') return false;
      size_t comma = text.find(',', at);
      size_t end = text.find('}', at);
      size_t last = comma < end ? comma + 1 : at + 1;
      copies += std::min(std::strtoul(text.c_str() + last, nullptr, 10), 1000ul);
    }
  }
  return copies <= 1000;
}

cre2_pattern *cre2_compile(
    const char *text, size_t length, size_t memory, bool is_pattern, char *error,
    size_t error_capacity) try {
  auto options = quiet(memory);
  auto pattern = std::make_unique<cre2_pattern>(re2::StringPiece(text, length), options);
  std::string message;
  if (is_pattern) return pattern.release();
  if (surely_compiles(pattern->text)) {
    // A set parses what is added and compiles nothing: a tenth of the time.
    if (RE2::Set(options, RE2::UNANCHORED).Add(pattern->text, &message) >= 0) {
      return pattern.release();
    }
  } else if (pattern->compiled().ok()) {
    return pattern.release();
  } else {
    message = pattern->compiled().error();
  }
  copy(message, error, error_capacity);
  return nullptr;
} catch (...) {
  copy("out of memory", error, error_capacity);
  return nullptr;
}

void cre2_free(cre2_pattern *pattern) { delete pattern; }

int cre2_group_count(cre2_pattern *pattern) try {
  return pattern->compiled().ok() ? pattern->compiled().NumberOfCapturingGroups() : 0;
} catch (...) {
  return 0;
}

size_t cre2_group_name(cre2_pattern *pattern, int group, char *buffer, size_t capacity) try {
  const auto &names = pattern->compiled().CapturingGroupNames();
  auto found = names.find(group);
  if (found == names.end()) return 0;
  copy(found->second, buffer, capacity);
  return found->second.size();
} catch (...) {
  return 0;
}

bool cre2_match(
    cre2_pattern *pattern, const char *text, size_t start, size_t end, ptrdiff_t *groups,
    int group_capacity) try {
  const RE2 &compiled = pattern->compiled();
  if (!compiled.ok()) return false;
  // RE2 tells a group that took no part by a null pointer, so an empty text must not be one.
  if (text == nullptr) text = "";
  constexpr int few = 16;
  re2::StringPiece small[few];
  std::vector<re2::StringPiece> large;
  re2::StringPiece *found = small;
  if (group_capacity > few) {
    large.resize(group_capacity);
    found = large.data();
  }
  re2::StringPiece whole(text, end);
  if (!compiled.Match(whole, start, end, RE2::UNANCHORED, found, group_capacity)) {
    return false;
  }
  for (int group = 0; group < group_capacity; group++) {
    bool there = found[group].data() != nullptr;
    groups[2 * group] = there ? found[group].data() - text : -1;
    groups[2 * group + 1] = there ? groups[2 * group] + (ptrdiff_t)found[group].size() : -1;
  }
  return true;
} catch (...) {
  return false;
}
