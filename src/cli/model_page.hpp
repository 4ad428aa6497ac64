#pragma once

#include <string>
#include <string_view>

#include "model/catalogue.hpp"

namespace engram::cli {

enum class PageStyle { plain, markdown };

/// Everything a model says about itself: summary, equations, tables and source. Empty if no model,
/// stimulus, rule or strategy has this name.
[[nodiscard]] std::string model_page(const Catalogue& catalogue, std::string_view name,
                                     PageStyle style);

}  // namespace engram::cli
