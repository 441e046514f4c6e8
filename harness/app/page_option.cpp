#include "harness/app/page_option.hpp"

#include <fmt/format.h>

#include "harness/core/error.hpp"
#include "results/report/page/page_text.hpp"
#include "results/report/page/write_page.hpp"

namespace steelyard::app {

namespace po = boost::program_options;
namespace page = results::page;

void describe_page_option(Options& options) {
  options.named.add_options()(
      "html", po::value<std::string>()->value_name("FILE"),
      "write a page with charts and tables that needs nothing else and no network");
}

bool asks_for_page(const Arguments& arguments) { return arguments.count("html") > 0; }

void check_page_option(const Arguments& arguments) {
  if (!asks_for_page(arguments)) return;
  if (page::page_template().empty()) {
    throw UsageError(
        "This program was built without the page of --html; install Node.js 18 or newer and npm, "
        "then configure and build it anew (CONTRIBUTING.md tells how without a network).");
  }
  page::check_place(arguments["html"].as<std::string>());
}

std::string write_page_with(const Arguments& arguments, const std::string& document) {
  const std::string text = page::page_text(page::page_template(), document);
  const std::string file = arguments["html"].as<std::string>();
  page::write_page(file, text);
  return fmt::format("report: {} ({:.1f} MB)\n", file, static_cast<double>(text.size()) / 1e6);
}

}  // namespace steelyard::app
