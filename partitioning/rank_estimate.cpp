#include "partitioning/rank_estimate.hpp"

#include <algorithm>
#include <cmath>

#include "partitioning/event_cost.hpp"

namespace engram {
namespace {

/// Synapses from one source population onto some neurons.
struct SourceSums {
  double synapses = 0.0;
  double delay_steps = 0.0;  // these and the following: times synapses
  double delay_ms = 0.0;
  double plastic_bytes = 0.0;
  double plastic = 0.0;
  double equal = 0.0;  // static and of one weight

  void add(const ProjectionLoad& projection, double number) {
    synapses += number;
    delay_steps += number * projection.delays.steps;
    delay_ms += number * projection.delays.mean_ms;
    const bool changes = projection.plastic_bytes > 0.0;
    plastic_bytes += number * projection.plastic_bytes;
    plastic += changes ? number : 0.0;
    equal += projection.equal_weights && !changes ? number : 0.0;
  }
};

/// Of `boxes` neurons, how many receive at least one of `balls` synapses thrown at random.
double hit(double boxes, double balls) {
  return boxes > 0.0 ? boxes * -std::expm1(-balls / boxes) : 0.0;
}

/// What has to be known of one rank to work out what others send it, per population.
struct Detail {
  std::vector<double> neurons;  // that live here
  std::vector<double>
      chance;  // that a neuron of a column with its only piece here has targets here
  std::vector<double> sources;  // different neurons with targets here, of columns with pieces here
  std::vector<double> own;      // those of them that live here
  std::vector<double> remote;   // different neurons with targets here, of other columns
  double block_synapses = 0.0;  // onto neurons that live here, of the largest block of sources
};

class RankEstimator {
 public:
  RankEstimator(const NetworkLoad& load, const CostConstants& constants, const Tiling& tiling,
                Machine machine, std::span<const RankClass> classes)
      : load_(load), constants_(constants), tiling_(tiling), machine_(machine), classes_(classes) {}

  std::vector<RankEstimate> run() {
    for (const RankClass& each : classes_) hold(each);
    for (std::size_t c = 0; c < classes_.size(); ++c) communicate(c);
    for (RankEstimate& estimate : estimates_) sum_up(estimate);
    return std::move(estimates_);
  }

 private:
  [[nodiscard]] std::size_t populations() const { return load_.populations.size(); }

  [[nodiscard]] std::vector<SourceSums> sums(const std::vector<double>& neurons) const {
    std::vector<SourceSums> result(populations());
    for (const ProjectionLoad& projection : load_.projections) {
      result[projection.source].add(projection, projection.indegree * neurons[projection.target]);
    }
    return result;
  }

  /// Neurons and synapses of a rank, their memory and their work.
  void hold(const RankClass& each) {
    RankEstimate& estimate = estimates_.emplace_back();
    Detail& detail = details_.emplace_back();
    for (auto* list :
         {&detail.neurons, &detail.chance, &detail.sources, &detail.own, &detail.remote}) {
      list->resize(populations());
    }
    double columns = 0.0;
    double draws = 0.0;
    double compartments = 0.0;
    for (const Fragment& fragment : each.fragments) {
      columns += fragment.copies;
      for (std::size_t p = 0; p < populations(); ++p) {
        detail.neurons[p] += fragment.copies * fragment.neurons[p];
        estimate.neurons += fragment.copies * fragment.neurons[p];
        draws += fragment.copies * fragment.neurons[p] * load_.populations[p].draws;
        compartments += fragment.copies * fragment.neurons[p] * load_.populations[p].compartments;
      }
    }
    const double threads = machine_.threads;
    shards_ = threads * (std::floor(compartments / (threads * constants_.shard_neurons)) + 1.0);

    std::vector<SourceSums> all(populations());
    for (const Fragment& fragment : each.fragments) hold(fragment, estimate, detail, all);
    for (std::size_t s = 0; s < populations() && tiling_.remote_fraction > 0.0; ++s) {
      const double senders = std::min(tiling_.remote_columns * columns, tiling_.columns) *
                             load_.populations[s].neurons;
      detail.remote[s] = add_rows(estimate, s, all[s], tiling_.remote_fraction, senders, 1.0);
    }
    const double steps = 1e-6 / load_.dt;  // ns to seconds, times steps per second
    estimate.neuron_bytes = compartments * constants_.neuron_bytes;
    estimate.update_seconds =
        steps * (compartments * constants_.update_ns + draws * constants_.draw_ns) / threads;
    estimate.delivery_seconds /= threads;
  }

