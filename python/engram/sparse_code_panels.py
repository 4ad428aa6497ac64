"""What a sparse code looks like, and what it costs to describe something with it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engram.ledger import Ledger
from engram.results import Results
from engram.sparse_code import SparseCode, find
from engram.style import legend, note, sequence

#: Receptive fields drawn at most.
MAX_FEATURES = 128
#: Fewer windows than this with the same number of spikes make no point.
_MIN_WINDOWS = 20


def panels(run: Results) -> list[Callable]:
    """Functions that draw what there is, each onto axes of its own."""
    found: list[Callable] = []
    for code in find(run):
        if code.shape is not None:
            found.append(lambda axes, code=code: draw_features(axes, code))
        if run.ledger is not None:
            found.append(lambda axes, code=code: draw_cost(axes, code, run.ledger))
    return found


def draw_features(axes, code: SparseCode) -> None:
    """Receptive fields at the last snapshot, side by side, each with a grey scale of its own."""
    rows, columns = code.shape
    features = code.features(-1)[:MAX_FEATURES].reshape(-1, rows, columns)
    across = int(np.ceil(np.sqrt(2.2 * len(features))))
    down = -(-len(features) // across)
    page = np.full((down * (rows + 1) - 1, across * (columns + 1) - 1), np.nan)
    for number, feature in enumerate(features):
        y, x = divmod(number, across)
        largest = np.abs(feature).max() or 1.0
        page[y * (rows + 1):y * (rows + 1) + rows, x * (columns + 1):x * (columns + 1) + columns] = feature / largest
    axes.set_title(f"{code.weights.name}: receptive fields at {code.weights.snapshot_times[-1]:g} ms")
    axes.imshow(page, cmap="gray", vmin=-1, vmax=1, interpolation="nearest")
    axes.set_axis_off()


def draw_cost(axes, code: SparseCode, ledger: Ledger) -> None:
    """Error of the reconstruction over the energy used, for windows with few and many spikes of the targets."""
    axes.set_title(f"{code.weights.name}: error and energy")
    axes.set_xlabel(f"joules per {code.parameters['window']:g} ms, {code.target}")
    axes.set_ylabel("unexplained variance")
    spikes = code.counts.sum(axis=1).astype(int)
    numbers = [n for n, windows in enumerate(np.bincount(spikes)) if windows >= _MIN_WINDOWS]
    if not numbers:
        note(axes, "too few windows")
        return
    power = (code.inputs ** 2).sum(axis=1)
    # Weights from before the recorded time know nothing of what is described with them.
    times = code.weights.snapshot_times
    shown = sorted({0, max(0, int((times <= ledger.begin).sum()) - 1)})
    for snapshot, colour in zip(shown, sequence(len(shown))):
        features = code.features(snapshot)
        error = ((code.inputs - code.reconstruction(features)) ** 2).sum(axis=1)
        shares = [error[spikes == n].sum() / power[spikes == n].sum() for n in numbers]
        axes.plot(code.joules(ledger, numbers), shares, "o-", markersize=3, linewidth=1.2, color=colour,
                  label=f"weights of {times[snapshot]:g} ms")
    axes.set_ylim(0, None)
    axes.ticklabel_format(axis="x", scilimits=(-2, 4), useMathText=True)
    legend(axes)
