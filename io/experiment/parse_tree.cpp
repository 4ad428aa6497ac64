#include "io/experiment/parse_tree.hpp"

#include <istream>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "io/experiment/text_check.hpp"
#include "io/experiment/tree_builder.hpp"

namespace engram::yaml {
namespace {

Problem at(const std::string& file, Mark mark, std::string message) {
  Problem problem;
  problem.file = file;
  if (mark.origin == 0) {
    problem.line = mark.line;
    problem.column = mark.column;
  }
  problem.message = std::move(message);
  return problem;
}

/// Runs yaml-cpp over the text. Whatever it throws becomes a TreeFault.
NodePtr run_parser(const std::string& text, TreeBuilder& builder, int origin) {
  std::istringstream input(text);
  try {
    ::YAML::Parser parser(input);
    if (!parser.HandleNextDocument(builder)) return nullptr;
    NodePtr root = builder.take();
    if (parser.HandleNextDocument(builder)) {
      const NodePtr second = builder.take();
      throw TreeFault(second == nullptr ? Mark{1, 1, origin} : second->mark,
                      "a second document begins here; an experiment is one document");
    }
    return root;
  } catch (const ::YAML::Exception& error) {
    const Mark mark{error.mark.line + 1, error.mark.column + 1, origin};
    throw TreeFault(mark.line > 0 ? mark : Mark{1, 1, origin}, "not valid YAML: " + error.msg);
  } catch (const TreeFault&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    throw TreeFault(Mark{1, 1, origin}, fmt::format("not valid YAML: {}", error.what()));
  }
}

}  // namespace

NodePtr parse_tree(const std::string& text, const std::string& file, int origin,
                   ProblemList& problems, const Limits& limits) {
  if (text.size() > limits.bytes) {
    problems.add(
        at(file, {1, 1, origin},
           fmt::format("{} bytes are too long for an experiment file; allowed: {}. Keep long "
                       "lists in HDF5 files",
                       text.size(), limits.bytes)));
    return nullptr;
  }
  if (const auto fault = find_text_fault(text)) {
    problems.add(at(file, {fault->line, fault->column, origin}, fault->message));
    return nullptr;
  }
  TreeBuilder builder(limits, origin, [&](Mark mark, std::string message) {
    problems.add(at(file, mark, std::move(message)));
  });
  try {
    NodePtr root = run_parser(text, builder, origin);
    if (root != nullptr) return root;
    problems.add(at(file, {1, 1, origin}, "the file is empty"));
  } catch (const TreeFault& fault) {
    problems.add(at(file, fault.mark, fault.what()));
  }
  return nullptr;
}

}  // namespace engram::yaml
