// toml++ 3.3 meets some malformed text with an assertion instead of an error (and, where assertions are off, with
// undefined behaviour). Here a broken assumption is an exception like any other fault of the text. It and whatever
// else is thrown (memory) ends in mgd_toml_parse: no C++ exception ever meets Swift.
#undef NDEBUG
struct mgd_toml_broken_assumption {};
#define TOML_ASSERT(expr) (static_cast<bool>(expr) ? void(0) : throw mgd_toml_broken_assumption())
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <deque>
#include <new>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "CTOML.h"

struct mgd_toml_document {
  toml::table root;
  bool is_sound = true;
  std::string error;
  mgd_toml_position error_at{};
  std::vector<mgd_toml_node> nodes;
  std::deque<std::string> texts;  // a deque, since its elements never move
};

namespace {

mgd_toml_position position(const toml::source_position &at) { return {at.line, at.column}; }

void set_text(mgd_toml_node &node, const std::string &text) {
  node.text = text.data();
  node.text_length = text.size();
}

template <typename Value>
void set_written(mgd_toml_document &document, mgd_toml_node &node, const Value &value) {
  std::ostringstream written;
  written << value;
  document.texts.push_back(written.str());
  set_text(node, document.texts.back());
}

void add(mgd_toml_document &document, const toml::key *key, const toml::node &value);

void add_children(mgd_toml_document &document, const toml::node &value) {
  if (const auto *table = value.as_table()) {
    for (auto &&[key, child] : *table) add(document, &key, child);
  } else if (const auto *array = value.as_array()) {
    for (auto &&child : *array) add(document, nullptr, child);
  }
}

void set_value(mgd_toml_document &document, mgd_toml_node &node, const toml::node &value) {
  switch (value.type()) {
    case toml::node_type::table:
      node.kind = MGD_TOML_TABLE;
      node.children = value.as_table()->size();
      break;
    case toml::node_type::array:
      node.kind = MGD_TOML_ARRAY;
      node.children = value.as_array()->size();
      break;
    case toml::node_type::string:
      node.kind = MGD_TOML_STRING;
      set_text(node, value.as_string()->get());
      break;
    case toml::node_type::integer:
      node.kind = MGD_TOML_INTEGER;
      node.integer = value.as_integer()->get();
      break;
    case toml::node_type::floating_point:
      node.kind = MGD_TOML_FLOAT;
      node.number = value.as_floating_point()->get();
      break;
    case toml::node_type::boolean:
      node.kind = MGD_TOML_BOOLEAN;
      node.boolean = value.as_boolean()->get();
      break;
    default:
      node.kind = MGD_TOML_DATE_TIME;
      value.visit([&](const auto &one) {
        if constexpr (toml::is_date<decltype(one)> || toml::is_time<decltype(one)> ||
                      toml::is_date_time<decltype(one)>)
          set_written(document, node, one.get());
      });
  }
}

void add(mgd_toml_document &document, const toml::key *key, const toml::node &value) {
  mgd_toml_node node{};
  node.at = position(value.source().begin);
  if (key != nullptr) {
    node.key = key->str().data();
    node.key_length = key->str().size();
    node.key_at = position(key->source().begin);
  }
  set_value(document, node, value);
  document.nodes.push_back(node);
  add_children(document, value);
}

bool breaks_assumption(std::string_view text) {
  try {
    (void)toml::parse(text);
    return false;
  } catch (const mgd_toml_broken_assumption &) {
    return true;
  } catch (const toml::parse_error &) {
    return false;
  }
}

// The line where a broken assumption strikes: the last one of the shortest prefix that breaks it.
uint32_t broken_line(std::string_view text) {
  std::vector<size_t> ends;
  for (size_t end = text.find('\n'); end != text.npos; end = text.find('\n', end + 1)) ends.push_back(end + 1);
  size_t sound = 0, broken = ends.size();
  while (sound < broken) {
    const size_t middle = sound + (broken - sound) / 2;
    if (breaks_assumption(text.substr(0, ends[middle])))
      broken = middle;
    else
      sound = middle + 1;
  }
  return static_cast<uint32_t>(broken + 1);
}

void fail(mgd_toml_document &document, std::string_view message, mgd_toml_position at) {
  document.is_sound = false;
  document.error = std::string(message);
  document.error_at = at;
}

void parse(mgd_toml_document &document, std::string_view text) {
  try {
    document.root = toml::parse(text);
    add(document, nullptr, document.root);
  } catch (const toml::parse_error &error) {
    fail(document, error.description(), position(error.source().begin));
  } catch (const mgd_toml_broken_assumption &) {
    fail(document, "this line is not TOML", {broken_line(text), 1});
  }
}

}  // namespace

mgd_toml_document *mgd_toml_parse(const char *text, size_t length) {
  mgd_toml_document *document = nullptr;
  try {
    document = new mgd_toml_document();
    parse(*document, std::string_view(text, length));
    return document;
  } catch (...) {
    delete document;
    return nullptr;
  }
}

void mgd_toml_free(mgd_toml_document *document) { delete document; }

const char *mgd_toml_error(const mgd_toml_document *document, mgd_toml_position *at) {
  if (document->is_sound) return nullptr;
  *at = document->error_at;
  return document->error.c_str();
}

const mgd_toml_node *mgd_toml_nodes(const mgd_toml_document *document, size_t *count) {
  *count = document->nodes.size();
  return document->nodes.data();
}
