#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engram/sweep_point.hpp"
#include "io/experiment/map_reader.hpp"

namespace engram::yaml {

/// The `sweep` block: axes along which values of the file change. Every combination of the axes is
/// a point; the last axis runs fastest. Paths that are zipped form one axis and change together.
class Sweep {
 public:
  static constexpr std::uint64_t most_points = 100'000;

  Sweep() = default;
  /// Reads the block; `root` is the document, whose values the paths lead to.
  Sweep(const Context& context, const Place& place, const Node& root);

  /// Number of points; 0 without a block.
  [[nodiscard]] std::uint64_t points() const { return points_; }

  /// What a point sets. `point` is below points().
  [[nodiscard]] SweepPoint point(std::uint64_t point) const;

  /// The document at a point. What cannot be set is a problem.
  [[nodiscard]] NodePtr apply(const Context& context, NodePtr root, std::uint64_t point) const;

 private:
  /// A value of the document with all that it is set to, one after the other.
  struct Swept {
    std::string path;
    Mark mark;  ///< of the path
    std::vector<NodePtr> values;
  };
  struct Axis {
    std::vector<Swept> together;  ///< of equal length
    std::uint64_t length = 0;
  };

  void read_axis(const Context& context, const Place& place);
  [[nodiscard]] Swept read_swept(const Context& context, MapReader& map) const;
  void check_paths(const Context& context, const Node& root) const;
  void count(const Context& context, const Place& place);
  /// Calls `visit(swept, value)` for everything a point sets.
  template <class Visit>
  void visit(std::uint64_t point, const Visit& visit) const;

  std::vector<Axis> axes_;
  std::uint64_t points_ = 0;
};

}  // namespace engram::yaml
