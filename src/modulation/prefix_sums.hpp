#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/aligned.hpp"
#include "core/lane_memory.hpp"
#include "core/lanes.hpp"
#include "core/state_type.hpp"
#include "modulation/exact_division.hpp"

namespace engram {

/// Integrals of slow signals against a decaying trace, one column per neuron or voxel: what a
/// weight w with dw/dt = trace(t) * g(t) gains while its trace only decays, from two reads of a
/// table. So a third factor costs nothing between the events of a synapse, however often the signal
/// changes.
///
/// Time is cut into segments of at most 4 tau, at whole multiples of their length from step 0. The
/// table holds C(t), the integral of g(s) exp(-(s - b)/tau) from b, the beginning of t's segment,
/// to t. Within a segment
///   integral over (t0, t1] of g(s) exp(-(s - t0)/tau) ds = exp((t0 - b)/tau) (C(t1) - C(t0)),
/// and over several it is the sum of their parts. The growth exp((t0 - b)/tau) is at most e^4 = 55,
/// sums are compensated, and so the error of integral() is below 1e-13 tau times the largest |g| of
/// the segments it covers. That holds for any time between two calls of rebase(): only memory
/// limits it, and no bit of a result depends on when rebase() is called.
///
/// Times are steps. With a stride above 1 the table has one value every `stride` steps; between two
/// of them C is interpolated with the weight (1 - exp(-x/tau)) / (1 - exp(-h/tau)), x being the
/// time since the earlier one and h the distance. That is exact where g is constant between the
/// samples; otherwise C is off by at most (tau sinh(h / 2 tau))^2 / 2 times the largest |dg/ds|
/// between them.
///
/// Reading from several threads at once is allowed; changing needs the object for itself.
class PrefixSums {
 public:
  /// `columns`: number of signals. `tau`: time constant of the trace, ms, above 0 (infinity: the
  /// trace stays). `dt`: step width, ms. `stride`: steps per sample, at least 1; above 1 it must
  /// not exceed largest_stride(). Throws Error otherwise.
  PrefixSums(std::size_t columns, double tau, double dt, std::int64_t stride);

  /// Most steps per sample: 4 tau, at least 1.
  [[nodiscard]] static std::int64_t largest_stride(double tau, double dt);
  /// 8 tau in steps, at least 1: what came before is forgotten by every trace but for e^-8.
  [[nodiscard]] static std::int64_t longest_block(double tau, double dt);
  /// Steps between two calls of rebase() that keep the table at about 32 MB: at most
  /// longest_block(), at least 10 ms, a multiple of `stride`. A function of its arguments alone:
  /// with a number of columns that does not depend on the partition, neither does it.
  [[nodiscard]] static std::int64_t recommended_block(std::size_t columns, double tau, double dt,
                                                      std::int64_t stride);

  /// Makes room for `steps` steps between base() and end(), so that appending does not move memory.
  void reserve(std::int64_t steps);

  /// Appends `samples` samples of `stride` steps each in which g is constant: signal[column].
  void append(std::span<const double> signal, std::int64_t samples = 1);
  /// The same for g(s) = decaying[column] exp(-s/tau_signal) + constant, s being the time since the
  /// beginning of the appended stretch: exact however long it is. `tau_signal`: ms, above 0
  /// (infinity: constant).
  void append_decaying(std::span<const double> decaying, double tau_signal, double constant,
                       std::int64_t samples = 1);

  /// Change of a weight per unit of trace at time t0: the integral of g(s) exp(-(s - t0)/tau) ds,
  /// in ms times g, over (t0, t1]. base() <= t0 <= t1 <= end().
  [[nodiscard]] double integral(std::size_t column, std::int64_t t0, std::int64_t t1) const {
    const Place from = place(t0), to = place(t1);
    if ((from.sample >> segment_bits_) == (to.sample >> segment_bits_)) {
      return growth(from) * (value(column, to) - value(column, from));
    }
    return across(column, from, to);
  }

  /// Parts of integral(), for those that keep a trace as it would have been at the beginning of its
  /// segment, that is trace(t) growth(t): between two times of one segment the weight gains that
  /// number times the difference of at(). Times from base() to end().
  /// Number of the segment of a time, counted from some time before base(); a segment's end is the
  /// beginning of the next one.
  [[nodiscard]] std::int64_t segment(std::int64_t t) const {
    return place(t).sample >> segment_bits_;
  }
  /// C(t).
  [[nodiscard, gnu::always_inline]] double at(std::size_t column, std::int64_t t) const {
    return value(column, place(t));
  }
  /// Of several columns and times.
  [[nodiscard, gnu::always_inline]] DoubleLanes at(const IntLanes& column,
                                                   const IntLanes& t) const {
    const PlaceLanes at = place(t);
    const auto columns = static_cast<std::int64_t>(columns_);
    const LongLanes rows = at.sample + (at.sample >> segment_bits_) - first_;
    const LongLanes index = short_product(rows, columns) + as_longs(column);
    const DoubleLanes before = gather(table_.data(), index);
    if (stride_ == 1) return before;
    // Behind the last sample nothing is read.
    const DoubleLanes after = gather(table_.data(), index + ((at.within != 0) & columns));
    return before + gather(share_.data(), at.within) * (after - before);
  }
  /// C at the end of a segment, which must be known.
  [[nodiscard]] double at_end_of(std::int64_t segment, std::size_t column) const {
    // The row of a segment's end lies just before that of the next one's beginning.
    return (row((segment + 1) << segment_bits_) - columns_)[column];
  }
  /// exp((t - b)/tau), b being the beginning of t's segment.
  [[nodiscard, gnu::always_inline]] double growth(std::int64_t t) const { return growth(place(t)); }
  [[nodiscard, gnu::always_inline]] DoubleLanes growth(const IntLanes& t) const {
    const PlaceLanes at = place(t);
    const LongLanes sample = at.sample & ((std::int64_t{1} << segment_bits_) - 1);
    const LongLanes steps = stride_ == 1 ? sample : short_product(sample, stride_) + at.within;
    return gather(coarse_.data(), steps >> static_cast<std::int64_t>(fine_bits_)) *
           gather(fine_.data(), steps & ((std::int64_t{1} << fine_bits_) - 1));
  }
  /// exp(-d/tau), d being the length of a segment.
  [[nodiscard]] double segment_decay() const { return segment_decay_; }

