#include "partitioning/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "partitioning/strategy.hpp"

namespace engram {
namespace {

void check(const PlanOptions& options) {
  const Tiling& tiling = options.tiling;
  const auto refuse = [](const std::string& what) { throw Error(what); };
  if (options.ranks < 1)
    refuse(fmt::format("the number of ranks is {}; it must be at least 1", options.ranks));
  if (options.threads < 1) {
    refuse(fmt::format("the number of threads is {}; it must be at least 1", options.threads));
  }
  if (!(tiling.columns >= 1.0 && std::isfinite(tiling.columns)) ||
      tiling.columns != std::floor(tiling.columns)) {
    refuse(fmt::format("the number of copies is {}; it must be a whole number from 1",
                       tiling.columns));
  }
  if (!(tiling.remote_fraction >= 0.0 && tiling.remote_fraction <= 1.0)) {
    refuse(fmt::format("the fraction of remote synapses is {}; it must be in [0, 1]",
                       tiling.remote_fraction));
  }
  const double others = tiling.columns - 1.0;
  if (tiling.remote_fraction > 0.0 &&
      !(tiling.remote_columns >= 1.0 && tiling.remote_columns <= others)) {
    refuse(fmt::format(
        "remote synapses come from {} other copies; there are {}, and at least 1 is needed",
        tiling.remote_columns, others));
  }
}

std::vector<RankClass> classes_of(const Experiment& experiment, const PlanOptions& options,
                                  Plan& plan) {
  const CostConstants& constants = options.cost.constants;
  const double columns = options.tiling.columns;
  if (columns > 1.0) {
    if (plan.strategy == "block") {
      const auto costs = neuron_costs(plan.load, constants,
                                      std::max(1, static_cast<int>(options.ranks / columns)));
      return columns_as_blocks(plan.load, costs, columns, options.ranks);
    }
    plan.strategy = "area";
    return columns_as_areas(plan.load, columns, options.ranks);
  }
  const auto partition =
      make_partition(experiment, plan.load, constants, options.ranks, plan.strategy);
  return sample_ranks(*partition, plan.load.populations.size());
}

/// Smallest, mean, largest and sum over the sample of every number.
void summarise(Plan& plan) {
  double ranks = 0.0;
  for (const PlannedRanks& each : plan.sample) ranks += each.count;
  for (const EstimateField& field : estimate_fields()) {
    double low = HUGE_VAL;
    double high = 0.0;
    double sum = 0.0;
    for (const PlannedRanks& each : plan.sample) {
      const double value = each.estimate.*field.value;
      low = std::min(low, value);
      high = std::max(high, value);
      sum += each.count * value;
    }
    plan.min.*field.value = low;
    plan.mean.*field.value = sum / ranks;
    plan.max.*field.value = high;
    plan.total.*field.value = sum;
  }
}

/// What does not rest on the sample.
void set_known_totals(Plan& plan) {
  const double columns = plan.tiling.columns;
  const auto set = [&](double RankEstimate::*value, double total) {
    plan.total.*value = total;
    plan.mean.*value = total / plan.ranks;
  };
  set(&RankEstimate::neurons, plan.load.neurons * columns);
  set(&RankEstimate::synapses, plan.load.synapses * columns);
  set(&RankEstimate::events_per_second, plan.load.events * columns);
  for (RankEstimate* each : {&plan.mean, &plan.total}) {
    each->row_length = each->rows > 0.0 ? each->synapses / each->rows : 0.0;
  }
}

void add_kernel_note(const Experiment& experiment, Plan& plan) {
  const auto& all = experiment.projections;
  if (std::any_of(all.begin(), all.end(),
                  [](const Projection& p) { return p.rule.kernel.has_value(); })) {
    plan.notes.push_back(
        "synapses of a distance kernel are taken as spread evenly over the target: sources and "
        "traffic are upper "
        "bounds");
  }
}

void add_advice(Plan& plan) {
  const double columns = plan.tiling.columns;
  if (plan.strategy != "area" || columns < plan.ranks || std::fmod(columns, plan.ranks) == 0.0)
    return;
  const double each = std::ceil(columns / plan.ranks);
  plan.notes.push_back(
      fmt::format("{:.0f} whole copies do not divide evenly among {} ranks: {:.0f} ranks with at "
                  "most {:.0f} each would be as "
                  "fast; strategy block cuts copies and evens out the load",
                  columns, plan.ranks, std::ceil(columns / each), each));
}

}  // namespace

Plan make_plan(const Experiment& experiment, const Catalogue& catalogue,
               const PlanOptions& options) {
  check(options);
  Plan plan;
  plan.ranks = options.ranks;
  plan.threads = options.threads;
  plan.tiling = options.tiling;
  plan.strategy = options.strategy.empty() ? experiment.partitioning.strategy : options.strategy;
  if (find_strategy(plan.strategy) == nullptr) throw BadInput(unknown_strategy(plan.strategy));
  plan.load = estimate_load(experiment, catalogue, options.cost);
  plan.notes = plan.load.notes;

  const std::vector<RankClass> classes = classes_of(experiment, options, plan);
  const std::vector<RankEstimate> estimates = estimate_ranks(
      plan.load, options.cost.constants, plan.tiling, {plan.ranks, plan.threads}, classes);
  for (std::size_t c = 0; c < classes.size(); ++c) {
    plan.sample.push_back({classes[c].rank, classes[c].count, estimates[c]});
  }
  // Classes of equal ranks are not a sample: they stand for every rank there is.
  plan.sampled = (plan.tiling.columns == 1.0 || plan.strategy == "block") &&
                 plan.sample.size() < static_cast<std::size_t>(plan.ranks);
  summarise(plan);
  set_known_totals(plan);

  const auto computing = [](const RankEstimate& estimate) {
    return estimate.update_seconds + estimate.delivery_seconds;
  };
  double slowest = 0.0;
  for (const PlannedRanks& each : plan.sample)
    slowest = std::max(slowest, computing(each.estimate));
  if (computing(plan.mean) > 0.0) plan.imbalance = slowest / computing(plan.mean);
  plan.real_time_factor = plan.max.real_time_factor;
  if (plan.total.synapses > 0.0) {
    plan.bytes_per_synapse =
        (plan.total.synapse_bytes + plan.total.row_index_bytes) / plan.total.synapses;
  }
  add_kernel_note(experiment, plan);
  add_advice(plan);
  return plan;
}

Plan make_plan(const Experiment& experiment, const Catalogue& catalogue, int ranks, int threads) {
  PlanOptions options;
  options.ranks = ranks;
  options.threads = threads;
  return make_plan(experiment, catalogue, options);
}

}  // namespace engram
