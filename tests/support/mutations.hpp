#pragma once

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

/// Systematic ways to break a valid JSON document.
namespace engram::testing {

using Json = nlohmann::ordered_json;

/// A broken document: its text and what was done to it.
struct Mutant {
  std::string what;
  std::string text;
};

/// Calls `visit` with the pointer of every node below (and without) the root.
inline void for_each_node(const Json& node, const Json::json_pointer& here,
                          const std::function<void(const Json::json_pointer&)>& visit) {
  if (!here.empty()) visit(here);
  if (!node.is_structured()) return;
  std::size_t index = 0;
  for (const auto& [key, child] : node.items()) {
    for_each_node(child, node.is_array() ? here / index : here / key, visit);
    ++index;
  }
}

/// Every node replaced by things that are right nowhere: nothing, a strange map, a list in a list.
inline std::vector<Mutant> with_wrong_types(const Json& document) {
  std::vector<Mutant> mutants;
  for_each_node(document, Json::json_pointer(""), [&](const Json::json_pointer& at) {
    for (const Json& wrong :
         {Json(nullptr), Json({{"nonsense", 1}}), Json::array({Json::array()})}) {
      Json copy = document;
      copy[at] = wrong;
      mutants.push_back({at.to_string() + " = " + wrong.dump(), copy.dump(1)});
    }
  });
  return mutants;
}

/// Every number replaced by what is no number, or none that is allowed anywhere.
inline std::vector<Mutant> with_wrong_numbers(const Json& document) {
  std::vector<Mutant> mutants;
  for_each_node(document, Json::json_pointer(""), [&](const Json::json_pointer& at) {
    if (!document[at].is_number()) return;
    for (const std::string wrong :
         {"\"5\"", "true", ".nan", "-.inf", "1e999", "abc", "--1", "5e-324", "-1e-320", "007",
          "-08", "1_000", "1:20", "!!str 5", "\u0663"}) {
      Json copy = document;
      copy[at] = "PLACEHOLDER";
      std::string text = copy.dump(1);
      text.replace(text.find("\"PLACEHOLDER\""), 13, wrong);
      mutants.push_back({at.to_string() + " = " + wrong, text});
    }
  });
  return mutants;
}

/// Every leaf replaced by values of the right type that are right in some places only.
inline std::vector<Mutant> with_odd_values(const Json& document) {
  std::vector<Mutant> mutants;
  for_each_node(document, Json::json_pointer(""), [&](const Json::json_pointer& at) {
    if (document[at].is_structured()) return;
    for (const Json& odd : {Json(-1), Json(0.5), Json("E")}) {
      Json copy = document;
      copy[at] = odd;
      mutants.push_back({at.to_string() + " = " + odd.dump(), copy.dump(1)});
    }
  });
  return mutants;
}

/// Every map with a key given twice.
inline std::vector<Mutant> with_double_keys(const Json& document) {
  std::vector<Mutant> mutants;
  for_each_node(document, Json::json_pointer(""), [&](const Json::json_pointer& at) {
    if (!document[at.parent_pointer()].is_object()) return;
    Json copy = document;
    copy[at.parent_pointer()]["PLACEHOLDER"] = document[at];
    std::string text = copy.dump(1);
    text.replace(text.find("PLACEHOLDER"), 11, at.back());
    mutants.push_back({at.to_string() + " twice", text});
  });
  return mutants;
}

/// Every key spelled with one letter too many, except where `is_free` says that any name would do.
inline std::vector<Mutant> with_misspelled_keys(
    const Json& document, const std::function<bool(const Json::json_pointer&)>& is_free) {
  std::vector<Mutant> mutants;
  for_each_node(document, Json::json_pointer(""), [&](const Json::json_pointer& at) {
    if (!document[at.parent_pointer()].is_object() || is_free(at)) return;
    Json copy = document;
    Json& parent = copy[at.parent_pointer()];
    parent[at.back() + "x"] = document[at];
    parent.erase(at.back());
    mutants.push_back({at.to_string() + " + x", copy.dump(1)});
  });
  return mutants;
}

}  // namespace engram::testing