  void hold(const Fragment& fragment, RankEstimate& estimate, Detail& detail,
            std::vector<SourceSums>& all) const {
    const std::vector<SourceSums> received = sums(fragment.neurons);
    const double local = 1.0 - tiling_.remote_fraction;
    for (std::size_t s = 0; s < populations(); ++s) {
      const SourceSums& from = received[s];
      if (!(from.synapses > 0.0)) continue;
      const double neurons = load_.populations[s].neurons;
      const double sources = add_rows(estimate, s, from, local, neurons, fragment.copies);
      detail.sources[s] += sources;
      detail.own[s] += sources * fragment.neurons[s] / neurons;
      detail.chance[s] = std::max(detail.chance[s], sources / fragment.copies / neurons);
      detail.block_synapses =
          std::max(detail.block_synapses, local * from.synapses * block_share(s));
      all[s].synapses += fragment.copies * from.synapses;
      all[s].delay_steps += fragment.copies * from.delay_steps;
      all[s].delay_ms += fragment.copies * from.delay_ms;
      all[s].plastic_bytes += fragment.copies * from.plastic_bytes;
      all[s].plastic += fragment.copies * from.plastic;
      all[s].equal += fragment.copies * from.equal;
    }
  }

  /// The part of a population's neurons that makes one block while the network is built.
  [[nodiscard]] double block_share(std::size_t source) const {
    const double sources = load_.populations[source].neurons;
    double densest = 0.0;
    for (const ProjectionLoad& projection : load_.projections) {
      if (projection.source != source) continue;
      densest = std::max(densest, projection.indegree / sources);
    }
    const double block = std::max(constants_.block_sources, constants_.block_synapses / densest);
    return std::min(1.0, std::exp2(std::ceil(std::log2(block))) / sources);
  }

  /// Adds the rows of `copies` times the fraction `part` of `from`, drawn from `senders` neurons
  /// like population `source`; returns how many different neurons those are.
  double add_rows(RankEstimate& estimate, std::size_t source, const SourceSums& from, double part,
                  double senders, double copies) const {
    const double synapses = from.synapses * part;
    if (!(synapses > 0.0) || !(senders > 0.0)) return 0.0;
    const double sources = hit(senders, synapses);
    const double rows = shards_ * hit(senders, synapses / shards_);
    const double length = synapses / rows;
    const double steps = from.delay_steps / from.synapses;
    const double slices = steps * -std::expm1(-length / steps);  // per row
    const double events = synapses * load_.populations[source].rate;
    double waiting = events * from.delay_ms / from.synapses * 1e-3;
    const double still = synapses * (1.0 - from.plastic / from.synapses);
    double bytes = still * constants_.word_bytes;
    if (length >= constants_.long_slice * (slices + 1.0)) {
      const double equal = from.equal * part;
      bytes = equal * constants_.equal_synapse_bytes +
              (still - equal) * constants_.slice_synapse_bytes +
              rows * slices * constants_.slice_bytes;
      waiting *= slices / length;
    }
    bytes += from.plastic_bytes * part;
    estimate.synapses += copies * synapses;
    estimate.sources += copies * sources;
    estimate.rows += copies * rows;
    estimate.synapse_bytes += copies * bytes;
    estimate.row_index_bytes +=
        copies * sources * (shards_ * constants_.row_bytes + constants_.source_bytes);
    estimate.building_bytes += copies * rows * constants_.building_row_bytes;
    estimate.buffer_bytes += copies * waiting * constants_.pending_bytes * constants_.pending_slack;
    estimate.events_per_second += copies * events;
    estimate.delivery_seconds += copies * events * event_ns(length, steps) * 1e-9;
    return copies * sources;
  }

  /// Ranks of its own family, or all, that receive a neuron's spikes, on average.
  [[nodiscard]] double receivers(std::size_t source, std::vector<double> Detail::*list,
                                 int family) const {
    double pairs = 0.0;
    double neurons = 0.0;
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      if (family >= 0 && classes_[c].family != family) continue;
      pairs += classes_[c].count * (details_[c].*list)[source];
      neurons += classes_[c].count * details_[c].neurons[source];
    }
    return neurons > 0.0 ? pairs / neurons : 0.0;
  }

