#include "modulation/prefix_sums.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/elementary.hpp"
#include "core/errors.hpp"
#include "core/long_elementary.hpp"

namespace engram {
namespace {

constexpr double segment_taus = 4.0;
constexpr double block_taus = 8.0;
constexpr int most_segment_bits = 20;
constexpr double table_bytes = 32.0 * 1024 * 1024;
constexpr double least_block = 10.0;             // ms
constexpr double forgotten = 0x1p-80;            // of a trace: nothing beside what it was
constexpr std::int64_t most_steps = 0x7fffffff;  // between origin and end

// Whole steps in `taus` time constants, at least 1.
std::int64_t steps_in(double taus, double tau, double dt) {
  const double steps = std::floor(taus * tau / dt);
  if (!(steps < static_cast<double>(most_steps))) return most_steps;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(steps));
}

// Integral over (0, h] of exp(-s rate) ds.
double integral_of_decay(long double rate, long double h) {
  return static_cast<double>(rate == 0 ? h : -long_expm1(-h * rate) / rate);
}

}  // namespace

PrefixSums::PrefixSums(std::size_t columns, double tau, double dt, std::int64_t stride)
    : columns_(columns),
      rate_(dt / tau),
      dt_(dt),
      tau_(tau),
      stride_(stride),
      per_sample_(std::max<std::int64_t>(1, stride)),
      sum_(columns, 0.0),
      low_(columns, 0.0) {
  if (!(tau > 0.0) || !(dt > 0.0) || stride < 1 ||
      (stride > 1 && stride > largest_stride(tau, dt))) {
    throw Error(fmt::format(
        "signals every {} steps of {} ms against a trace with a time constant of {} ms; allowed: "
        "from 1 step to four time constants",
        stride, dt, tau));
  }
  make_tables();
  begin_segment();
}

void PrefixSums::make_tables() {
  const std::int64_t most = largest_stride(tau_, dt_) / stride_;
  while (segment_bits_ < most_segment_bits && (std::int64_t{2} << segment_bits_) <= most) {
    ++segment_bits_;
  }
  const std::int64_t steps = stride_ << segment_bits_;
  while ((std::int64_t{1} << (2 * fine_bits_)) < steps) ++fine_bits_;
  const std::int64_t fine = std::int64_t{1} << fine_bits_;
  for (std::int64_t n = 0; n < fine; ++n) {
    fine_.push_back(exp_of(rate_ * static_cast<double>(n)));
  }
  for (std::int64_t n = 0; n < steps; n += fine) {
    coarse_.push_back(exp_of(rate_ * static_cast<double>(n)));
  }
  segment_decay_ = exp_of(-rate_ * static_cast<double>(steps));
  const long double rate = 1.0L / tau_;
  sample_integral_ = integral_of_decay(rate, static_cast<long double>(dt_) * stride_);
  for (std::int64_t n = 0; n < stride_; ++n) {
    share_.push_back(integral_of_decay(rate, static_cast<long double>(dt_) * n) / sample_integral_);
  }
}

std::int64_t PrefixSums::largest_stride(double tau, double dt) {
  return steps_in(segment_taus, tau, dt);
}

std::int64_t PrefixSums::longest_block(double tau, double dt) {
  return steps_in(block_taus, tau, dt);
}

std::int64_t PrefixSums::recommended_block(std::size_t columns, double tau, double dt,
                                           std::int64_t stride) {
  const double rows = table_bytes / (8.0 * static_cast<double>(std::max<std::size_t>(1, columns)));
  const auto samples = static_cast<std::int64_t>(rows);
  const std::int64_t most = std::min(samples, longest_block(tau, dt) / stride) * stride;
  const auto least = static_cast<std::int64_t>(std::ceil(least_block / dt - 1e-9));
  return std::max(most, (least + stride - 1) / stride * stride);
}

void PrefixSums::reserve(std::int64_t steps) {
  const std::int64_t samples = (steps + stride_ - 1) / stride_ + 1;
  const std::int64_t rows = samples + (samples >> segment_bits_) + 2;
  table_.reserve(static_cast<std::size_t>(rows) * columns_);
}

void PrefixSums::begin_segment() {
  std::fill(sum_.begin(), sum_.end(), 0.0);
  std::fill(low_.begin(), low_.end(), 0.0);
  table_.resize(table_.size() + columns_, 0.0);
}

double PrefixSums::decay_of_next() const {
  const std::int64_t sample = samples_ & ((std::int64_t{1} << segment_bits_) - 1);
  return exp_of(-rate_ * static_cast<double>(sample * stride_));
}

// Adds signal * factor + offset to the sums. What each addition rounds off is kept (Knuth's sum of
// two), since a segment has thousands of them.
void PrefixSums::add_row(std::span<const double> signal, double factor, double offset) {
  if ((samples_ + 1) * stride_ > most_steps) {
    throw Error("more than 2^31 steps of a signal without a call of rebase()");
  }
  const std::size_t begin = table_.size();
  table_.resize(begin + columns_);
  double* out = table_.data() + begin;
  for (std::size_t i = 0; i < columns_; ++i) {
    const double more = signal[i] * factor + offset;
    const double sum = sum_[i] + more;
    const double taken = sum - sum_[i];
    low_[i] += (sum_[i] - (sum - taken)) + (more - taken);
    sum_[i] = sum;
    out[i] = sum + low_[i];
  }
  ++samples_;
  if ((samples_ & ((std::int64_t{1} << segment_bits_) - 1)) == 0) begin_segment();
}