  /// Signals are known up to this step.
  [[nodiscard]] std::int64_t end() const { return origin_ + samples_ * stride_; }
  /// The earliest step integrals may begin with.
  [[nodiscard]] std::int64_t base() const { return origin_ + first_ * stride_; }
  /// Forgets what lies before the last sample at or before step `t`, base() <= t <= end().
  void rebase(std::int64_t t);

  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::int64_t stride() const { return stride_; }
  /// Time constant of the trace, ms.
  [[nodiscard]] double tau() const { return tau_; }
  [[nodiscard]] std::size_t bytes() const;

  /// Everything that is not given to the constructor, for checkpoints.
  struct State {
    std::int64_t base = 0;
    std::int64_t end = 0;
    std::vector<double> numbers{};
  };
  [[nodiscard]] State state() const;
  /// Goes on from a state of an object with the same arguments. Throws Error if it cannot be one.
  void restore(const State& state);

  /// The same column by column, where columns belong to neurons that may come to live with others:
  /// of each column its numbers in state(), oldest first.
  [[nodiscard]] KeyedLists<double> column_states() const;
  /// Goes on at step `end` from such lists, which may begin at different times, or be empty: what
  /// is not known of a column is taken for zero.
  void restore_columns(const KeyedLists<double>& lists, std::int64_t end);

 private:
  /// A time as the sample before it, counted from origin_, and steps since then.
  struct Place {
    std::int64_t sample;
    std::int64_t within;
  };

  struct PlaceLanes {
    LongLanes sample, within;
  };

  [[nodiscard, gnu::always_inline]] PlaceLanes place(const IntLanes& t) const {
    const LongLanes since = as_longs(t) - origin_;
    if (stride_ == 1) return {since, LongLanes{}};
    const LongLanes sample = per_sample_(since);
    return {sample, since - short_product(sample, stride_)};
  }
  [[nodiscard, gnu::always_inline]] Place place(std::int64_t t) const {
    const std::int64_t since = t - origin_;
    if (stride_ == 1) return {since, 0};
    const std::int64_t sample = per_sample_(since);
    return {sample, since - sample * stride_};
  }
  // Every segment has a row of its own for its end, so that rows outnumber samples.
  [[nodiscard]] const double* row(std::int64_t sample) const {
    const std::int64_t rows = sample + (sample >> segment_bits_) - first_;
    return table_.data() + static_cast<std::size_t>(rows) * columns_;
  }
  [[nodiscard, gnu::always_inline]] double value(std::size_t column, Place at) const {
    const double* before = row(at.sample) + column;
    if (at.within == 0) return *before;
    return *before + share_[static_cast<std::size_t>(at.within)] * (before[columns_] - *before);
  }
  [[nodiscard, gnu::always_inline]] double growth(Place at) const {
    const std::int64_t sample = at.sample & ((std::int64_t{1} << segment_bits_) - 1);
    const auto steps = static_cast<std::size_t>(sample * stride_ + at.within);
    return coarse_[steps >> fine_bits_] * fine_[steps & ((std::size_t{1} << fine_bits_) - 1)];
  }
  /// The earliest sample of a table of `rows` rows that ends with sample `last`, both counted from
  /// step 0.
  [[nodiscard]] std::int64_t sample_before(std::int64_t last, std::int64_t rows) const;
  [[nodiscard]] double across(std::size_t column, Place from, Place to) const;

  void make_tables();
  [[nodiscard]] double decay_of_next() const;
  void add_row(std::span<const double> signal, double factor, double offset);
  void begin_segment();

  std::size_t columns_;
  double rate_;  // steps' length over tau
  double dt_, tau_;
  std::int64_t stride_;
  ExactDivision per_sample_;
  int segment_bits_ = 0;        // log2 of the samples of a segment
  double segment_decay_ = 1.0;  // of the trace over a whole segment
  double sample_integral_;      // of the trace over a sample, ms
  std::size_t fine_bits_ = 0;
  AlignedVector<double> fine_, coarse_;  // their product: growth since the segment's beginning
  AlignedVector<double> share_;          // weights of the interpolation

  std::int64_t origin_ = 0;        // step at which the first segment of the table begins
  std::int64_t first_ = 0;         // first sample of the table, counted from origin_
  std::int64_t samples_ = 0;       // known samples, counted from origin_
  AlignedVector<double> table_;    // row after row, the columns of a row side by side
  std::vector<double> sum_, low_;  // C at the end, and what rounding has taken from it
};

}  // namespace engram
