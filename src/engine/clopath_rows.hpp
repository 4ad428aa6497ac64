#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/decay_table.hpp"
#include "engine/plastic_rows.hpp"
#include "engine/row_arrivals.hpp"
#include "engine/voltage_record.hpp"
#include "plasticity/clopath_synapse.hpp"
#include "plasticity/short_term.hpp"

namespace engram {

/// The plastic rows of Clopath's rule.
///
/// Potentiation goes on all the time, but the source's trace only decays between its spikes: so a
/// synapse is visited at those spikes only, and takes what it has gained meanwhile from the
/// targets' VoltageRecord. Potentiation alone never lowers a weight, so that bounding it once per
/// visit is the same as bounding it in every step.
class ClopathRows final : public PlasticRows {
 public:
  static constexpr std::uint32_t width = sizeof(PlasticWord);

  explicit ClopathRows(PlasticSetup&& setup);

  [[nodiscard]] static std::unique_ptr<PlasticRows> make(PlasticSetup&& setup);
  /// Steps between two catch-ups; see plastic_block().
  [[nodiscard]] static std::int64_t block(std::span<const double> parameters, double dt,
                                          std::uint64_t targets);

  void enter(std::span<const SpikeWord> spikes, Step first, Step known, Calendar& calendar,
             std::uint32_t slots) override;
  void arrive(Step known, Calendar& calendar, std::uint32_t slots) override;
  void catch_up(Step now) override;
  void scale(std::span<const double> factors) override;
  void read(Step now, const std::function<void(const SynapseView&)>& take) const override;

  [[nodiscard]] std::optional<PlasticState> state() override;

  [[nodiscard]] std::uint32_t projection() const override { return setup_.store.projection; }
  [[nodiscard]] std::size_t group() const override { return setup_.store.group; }
  [[nodiscard]] std::uint64_t synapses() const override { return setup_.store.synapses; }
  [[nodiscard]] std::uint64_t events() const override { return events_; }
  [[nodiscard]] std::uint64_t events_on_axon() const override {
    std::uint64_t events = 0;
    for (const RowArrivals::Travelling& spike : arrivals_.on_axon()) {
      events += words(spike.row).size();
    }
    return events;
  }
  [[nodiscard]] std::uint64_t change_quanta() const override { return change_quanta_; }
  [[nodiscard]] double change_unit() const override { return bounds_.max; }
  [[nodiscard]] std::size_t bytes() const override;

 private:
  /// What all synapses of a row share.
  struct Row {
    std::uint32_t first;  // synapse
    ShortStep last;       // the source's last spike at the synapses
    ShortStep seen;       // they are up to date at this step's end
    float trace;          // of the source, just after its last spike; + 1 at each
  };
  [[nodiscard]] VoltageRecord* find_record();
  [[nodiscard]] ShortStep longest_delay() const;
  [[nodiscard]] std::span<PlasticWord> words(std::uint32_t row);
  [[nodiscard]] std::span<const PlasticWord> words(std::uint32_t row) const;
  [[nodiscard]] double trace(const Row& row, ShortStep at) const {
    return static_cast<double>(row.trace) * decay_(at - row.last);
  }
  [[nodiscard]] double changed(double weight, double by) const;
  [[nodiscard]] double potentiated(const PlasticWord& word, double weight, const Row& row,
                                   ShortStep to) const;
  void put(double weight, PlasticWord& word);
  [[nodiscard]] double on_its_way(std::uint32_t neuron, double weight, Step arrival) const;
  void visit(std::uint32_t r, Step arrival, Calendar& calendar, std::uint32_t slots);

  PlasticSetup setup_;
  ClopathSynapse::Constants constants_;
  WeightBounds bounds_;
  double sign_;
  double change_scale_;
  DecayTable decay_;  // of the source's trace
  VoltageRecord* record_;
  std::optional<ShortTermConstants> short_term_constants_;
  RowArrivals arrivals_;
  std::vector<Row> rows_;  // and one behind the last
  std::vector<ShortTerm> short_term_;
  std::uint64_t events_ = 0;
  std::uint64_t change_quanta_ = 0;
};

}  // namespace engram
