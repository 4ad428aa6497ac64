#include "network/rules/block_counts.hpp"

#include <utility>

#include "core/random/binomial.hpp"
#include "core/random/hypergeometric.hpp"

namespace engram {
namespace {

class CountedGenerator final : public SynapseGenerator {
 public:
  CountedGenerator(const GeneratorSetup& setup, std::unique_ptr<BlockCounts> counts,
                   SourceChoice choice)
      : targets_(setup.targets),
        excludes_self_(setup.projection.excludes_self()),
        source_counts_(std::move(counts)),
        loop_(setup.projection, choice),
        counts_(count_targets(targets_)) {}

  void generate(const SourceBlock& block, SynapseSink& sink) override {
    source_counts_->count(block, counts_);
    loop_.begin(block, sink);
    for_each_target(targets_,
                    [&](std::uint32_t position, std::uint64_t index, std::uint32_t local) {
                      const std::uint32_t count = counts_[position];
                      if (count == 0) return;
                      const Eligible eligible(block, index, excludes_self_);
                      loop_.add({.index = index,
                                 .local = local,
                                 .count = count,
                                 .eligible = eligible.count,
                                 .skip = eligible.skip});
                    });
    loop_.end();
  }

 private:
  std::vector<TargetRun> targets_;
  bool excludes_self_;
  std::unique_ptr<BlockCounts> source_counts_;
  DrawLoop loop_;
  std::vector<std::uint32_t> counts_;
};

class SplitCounts final : public BlockCounts {
 public:
  SplitCounts(const GeneratorSetup& setup, std::vector<std::uint32_t> totals)
      : targets_(setup.targets),
        random_(setup.projection.random(Purpose::split_sources)),
        sources_(setup.projection.source().size),
        excludes_self_(setup.projection.excludes_self()),
        multapses_(setup.projection.rule().allow_multapses),
        left_(std::move(totals)) {}

  void count(const SourceBlock& block, std::span<std::uint32_t> counts) override {
    const std::uint64_t remaining = sources_ - block.first;
    // Shares of the block for targets that are not among the remaining sources, are in the block,
    // come later.
    const Binomial not_among = share(block.count, remaining);
    const Binomial inside = share(block.count - 1, remaining - 1);
    const Binomial later = share(block.count, remaining - 1);
    for_each_target(targets_, [&](std::uint32_t position, std::uint64_t index, std::uint32_t) {
      counts[position] = 0;
      if (left_[position] == 0) return;
      const Eligible eligible(block, index, excludes_self_);
      const bool is_inside = eligible.skip != DrawRequest::nobody;
      const bool among = excludes_self_ && index >= block.first;
      const Binomial& binomial = is_inside ? inside : among ? later : not_among;
      counts[position] = take(index, block.number, left_[position], eligible.count,
                              remaining - (among ? 1 : 0), binomial);
      left_[position] -= counts[position];
    });
  }

 private:
  static Binomial share(std::uint64_t part, std::uint64_t whole) {
    return Binomial(static_cast<double>(part) / static_cast<double>(whole > 0 ? whole : 1));
  }

  [[nodiscard]] std::uint32_t take(std::uint64_t target, std::uint32_t block, std::uint32_t left,
                                   std::uint64_t eligible, std::uint64_t remaining,
                                   const Binomial& binomial) const {
    if (eligible == 0) return 0;
    if (eligible == remaining) return left;
    const RandomWords words = random_.words(target, block);
    return static_cast<std::uint32_t>(
        multapses_ ? binomial(left, words) : hypergeometric(remaining, eligible, left, words));
  }

  std::vector<TargetRun> targets_;
  RandomSource random_;
  std::uint64_t sources_;
  bool excludes_self_;
  bool multapses_;
  std::vector<std::uint32_t> left_;
};

}  // namespace

std::unique_ptr<SynapseGenerator> counted_generator(const GeneratorSetup& setup,
                                                    std::unique_ptr<BlockCounts> counts,
                                                    SourceChoice choice) {
  return std::make_unique<CountedGenerator>(setup, std::move(counts), choice);
}

std::unique_ptr<BlockCounts> split_over_blocks(const GeneratorSetup& setup,
                                               std::vector<std::uint32_t> totals) {
  return std::make_unique<SplitCounts>(setup, std::move(totals));
}

SourceChoice choice_of(const ConnectionRule& rule) {
  return rule.allow_multapses ? SourceChoice::any : SourceChoice::distinct;
}

}  // namespace engram
