// Counts the large allocations of a program, by the library that asked for them. Loaded with LD_PRELOAD; at the end it writes
// "COUNT LIBRARY" lines to the file that MGD_ALLOCATIONS names.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGE = 4096, MOST_CALLERS = 4096 };

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static struct {
  _Atomic(void *) caller;
  atomic_long count;
} callers[MOST_CALLERS];

// An address of code, counted in an open table without locks or memory of its own.
static void count(void *caller) {
  size_t place = ((size_t)caller * 0x9E3779B97F4A7C15u) >> 52;
  for (int tries = 0; tries < MOST_CALLERS; tries++, place = (place + 1) % MOST_CALLERS) {
    void *found = NULL;
    if (atomic_compare_exchange_strong(&callers[place].caller, &found, caller) || found == caller) {
      atomic_fetch_add(&callers[place].count, 1);
      return;
    }
  }
}

#define NOTE(size) \
  if ((size) >= LARGE) count(__builtin_return_address(0))

void *malloc(size_t size) {
  NOTE(size);
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  NOTE(size && number > (size_t)-1 / size ? (size_t)-1 : number * size);
  return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
  NOTE(size);
  return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
  NOTE(size);
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  NOTE(size);
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  NOTE(size);
  void *found = __libc_memalign(alignment, size);
  if (!found) return ENOMEM;
  *memory = found;
  return 0;
}

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("MGD_ALLOCATIONS");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  for (int place = 0; place < MOST_CALLERS; place++) {
    void *caller = atomic_load(&callers[place].caller);
    if (!caller) continue;
    Dl_info info = {0};
    const char *library = dladdr(caller, &info) && info.dli_fname ? info.dli_fname : "unknown";
    const char *slash = strrchr(library, '/');
    fprintf(file, "%ld %s %s\n", atomic_load(&callers[place].count), slash ? slash + 1 : library,
            info.dli_sname ? info.dli_sname : "-");
  }
  fclose(file);
}