  /// Traffic of class `c` and the memory it needs.
  void communicate(std::size_t c) {
    RankEstimate& estimate = estimates_[c];
    const Detail& detail = details_[c];
    double routes = 0.0;
    for (std::size_t s = 0; s < populations(); ++s) {
      const double rate = load_.populations[s].rate;
      const double there = detail.neurons[s] * (receivers(s, &Detail::sources, classes_[c].family) +
                                                receivers(s, &Detail::remote, -1));
      routes += there;
      estimate.spikes_sent_per_second += rate * std::max(0.0, there - detail.own[s]);
      estimate.spikes_received_per_second +=
          rate * std::max(0.0, detail.sources[s] - detail.own[s] + detail.remote[s]);
    }
    estimate.neighbours = neighbours(c);
    const double exchanges = 1000.0 / load_.smallest_delay;
    estimate.messages_per_second = estimate.neighbours * exchanges;
    const double headers = estimate.messages_per_second * constants_.message_bytes;
    estimate.bytes_sent_per_second =
        estimate.spikes_sent_per_second * constants_.spike_bytes + headers;
    estimate.bytes_received_per_second =
        estimate.spikes_received_per_second * constants_.spike_bytes + headers;
    estimate.exchange_seconds =
        1e-9 * (estimate.messages_per_second * constants_.message_ns +
                (estimate.bytes_sent_per_second + estimate.bytes_received_per_second) *
                    constants_.byte_ns);
    estimate.routing_bytes =
        routes * constants_.route_bytes + estimate.neurons * constants_.route_list_bytes;
    estimate.buffer_bytes += estimate.neighbours * constants_.neighbour_bytes;
    estimate.building_bytes += detail.block_synapses * constants_.building_synapse_bytes;
  }

  /// Ranks that send to class `c`: each with the chance that one of its neurons has a target here.
  [[nodiscard]] double neighbours(std::size_t c) const {
    double expected = tiling_.columns > 1.0 ? column_neighbours(c) : sampled_neighbours(c);
    if (tiling_.remote_fraction > 0.0) {
      double columns = 0.0;
      double others = 0.0;
      for (const Fragment& fragment : classes_[c].fragments) {
        columns += fragment.copies;
        others = std::max(others, fragment.other_ranks);
      }
      expected += std::min(tiling_.remote_columns * columns, tiling_.columns) * (others + 1.0);
    }
    return std::clamp(expected, 0.0, machine_.ranks - 1.0);
  }

  [[nodiscard]] double sampled_neighbours(std::size_t c) const {
    double expected = 0.0;
    for (std::size_t other = 0; other < classes_.size(); ++other) {
      // The sampled rank itself is not among its neighbours.
      const double ranks = classes_[other].count - (other == c ? 1.0 : 0.0);
      double pairs = 0.0;
      for (std::size_t s = 0; s < populations(); ++s) {
        pairs += details_[other].neurons[s] * details_[c].chance[s];
      }
      expected += ranks * -std::expm1(-pairs);
    }
    return expected;
  }

  [[nodiscard]] double column_neighbours(std::size_t c) const {
    double expected = 0.0;
    for (const Fragment& fragment : classes_[c].fragments) {
      if (!(fragment.other_ranks > 0.0)) continue;
      double pairs = 0.0;
      for (std::size_t s = 0; s < populations(); ++s) {
        const double elsewhere = load_.populations[s].neurons - fragment.neurons[s];
        pairs += elsewhere / fragment.other_ranks * details_[c].chance[s];
      }
      expected += fragment.copies * fragment.other_ranks * -std::expm1(-pairs);
    }
    return expected;
  }

  void sum_up(RankEstimate& estimate) const {
    estimate.row_length = estimate.rows > 0.0 ? estimate.synapses / estimate.rows : 0.0;
    estimate.program_bytes = constants_.program_bytes;
    estimate.field_bytes = field_bytes(load_.fields, machine_.ranks, estimate.neurons);
    estimate.memory_bytes = estimate.neuron_bytes + estimate.synapse_bytes +
                            estimate.row_index_bytes + estimate.routing_bytes +
                            estimate.buffer_bytes + estimate.field_bytes + estimate.building_bytes +
                            estimate.program_bytes;
    estimate.real_time_factor =
        estimate.update_seconds + estimate.delivery_seconds + estimate.exchange_seconds;
  }

  const NetworkLoad& load_;
  const CostConstants& constants_;
  const Tiling& tiling_;
  Machine machine_;
  std::span<const RankClass> classes_;
  double shards_ = 1.0;
  std::vector<RankEstimate> estimates_;
  std::vector<Detail> details_;
};

}  // namespace

std::vector<RankEstimate> estimate_ranks(const NetworkLoad& load, const CostConstants& constants,
                                         const Tiling& tiling, Machine machine,
                                         std::span<const RankClass> classes) {
  return RankEstimator(load, constants, tiling, machine, classes).run();
}

}  // namespace engram