void PrefixSums::append(std::span<const double> signal, std::int64_t samples) {
  for (std::int64_t k = 0; k < samples; ++k) {
    add_row(signal, decay_of_next() * sample_integral_, 0.0);
  }
}

void PrefixSums::append_decaying(std::span<const double> decaying, double tau_signal,
                                 double constant, std::int64_t samples) {
  const double sample = dt_ * static_cast<double>(stride_);
  const double both =
      integral_of_decay(1.0L / tau_ + 1.0L / tau_signal, static_cast<long double>(dt_) * stride_);
  for (std::int64_t k = 0; k < samples; ++k) {
    const double trace = decay_of_next();
    const double signal = exp_of(-(sample * static_cast<double>(k)) / tau_signal);
    add_row(decaying, trace * signal * both, trace * sample_integral_ * constant);
  }
}

double PrefixSums::across(std::size_t column, Place from, Place to) const {
  const std::int64_t last = to.sample >> segment_bits_;
  double weight = growth(from);
  double before = value(column, from);
  double total = 0.0;
  for (std::int64_t segment = from.sample >> segment_bits_; segment < last; ++segment) {
    total += weight * (at_end_of(segment, column) - before);
    before = 0.0;
    weight *= segment_decay_;
    if (weight < forgotten) return total;
  }
  return total + weight * value(column, to);
}

void PrefixSums::rebase(std::int64_t t) {
  const std::int64_t sample = place(t).sample;
  const std::int64_t skipped = sample >> segment_bits_ << segment_bits_;
  table_.erase(table_.begin(), table_.begin() + (row(sample) - table_.data()));
  origin_ += skipped * stride_;
  first_ = sample - skipped;
  samples_ -= skipped;
}

std::size_t PrefixSums::bytes() const {
  return sizeof(double) * (table_.capacity() + fine_.capacity() + coarse_.capacity() +
                           share_.capacity() + sum_.capacity() + low_.capacity());
}

PrefixSums::State PrefixSums::state() const {
  State state{base(), end(), {}};
  state.numbers.assign(table_.begin(), table_.end());
  state.numbers.insert(state.numbers.end(), sum_.begin(), sum_.end());
  state.numbers.insert(state.numbers.end(), low_.begin(), low_.end());
  return state;
}

void PrefixSums::restore(const State& state) {
  const std::int64_t segment = stride_ << segment_bits_;
  const std::int64_t origin = state.base / segment * segment;
  const std::int64_t samples = (state.end - origin) / stride_;
  const std::int64_t first = (state.base - origin) / stride_;
  const std::int64_t rows = samples + (samples >> segment_bits_) - first + 1;
  const bool on_samples = state.base % stride_ == 0 && state.end % stride_ == 0;
  if (state.base < 0 || state.end < state.base || !on_samples ||
      state.numbers.size() != (static_cast<std::size_t>(rows) + 2) * columns_) {
    throw Error("the stored integrals of a third factor do not belong to this experiment");
  }
  origin_ = origin;
  first_ = first;
  samples_ = samples;
  const auto sums = state.numbers.end() - 2 * static_cast<std::ptrdiff_t>(columns_);
  table_.assign(state.numbers.begin(), sums);
  sum_.assign(sums, sums + static_cast<std::ptrdiff_t>(columns_));
  low_.assign(sums + static_cast<std::ptrdiff_t>(columns_), state.numbers.end());
}

KeyedLists<double> PrefixSums::column_states() const {
  const State all = state();
  const std::size_t rows = all.numbers.size() / columns_;
  KeyedLists<double> lists;
  lists.counts.assign(columns_, rows);
  lists.values.reserve(all.numbers.size());
  for (std::size_t column = 0; column < columns_; ++column) {
    for (std::size_t r = 0; r < rows; ++r) {
      lists.values.push_back(all.numbers[r * columns_ + column]);
    }
  }
  return lists;
}

std::int64_t PrefixSums::sample_before(std::int64_t last, std::int64_t rows) const {
  const auto row_of = [this](std::int64_t sample) { return sample + (sample >> segment_bits_); };
  std::int64_t sample = last;
  while (sample > 0 && row_of(last) - row_of(sample) + 1 < rows) --sample;
  return sample;
}

void PrefixSums::restore_columns(const KeyedLists<double>& lists, std::int64_t end) {
  // Behind the table's rows stand the two sums.
  std::uint64_t most = 3;
  for (const std::uint64_t count : lists.counts) most = std::max(most, count);
  State all;
  all.end = end;
  all.base = sample_before(end / stride_, static_cast<std::int64_t>(most) - 2) * stride_;
  all.numbers.assign(most * columns_, 0.0);
  auto value = lists.values.begin();
  for (std::size_t column = 0; column < lists.counts.size(); ++column) {
    for (std::uint64_t r = most - lists.counts[column]; r < most; ++r) {
      all.numbers[r * columns_ + column] = *value++;
    }
  }
  restore(all);
}

}  // namespace engram
