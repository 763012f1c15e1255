// Preloaded into a command: at its end, appends the CPU time of the process itself, without its
// children, to the file that KINTSUGI_OWN_CPU names. Microseconds, user and system.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("KINTSUGI_OWN_CPU");
  const char *name = getenv("KINTSUGI_OWN_CPU_OF");
  struct rusage usage;
  if (path == NULL || name == NULL || strcmp(program_invocation_short_name, name) != 0) return;
  if (getrusage(RUSAGE_SELF, &usage) != 0) return;
  FILE *file = fopen(path, "a");
  if (file == NULL) return;
  long user = usage.ru_utime.tv_sec * 1000000L + usage.ru_utime.tv_usec;
  long system = usage.ru_stime.tv_sec * 1000000L + usage.ru_stime.tv_usec;
  fprintf(file, "%ld\n", user + system);
  fclose(file);
}
