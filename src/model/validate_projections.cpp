#include <fmt/format.h>

#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

/// Numbers of axes along which a population lies; 0 where only its file knows.
std::size_t axes(const Positions& positions) {
  return positions.extent.size();
}

void check_same_space(Context& context, const Population& source, const Population& target,
                      const std::string& path) {
  const Positions& from = *source.positions;
  const Positions& to = *target.positions;
  if (axes(from) != 0 && axes(to) != 0 && axes(from) != axes(to)) {
    context.problems.add(path, fmt::format("population '{}' lies in {} dimensions and '{}' in {}: "
                                           "distances need the same",
                                           source.name, axes(from), target.name, axes(to)));
  } else if (from.periodic != to.periodic || (from.periodic && from.extent != to.extent)) {
    context.problems.add(path,
                         fmt::format("populations '{}' and '{}' must both be periodic with the "
                                     "same extent, or both not",
                                     source.name, target.name));
  }
}

void check_file(Context& context, const Projection& projection, const ConnectionRuleInfo& info,
                const std::string& path) {
  const ConnectionRule& rule = projection.rule;
  if (info.takes_file && rule.file.empty()) {
    context.problems.add(
        fmt::format("{}.{}", path, info.name),
        fmt::format("{} needs 'file', the path of a SONATA edges file", info.name));
  }
  if (!info.takes_file && (!rule.file.empty() || !rule.population.empty())) {
    context.problems.add(path, fmt::format("{} reads no file", info.name));
  }
}

/// Where in the file a number of the rule stands: the first one may stand beside the rule's name.
std::string rule_prefix(const ConnectionRuleInfo& info, const std::string& path) {
  return fmt::format("{}.{}.", path, info.name);
}

void check_rule(Context& context, const Projection& projection, const Population* source,
                const Population* target, const std::string& path) {
  const ConnectionRule& rule = projection.rule;
  const ConnectionRuleInfo* info = context.catalogue.rule(rule.name);
  if (info == nullptr) {
    context.problems.add_unknown(path, "connection rule", rule.name,
                                 names_of(context.catalogue.rules));
    return;
  }
  const std::size_t before = context.problems.problems().size();
  check_numbers(context, rule.params, info->parameters, info->name, rule_prefix(*info, path));
  check_file(context, projection, *info, path);
  if (rule.kernel && !info->takes_kernel) {
    context.problems.add(path + ".kernel", fmt::format("{} does not depend on distance: the kernel "
                                                       "must be left out",
                                                       info->name));
  } else if (rule.kernel) {
    check_kernel(context, *rule.kernel, source, target, path + ".kernel");
  }
  if (info->check == nullptr || context.problems.problems().size() != before) return;
  if (source == nullptr || target == nullptr || source->size == 0 || target->size == 0) return;
  for (const std::string& sentence :
       info->check(lookup(rule.params, info->parameters), static_cast<double>(source->size),
                   static_cast<double>(target->size), source == target, rule.allow_autapses,
                   rule.allow_multapses)) {
    context.problems.add(
        path, fmt::format("from '{}' to '{}': {}", source->name, target->name, sentence));
  }
}

}  // namespace

void check_kernel(Context& context, const DistanceKernel& kernel, const Population* source,
                  const Population* target, const std::string& path) {
  const bool gaussian = kernel.shape == DistanceKernel::Shape::gaussian;
  const std::string scale_path = path + (gaussian ? ".gaussian.scale" : ".exponential.scale");
  check_number(context, kernel.scale,
               {"scale", "micrometres", 1.0, Range::above(0.0), "width of the kernel"}, scale_path);
  check_number(context, kernel.max_distance,
               {"max_distance", "micrometres", 0.0, Range::at_least(0.0), "no synapses beyond"},
               path + ".max_distance");
  bool placed = source != nullptr && target != nullptr;
  for (const Population* population : {source, target}) {
    if (population == nullptr || population->positions) continue;
    placed = false;
    context.problems.add(path,
                         fmt::format("population '{}' has no positions: give it 'positions' or "
                                     "leave out the kernel",
                                     population->name));
  }
  if (placed) check_same_space(context, *source, *target, path);
}

void check_projections(Context& context) {
  const std::vector<Projection>& projections = context.experiment.projections;
  for (std::size_t i = 0; i < projections.size(); ++i) {
    const Projection& projection = projections[i];
    const std::string path = fmt::format("projections[{}]", i);
    const Population* source = context.known_source(projection.source, path + ".source");
    const Population* target = context.known_population(projection.target, path + ".target");
    check_rule(context, projection, source, target, path + ".rule");
    check_synapse(context, projection.synapse, target, path + ".synapse");
  }
}

}  // namespace engram::validation
