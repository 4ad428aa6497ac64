#include "cli/program.hpp"

int main(int argc, char** argv) {
  return engram::cli::program(argc, argv);
}
