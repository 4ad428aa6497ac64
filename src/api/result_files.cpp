#include "api/result_files.hpp"

#include <algorithm>
#include <filesystem>

#include "model/neuron_tables.hpp"
#include "model/selection.hpp"
#include "neurons/neuron_group.hpp"

namespace engram {
namespace {

/// Spikes or sampled values a rank holds back before they are written: 16 MB.
constexpr std::uint64_t much = 1U << 20;

std::vector<std::uint64_t> ids_of(const ChosenNeurons& chosen, std::uint64_t size) {
  if (!chosen.all) return chosen.ids;
  std::vector<std::uint64_t> ids(size);
  for (std::uint64_t i = 0; i < size; ++i) ids[i] = i;
  return ids;
}

std::string path_in(const std::string& directory, const std::string& file) {
  return (std::filesystem::path(directory) / file).string();
}

}  // namespace

ResultFiles::ResultFiles(const std::string& directory, const Communicator& communicator,
                         const Experiment& experiment, const Catalogue& catalogue,
                         Simulator& simulator, const Provenance& provenance, Step begin,
                         StateArchive* saved)
    : communicator_(communicator), layout_(experiment), grid_(experiment.simulation.dt) {
  written_to_ = begin;
  open_spikes(directory, experiment, provenance, saved);
  open_states(directory, experiment, provenance, saved);
  open_weights(directory, experiment, catalogue, simulator, provenance, saved);
  open_fields(directory, experiment, simulator, provenance, saved);
  ledger_.emplace(path_in(directory, "ledger.h5"), communicator, experiment, catalogue, provenance,
                  begin, saved);
  if (saved != nullptr) transfer_place(*saved);
}

void ResultFiles::open_spikes(const std::string& directory, const Experiment& experiment,
                              const Provenance& provenance, StateArchive* saved) {
  if (experiment.record.spikes.empty()) return;
  std::vector<SpikePopulation> populations;
  for (const Selection& selection : experiment.record.spikes) {
    populations.push_back({layout_.find(selection.population), selection.population});
  }
  spikes_.emplace(path_in(directory, "spikes.h5"), communicator_, layout_, populations, grid_,
                  provenance, saved);
}

void ResultFiles::open_states(const std::string& directory, const Experiment& experiment,
                              const Provenance& provenance, StateArchive* saved) {
  for (std::uint32_t r = 0; r < experiment.record.state.size(); ++r) {
    const StateRecording& recording = experiment.record.state[r];
    const std::string& name = recording.neurons.population;
    const PopulationId population = layout_.find(name);
    const Population& recorded = experiment.populations[population.value()];
    const NeuronTables tables(find_neuron_model(recorded.model)->info, recorded);
    const ChosenNeurons chosen = choose(recording.neurons, layout_.size(population),
                                        experiment.simulation.seed, {SampleKey::Asker::state, r});
    const std::int64_t interval = grid_.steps(recording.interval);
    // Samples are taken at multiples of the interval, the first at the end of a recorded step.
    const std::int64_t first = written_to_.value() / interval + 1;
    for (const std::string& variable : recording.variables) {
      const StateReport report{name,
                               variable,
                               std::string(find(tables.state(), variable)->unit),
                               ids_of(chosen, layout_.size(population)),
                               static_cast<double>(first * interval) * grid_.dt(),
                               recording.interval};
      reports_.push_back({interval, first,
                          StateFile(path_in(directory, state_file_name(name, variable)),
                                    communicator_, report, provenance, saved)});
    }
  }
}

void ResultFiles::open_weights(const std::string& directory, const Experiment& experiment,
                               const Catalogue& catalogue, Simulator& simulator,
                               const Provenance& provenance, StateArchive* saved) {
  if (experiment.record.weights.empty()) return;
  std::vector<WeightGroup> groups;
  for (std::uint32_t i = 0; i < experiment.record.weights.size(); ++i) {
    weight_recorders_.push_back(std::make_unique<WeightRecorder>(simulator, experiment, catalogue,
                                                                 layout_, communicator_, i));
    groups.push_back(weight_recorders_.back()->group());
  }
  weights_.emplace(path_in(directory, "weights.h5"), communicator_, groups, provenance, saved);
  if (saved != nullptr) return;
  for (const auto& recorder : weight_recorders_) recorder->write_lists(*weights_);
}

void ResultFiles::open_fields(const std::string& directory, const Experiment& experiment,
                              const Simulator& simulator, const Provenance& provenance,
                              StateArchive* saved) {
  if (experiment.record.fields.empty()) return;
  std::vector<FieldGroup> groups;
  for (std::size_t i = 0; i < experiment.record.fields.size(); ++i) {
    const FieldSystem& fields = *simulator.fields();
    const ModulatorField& field = fields.field(fields.find(experiment.record.fields[i].modulator));
    field_recorders_.push_back(
        std::make_unique<FieldRecorder>(field, experiment, communicator_, i));
    groups.push_back(field_recorders_.back()->group());
  }
  fields_.emplace(path_in(directory, "fields.h5"), communicator_, groups, provenance, saved);
}

Step ResultFiles::next_recording(Step now) const {
  Step next = ledger_->next(now);
  for (const auto& recorder : weight_recorders_) next = std::min(next, recorder->next(now));
  for (const auto& recorder : field_recorders_) next = std::min(next, recorder->next(now));
  return next;
}

void ResultFiles::record(const Simulator& simulator) {
  ledger_->record(simulator);
  for (const auto& recorder : weight_recorders_) recorder->record(*weights_, simulator.now());
  for (const auto& recorder : field_recorders_) recorder->record(*fields_, simulator.now());
}

void ResultFiles::take(Simulator& simulator, When when) {
  const std::vector<RecordedSpike> spikes = simulator.take_spikes();
  waiting_.insert(waiting_.end(), spikes.begin(), spikes.end());
  // Weights and fields are recorded also at the very beginning.
  if (simulator.now() <= written_to_ && when == When::if_much) return;
  if (when == When::if_much && communicator_.max(waiting(simulator)) < much) return;
  if (simulator.now() > written_to_) {
    write_spikes(simulator.now());
    write_states(simulator, simulator.now());
    written_to_ = simulator.now();
  }
  for (const auto& recorder : weight_recorders_) recorder->flush(*weights_);
  for (const auto& recorder : field_recorders_) recorder->flush(*fields_);
  ledger_->flush();
}

std::uint64_t ResultFiles::waiting(const Simulator& simulator) const {
  std::uint64_t values = waiting_.size() + ledger_->waiting();
  for (const Shard& shard : simulator.shards()) {
    for (const StateProbe& probe : shard.probes()) values += probe.values.size();
  }
  for (const auto& recorder : weight_recorders_) values += recorder->waiting();
  for (const auto& recorder : field_recorders_) values += recorder->waiting();
  return values;
}

void ResultFiles::write_spikes(Step to) {
  if (spikes_) spikes_->append(waiting_, written_to_, to);
  waiting_.clear();
}

void ResultFiles::write_states(Simulator& simulator, Step to) {
  for (std::size_t number = 0; number < reports_.size(); ++number) {
    Report& report = reports_[number];
    const std::uint64_t done = report.file.rows();
    const auto rows = static_cast<std::uint64_t>(std::max<std::int64_t>(
                          0, to.value() / report.interval - report.first_sample + 1)) -
                      done;
    std::vector<StateProbe*> probes;
    std::vector<std::uint64_t> columns;
    for (Shard& shard : simulator.shards()) {
      for (StateProbe& probe : shard.probes()) {
        if (probe.recording != number) continue;
        probes.push_back(&probe);
        columns.insert(columns.end(), probe.columns.begin(), probe.columns.end());
      }
    }
    std::vector<float> values;
    values.reserve(rows * columns.size());
    for (std::uint64_t row = 0; row < rows; ++row) {
      for (const StateProbe* probe : probes) {
        const auto from =
            probe->values.begin() + static_cast<std::ptrdiff_t>(row * probe->columns.size());
        values.insert(values.end(), from,
                      from + static_cast<std::ptrdiff_t>(probe->columns.size()));
      }
    }
    report.file.append(done, rows, columns, values);
    for (StateProbe* probe : probes) probe->values.clear();
  }
}

void ResultFiles::save(StateArchive& archive) {
  if (spikes_) spikes_->save(archive);
  for (Report& report : reports_) report.file.save(archive);
  if (weights_) weights_->save(archive);
  if (fields_) fields_->save(archive);
  ledger_->save(archive);
  transfer_place(archive);
}

void ResultFiles::transfer_place(StateArchive& archive) {
  std::vector<std::int64_t> written_to{written_to_.value()};
  archive.shared("/results/written_to", written_to);
  written_to_ = Step(written_to.at(0));
}

void ResultFiles::close() {
  if (spikes_) spikes_->close();
  for (Report& report : reports_) report.file.close();
  if (weights_) weights_->close();
  if (fields_) fields_->close();
  ledger_->close();
}

}  // namespace engram
