#include "cli/model_page.hpp"

#include <span>

#include <fmt/format.h>

namespace engram::cli {
namespace {

std::string default_text(const Quantity& line) {
  if (line.required) return "required";
  if (!line.default_from.empty()) return std::string(line.default_from);
  if (line.shape == Quantity::Shape::list) return "[]";
  return fmt::format("{:g}", line.default_value);
}

class Page {
 public:
  explicit Page(PageStyle style) : style_(style) {}

  void heading(std::string_view name, std::string_view kind) {
    text_ += style_ == PageStyle::markdown ? fmt::format("# {}\n\n*{}*\n\n", name, kind)
                                           : fmt::format("{} ({})\n\n", name, kind);
  }
  void paragraph(std::string_view text) {
    if (!text.empty()) text_ += fmt::format("{}\n\n", text);
  }
  void equations(std::string_view text) {
    if (text.empty()) return;
    section("Equations");
    text_ += style_ == PageStyle::markdown ? fmt::format("```\n{}\n```\n\n", text)
                                           : fmt::format("{}\n\n", text);
  }
  void table(std::string_view title, std::span<const Quantity> lines) {
    if (lines.empty()) return;
    section(title);
    if (style_ == PageStyle::markdown) {
      text_ += "| name | unit | default | allowed | meaning |\n|---|---|---|---|---|\n";
    }
    for (const Quantity& line : lines) {
      text_ += style_ == PageStyle::markdown
                   ? fmt::format("| `{}` | {} | {} | {} | {} |\n", line.name, line.unit,
                                 default_text(line), line.range.text(), line.meaning)
                   : fmt::format("  {:<18} {:<6} {:<10} {:<22} {}\n", line.name, line.unit,
                                 default_text(line), line.range.text(), line.meaning);
    }
    text_ += "\n";
  }
  void source(std::string_view text) {
    if (text.empty()) return;
    section("Source");
    text_ += fmt::format("{}\n", text);
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void section(std::string_view title) {
    text_ += style_ == PageStyle::markdown ? fmt::format("## {}\n\n", title)
                                           : fmt::format("{}\n", title);
  }

  PageStyle style_;
  std::string text_;
};

std::string common_page(const ModelInfo& info, std::string_view kind, PageStyle style,
                        const NeuronModelInfo* neuron = nullptr) {
  Page page(style);
  page.heading(info.name, kind);
  page.paragraph(info.summary);
  page.equations(info.equations);
  page.table("Parameters", info.parameters);
  if (neuron != nullptr) {
    page.table("State", neuron->state);
    page.table("Parameters of each compartment", neuron->compartment_parameters);
    page.table("State of each compartment", neuron->compartment_state);
  }
  page.source(info.reference);
  return page.take();
}

}  // namespace

std::string model_page(const Catalogue& catalogue, std::string_view name, PageStyle style) {
  if (const NeuronModelInfo* info = catalogue.neuron(name)) {
    return common_page(*info, "neuron model", style, info);
  }
  if (const StimulusInfo* info = catalogue.stimulus(name))
    return common_page(*info, "stimulus", style);
  if (const ConnectionRuleInfo* info = catalogue.rule(name)) {
    return common_page(*info, "connection rule", style);
  }
  if (const SynapseModelInfo* info = catalogue.synapse(name)) {
    return common_page(*info, "synapse model", style);
  }
  if (const SpeciesInfo* info = catalogue.one_species(name)) {
    return common_page(*info, "modulator species", style);
  }
  if (const ResponseInfo* info = catalogue.response(name)) {
    return common_page(*info, "response function", style);
  }
  if (const EnergyInfo* info = catalogue.energy_set(name)) {
    return common_page(*info, "energy constants", style);
  }
  if (const StrategyInfo* info = catalogue.strategy(name)) {
    return common_page(*info, "partitioning strategy", style);
  }
  return {};
}

}  // namespace engram::cli
