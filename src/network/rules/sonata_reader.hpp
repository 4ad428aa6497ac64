#pragma once

#include <cstdint>
#include <vector>

#include "network/rules/projection_view.hpp"

namespace engram {

/// A synapse from a file.
struct FileEdge {
  std::uint32_t target;
  std::uint32_t source;
  std::uint64_t number;  ///< place in the file
  double weight;         ///< 0 where the file holds none
  std::uint32_t delay;   ///< steps; 1 where the file holds none
};

/// Reads and checks the edges of a projection. Every call is local and throws FileError.
class SonataReader {
 public:
  explicit SonataReader(const ProjectionView& projection);

  /// Number of edges in the file.
  [[nodiscard]] std::uint64_t edges() const { return edges_; }
  /// Appends the edges of a part of the file.
  void read(IndexRange part, std::vector<FileEdge>& out);
  /// Whether the edges read so far had weights and delays of their own.
  [[nodiscard]] bool has_weights() const { return has_weights_; }
  [[nodiscard]] bool has_delays() const { return has_delays_; }

 private:
  void check_array(const Value& value) const;
  void read_values(const Value& value, IndexRange part, std::vector<double>& values) const;
  [[nodiscard]] FileEdge checked(std::uint64_t number, std::uint64_t source,
                                 std::uint64_t target) const;
  [[nodiscard]] double checked_weight(std::uint64_t number, double weight) const;
  [[nodiscard]] std::uint32_t checked_delay(std::uint64_t number, double delay) const;

  ProjectionView projection_;
  std::uint64_t edges_ = 0;
  bool has_weights_ = false;
  bool has_delays_ = false;
};

}  // namespace engram
