#include "CRE2.h"
#include <re2/re2.h>
#include <string.h>
#include <vector>
struct cre2 { RE2 re; cre2(re2::StringPiece s, const RE2::Options &o) : re(s, o) {} };
extern "C" cre2 *tcre2_new(const char *text, size_t count, char *error, size_t n) {
  RE2::Options o; o.set_log_errors(false); o.set_encoding(RE2::Options::EncodingUTF8);
  cre2 *p = new cre2(re2::StringPiece(text, count), o);
  if (!p->re.ok()) { strncpy(error, p->re.error().c_str(), n - 1); delete p; return nullptr; }
  return p;
}
extern "C" int tcre2_groups(const cre2 *p) { return p->re.NumberOfCapturingGroups(); }
extern "C" int tcre2_match(const cre2 *p, const char *text, size_t count, int64_t *s, int64_t *e, int groups) {
  std::vector<re2::StringPiece> m(groups);
  if (!p->re.Match(re2::StringPiece(text, count), 0, count, RE2::UNANCHORED, m.data(), groups)) return 0;
  for (int i = 0; i < groups; i++) { if (m[i].data() == nullptr) { s[i] = -1; e[i] = -1; } else { s[i] = m[i].data() - text; e[i] = s[i] + m[i].size(); } }
  return 1;
}
extern "C" int tcre2_name(const cre2 *p, int group, char *out, size_t size) {
  auto &names = p->re.CapturingGroupNames(); auto it = names.find(group);
  if (it == names.end()) return 0; strncpy(out, it->second.c_str(), size - 1); out[size - 1] = 0; return 1;
}
