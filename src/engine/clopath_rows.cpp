#include "engine/clopath_rows.hpp"

#include <algorithm>
#include <cmath>

namespace engram {
namespace {

NamedValues named(std::span<const double> parameters) {
  return {ClopathSynapse::parameters, parameters};
}

}  // namespace

ClopathRows::ClopathRows(PlasticSetup&& setup)
    : setup_(std::move(setup)),
      constants_(ClopathSynapse::derive(named(setup_.parameters))),
      bounds_(ClopathSynapse::bounds(constants_)),
      sign_(setup_.store.negative ? -1.0 : 1.0),
      change_scale_(0x1p28 / bounds_.max),
      decay_(named(setup_.parameters)["tau_x"], setup_.dt),
      record_(find_record()),
      arrivals_(setup_.store, setup_.sources) {
  for (const std::uint32_t first : arrivals_.first_synapses(setup_.store)) {
    rows_.push_back({first, -1, -1, 0.0F});
  }
  setup_.sources = {};
  setup_.store.rows = {};
  if (setup_.short_term) {
    const auto& [u, tau_rec, tau_fac] = *setup_.short_term;
    short_term_constants_.emplace(u, tau_rec, tau_fac, setup_.dt);
    short_term_.assign(arrivals_.rows(), ShortTerm{});
  }
  record_->reach_back(longest_delay());
}

std::unique_ptr<PlasticRows> ClopathRows::make(PlasticSetup&& setup) {
  return std::make_unique<ClopathRows>(std::move(setup));
}

std::int64_t ClopathRows::block(std::span<const double> parameters, double dt,
                                std::uint64_t targets) {
  return VoltageRecord::recommended_block(named(parameters)["tau_x"], dt, targets);
}

VoltageRecord* ClopathRows::find_record() {
  const NamedValues p = named(setup_.parameters);
  const VoltageRecord::Settings settings{
      .tau_x = p["tau_x"],
      .theta_plus = p["theta_plus"],
      .theta_minus = p["theta_minus"],
      .u_ref_squared = p["A_LTD_const"] == 0.0 ? p["u_ref_squared"] : 0.0};
  for (const std::unique_ptr<NeuronObserver>& known : *setup_.observers) {
    auto* record = dynamic_cast<VoltageRecord*>(known.get());
    if (record != nullptr && record->settings() == settings) return record;
  }
  auto made = std::make_unique<VoltageRecord>(setup_.targets, settings, setup_.dt,
                                              setup_.catch_up_interval);
  VoltageRecord* record = made.get();
  setup_.observers->push_back(std::move(made));
  return record;
}

ShortStep ClopathRows::longest_delay() const {
  ShortStep longest = 1;
  const auto* word = reinterpret_cast<const PlasticWord*>(setup_.store.words.data());
  for (std::uint64_t s = 0; s < setup_.store.synapses; ++s) {
    longest = std::max<ShortStep>(longest, word[s].delay);
  }
  return longest;
}

std::span<PlasticWord> ClopathRows::words(std::uint32_t row) {
  auto* all = reinterpret_cast<PlasticWord*>(setup_.store.words.data());
  return {all + rows_[row].first, all + rows_[row + 1].first};
}

std::span<const PlasticWord> ClopathRows::words(std::uint32_t row) const {
  const auto* all = reinterpret_cast<const PlasticWord*>(setup_.store.words.data());
  return {all + rows_[row].first, all + rows_[row + 1].first};
}

void ClopathRows::enter(std::span<const SpikeWord> spikes, Step first, Step known,
                        Calendar& calendar, std::uint32_t slots) {
  arrivals_.enter(
      spikes, first, known, [](std::size_t) {},
      [&](std::uint32_t row, Step arrival) { visit(row, arrival, calendar, slots); });
}

void ClopathRows::arrive(Step known, Calendar& calendar, std::uint32_t slots) {
  arrivals_.arrive(known,
                   [&](std::uint32_t row, Step arrival) { visit(row, arrival, calendar, slots); });
}

/// The weight after a change, within the bounds and rounded as it is stored.
double ClopathRows::changed(double weight, double by) const {
  return static_cast<double>(static_cast<float>(std::clamp(weight + by, bounds_.min, bounds_.max)));
}

/// The weight at the end of step `to`, if nothing but potentiation has come since the row was seen.
double ClopathRows::potentiated(const PlasticWord& word, double weight, const Row& row,
                                ShortStep to) const {
  const ShortStep delay = word.delay;
  // There are no voltages before the first step.
  const ShortStep from = std::max<ShortStep>(row.seen - delay, -1);
  if (to - delay <= from) return weight;
  const double trace_then = trace(row, from + delay);
  if (trace_then == 0.0) return weight;
  const double gained = record_->potentiation(word.target - setup_.offset, from, to - delay);
  return changed(weight, constants_.potentiation * trace_then * gained);
}

void ClopathRows::put(double weight, PlasticWord& word) {
  const double change = std::abs(weight - static_cast<double>(word.weight));
  change_quanta_ += static_cast<std::uint64_t>(change * change_scale_ + 0.5);
  word.weight = static_cast<float>(weight);
}

void ClopathRows::catch_up(Step now) {
  const auto to = static_cast<ShortStep>(now.value() - 1);
  for (std::uint32_t r = 0; r < arrivals_.rows(); ++r) {
    for (PlasticWord& word : words(r)) {
      put(potentiated(word, static_cast<double>(word.weight), rows_[r], to), word);
    }
    rows_[r].seen = to;
  }
}

void ClopathRows::scale(std::span<const double> factors) {
  for (std::uint32_t r = 0; r < arrivals_.rows(); ++r) {
    for (PlasticWord& word : words(r)) {
      const auto weight = static_cast<double>(word.weight);
      put(changed(weight, weight * (factors[word.target - setup_.offset] - 1.0)), word);
    }
  }
}

void ClopathRows::read(Step now, const std::function<void(const SynapseView&)>& take) const {
  const auto to = static_cast<ShortStep>(now.value() - 1);
  for (std::uint32_t r = 0; r < arrivals_.rows(); ++r) {
    for (const PlasticWord& word : words(r)) {
      const double weight = potentiated(word, static_cast<double>(word.weight), rows_[r], to);
      take({arrivals_.source(r), word.target, word.delay + setup_.store.axonal_delay,
            sign_ * weight});
    }
  }
}

std::optional<PlasticState> ClopathRows::state() {
  PlasticState state{{},
                     &arrivals_,
                     setup_.store.axonal_delay,
                     setup_.offset,
                     setup_.store.words.data(),
                     setup_.store.synapses,
                     setup_.store.per_target,
                     width,
                     {"weight"},
                     &events_,
                     &change_quanta_};
  for (std::uint32_t r = 0; r < arrivals_.rows(); ++r) {
    if (words(r).empty()) continue;
    Row& row = rows_[r];
    state.sources.push_back({arrivals_.source(r), r, &row.last, &row.seen, std::span(&row.trace, 1),
                             short_term_.empty() ? nullptr : &short_term_[r]});
  }
  return state;
}

std::size_t ClopathRows::bytes() const {
  return setup_.store.words.size() + setup_.store.per_target.size() * sizeof(std::uint32_t) +
         rows_.size() * sizeof(Row) + arrivals_.bytes() + short_term_.size() * sizeof(ShortTerm);
}

/// What a modulator makes of a weight when it is transmitted.
double ClopathRows::on_its_way(std::uint32_t neuron, double weight, Step arrival) const {
  if (!setup_.release) return weight;
  const ReleaseInput& input = *setup_.release;
  const std::uint32_t voxel = input.voxel == nullptr ? 0 : (*input.voxel)[neuron];
  return std::min(weight * std::max(0.0, input.factor->at(arrival, voxel)),
                  setup_.grid.largest_weight());
}

void ClopathRows::visit(std::uint32_t r, Step arrival, Calendar& calendar, std::uint32_t slots) {
  Row& row = rows_[r];
  const auto now = static_cast<ShortStep>(arrival.value());
  double transmitted = sign_;
  if (short_term_constants_) {
    transmitted *= transmit(short_term_[r], *short_term_constants_, now - row.last);
  }
  const std::uint32_t first_place = setup_.port.row * slots + setup_.port.offset;
  for (PlasticWord& word : words(r)) {
    const std::uint32_t neuron = word.target - setup_.offset;
    const auto before = static_cast<double>(word.weight);
    const double up = potentiated(word, before, row, now);
    put(up, word);
    const double down = record_->depression(neuron, now - word.delay);
    const double weight = changed(up, -constants_.depression * down);
    put(weight, word);
    calendar.at(arrival + word.delay)
        .events.push({first_place + neuron,
                      setup_.grid.round(transmitted * on_its_way(neuron, weight, arrival))});
  }
  events_ += words(r).size();
  row.trace = static_cast<float>(trace(row, now) + 1.0);
  row.last = now;
  row.seen = now;
}

}  // namespace engram
