// A fuzzer when it is linked with libFuzzer, whose main takes the place of the one below; otherwise it reads the files that it
// is given, as the coverage of the corpora needs it. So no manifest has to know which of the two is built.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Parsers/EntryPoints.swift
int32_t mgd_fuzz_parser(const char *name);
void mgd_fuzz_check(int32_t parser, const uint8_t *bytes, ptrdiff_t count);

static int32_t parser = -1;

// The parser is an argument that libFuzzer passes over and hands to the processes that it starts: --parser=NAME.
int LLVMFuzzerInitialize(int *count, char ***arguments) {
  static const char option[] = "--parser=";
  for (int i = 1; i < *count; i++)
    if (strncmp((*arguments)[i], option, sizeof option - 1) == 0)
      parser = mgd_fuzz_parser((*arguments)[i] + sizeof option - 1);
  if (parser >= 0) return 0;
  fputs("fuzz: expected --parser=NAME with the name of a directory of Tests/Fuzzing/Corpora\n", stderr);
  exit(64);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  mgd_fuzz_check(parser, bytes, (ptrdiff_t)count);
  return 0;
}

static int read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) return -1;
  const long size = ftell(file);
  uint8_t *bytes = size < 0 ? NULL : malloc((size_t)size + 1);
  rewind(file);
  const int is_read = bytes != NULL && fread(bytes, 1, (size_t)size, file) == (size_t)size;
  if (is_read) LLVMFuzzerTestOneInput(bytes, (size_t)size);
  free(bytes);
  fclose(file);
  return is_read ? 0 : -1;
}

__attribute__((weak)) int main(int count, char **arguments) {
  LLVMFuzzerInitialize(&count, &arguments);
  for (int i = 1; i < count; i++) {
    if (arguments[i][0] == '-') continue;
    if (read_file(arguments[i]) == 0) continue;
    perror(arguments[i]);
    return 66;
  }
  return 0;
}
