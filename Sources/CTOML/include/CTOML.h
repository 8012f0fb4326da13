#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum mgd_toml_kind {
  MGD_TOML_TABLE = 0,
  MGD_TOML_ARRAY = 1,
  MGD_TOML_STRING = 2,
  MGD_TOML_INTEGER = 3,
  MGD_TOML_FLOAT = 4,
  MGD_TOML_BOOLEAN = 5,
  MGD_TOML_DATE_TIME = 6,
} mgd_toml_kind;

// Lines and columns count from 1, columns in characters; 0 means that there is no such place.
typedef struct mgd_toml_position {
  uint32_t line;
  uint32_t column;
} mgd_toml_position;

// One value. Text is UTF-8 without a closing NUL, and may hold a NUL.
typedef struct mgd_toml_node {
  mgd_toml_kind kind;
  mgd_toml_position at;      // of the value
  mgd_toml_position key_at;  // of its key, inside a table
  const char *key;
  size_t key_length;
  const char *text;  // of a string; of a date or time as written in RFC 3339
  size_t text_length;
  int64_t integer;
  double number;
  bool boolean;
  size_t children;  // direct ones, of a table or an array
} mgd_toml_node;

typedef struct mgd_toml_document mgd_toml_document;

// Parses a whole document. Never NULL but when memory is out; a syntax error is told by mgd_toml_error.
mgd_toml_document *mgd_toml_parse(const char *text, size_t length);
void mgd_toml_free(mgd_toml_document *document);

// What is wrong and where, or NULL when the document is sound. Lives as long as the document.
const char *mgd_toml_error(const mgd_toml_document *document, mgd_toml_position *at);

// All nodes from the root on, each followed by its children and theirs (pre-order). Live as long as the document.
const mgd_toml_node *mgd_toml_nodes(const mgd_toml_document *document, size_t *count);

#ifdef __cplusplus
}
#endif
