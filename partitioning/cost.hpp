#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engram/experiment.hpp"
#include "model/catalogue.hpp"
#include "partitioning/delay_spread.hpp"
#include "partitioning/field_bytes.hpp"

namespace engram {

/// The numbers every estimate rests on. Replace them by measured values of the machine in question.
struct CostConstants {
  double default_rate = 5.0;  ///< Hz, of populations for which no rate is given

  double neuron_bytes = 148.0;       ///< state, parameters, input sums, spike counts of a neuron,
                                     ///< or of each of its compartments
  double word_bytes = 8.0;           ///< a synapse in a row of short slices
  double slice_synapse_bytes = 6.0;  ///< a synapse in a row of long slices
  double equal_synapse_bytes = 2.0;  ///< the same where all weights of the projection are equal
  double slice_bytes = 8.0;          ///< a slice's header
  double long_slice = 7.0;    ///< rows of so many synapses per slice, and as many more, are slices
  double row_bytes = 4.0;     ///< index entry of a shard for each source of the rank
  double source_bytes = 8.0;  ///< a source's name in the rank's list
  double building_row_bytes = 16.0;  ///< for each row while the network is built
  /// For each synapse of the block of sources that is being built. As in network/source_blocks.hpp,
  /// a block has so many synapses per target of the densest projection, or else so many sources.
  double building_synapse_bytes = 24.0;
  double block_synapses = 8.0;
  double block_sources = 1024.0;
  double route_bytes = 8.0;         ///< an entry (rank, row) of a local neuron's list
  double route_list_bytes = 8.0;    ///< a local neuron's list itself
  double pending_bytes = 8.0;       ///< a synaptic event, or a slice, waiting in the calendar
  double pending_slack = 2.0;       ///< room in the calendar over the mean, for bursts
  double neighbour_bytes = 4096.0;  ///< buffers for one rank spikes are exchanged with
  double program_bytes = 60e6;      ///< a process without a network: program, MPI, HDF5
  double shard_neurons = 65536.0;   ///< largest number of neurons of a shard

  double update_ns = 1.2;       ///< one compartment of a neuron, one step
  double draw_ns = 2.0;         ///< one Poisson number, one neuron, one step
  double spike_bytes = 4.0;     ///< a spike on its way to one rank
  double message_bytes = 16.0;  ///< a message without its spikes
  double message_ns = 1000.0;   ///< sending and receiving one message
  double byte_ns = 1.0;         ///< one byte through a rank's share of the network
};

/// Tells how many synapses a projection from a file has.
using EdgeCounter = std::function<double(const Projection&)>;

struct CostOptions {
  CostConstants constants;
  EdgeCounter count_edges;  ///< empty: projections from files count as zero, and a note says so
};

/// What a population costs, by its description.
struct PopulationLoad {
  std::string name;
  double neurons = 0.0;
  double rate = 0.0;          ///< expected, Hz
  double indegree = 0.0;      ///< mean synapses onto a neuron
  double events = 0.0;        ///< mean synaptic events per neuron and second
  double draws = 0.0;         ///< mean random numbers per neuron and step, for stimuli
  double compartments = 1.0;  ///< of a neuron; each as dear as a neuron of one
};

/// What a projection costs, by its description.
struct ProjectionLoad {
  std::size_t source = 0;      ///< position of the source population
  std::size_t target = 0;      ///< position of the target population
  double synapses = 0.0;       ///< expected number
  double indegree = 0.0;       ///< per target neuron
  double outdegree = 0.0;      ///< per source neuron
  double events = 0.0;         ///< synaptic events per second
  double plastic_bytes = 0.0;  ///< per synapse, of plastic ones; 0: the synapses are static
  bool equal_weights = false;
  DelaySpread delays;
};

/// Expected numbers of a whole network.
struct NetworkLoad {
  std::vector<PopulationLoad> populations;
  std::vector<ProjectionLoad> projections;
  double dt = 0.1;                ///< ms
  double smallest_delay = 0.1;    ///< ms; ranks exchange spikes once in this time
  std::vector<FieldLoad> fields;  ///< of the modulators
  double neurons = 0.0;
  double synapses = 0.0;
  double spikes = 0.0;             ///< per second
  double events = 0.0;             ///< synaptic events per second
  std::vector<std::string> notes;  ///< what could not be known, in sentences
};

/// Works out the expected numbers from the description; reads no file and builds nothing. Throws
/// Error if a name in the experiment is unknown (validation finds that first and says where).
[[nodiscard]] NetworkLoad estimate_load(const Experiment& experiment, const Catalogue& catalogue,
                                        const CostOptions& options = {});

/// Time one neuron of each population costs its rank per second of model time, ns, when the network
/// is spread evenly over `ranks`: update, random numbers and delivery of its synaptic events.
[[nodiscard]] std::vector<double> neuron_costs(const NetworkLoad& load,
                                               const CostConstants& constants, int ranks);

/// Table of populations and totals, for people.
[[nodiscard]] std::string network_text(const NetworkLoad& load);

}  // namespace engram
