"""The files that tests/mpi/every_feature.yaml names."""

import h5py
import numpy as np


def make_inputs(folder):
    """The files every_feature.yaml names."""
    random = np.random.default_rng(31)
    with h5py.File(folder / "inputs.h5", "w") as file:
        file["tau_m"] = random.uniform(8, 12, 611)
        file["V_m"] = random.normal(-63, 3, 611).astype("f4")
        file["positions"] = random.uniform([-500, -400], [500, 400], (611, 2))
    with h5py.File(folder / "spikes_in.h5", "w") as file:
        group = file.create_group("spikes/thalamus")
        group["timestamps"] = np.round(random.uniform(0.1, 119, 3000), 1)
        group["timestamps"].attrs["units"] = "ms"
        group["node_ids"] = random.integers(0, 777, 3000).astype("u8")
    with h5py.File(folder / "edges_in.h5", "w") as file:
        for name, sources, targets, count in (("listed", 611, 777, 9000), ("bare", 777, 611, 6000)):
            group = file.create_group(f"edges/{name}")
            group["source_node_id"] = random.integers(0, sources, count).astype("u8")
            group["target_node_id"] = random.integers(0, targets, count).astype("u8")
            group["edge_group_id"] = np.zeros(count, "u2")
            group["edge_group_index"] = np.arange(count, dtype="u4")
            group["edge_type_id"] = np.zeros(count, "u4")
            group.create_group("0")
            if name == "listed":
                group["0/syn_weight"] = random.normal(0.2, 0.3, count)
                group["0/delay"] = random.uniform(0.5, 6, count)
