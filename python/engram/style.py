"""Colours and sizes shared by all panels."""

from __future__ import annotations

from engram.kinds import EXCITATORY, INHIBITORY, UNKNOWN

#: Blue and vermilion stay apart for colour-blind readers (Okabe & Ito 2008).
COLOURS = {EXCITATORY: "#0072b2", INHIBITORY: "#d55e00", UNKNOWN: "#4d4d4d"}
PUBLISHED = "#000000"
PHASE = "#7a8b99"

RC = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
}

#: More names than this on one axis cannot be read; then only every n-th is written.
MAX_NAMES = 40


def label_rows(axes, positions, names: list[str]) -> None:
    """Writes population names at their rows of the y axis, the first on top."""
    every = -(-len(names) // MAX_NAMES)
    axes.set_yticks(list(positions)[::every])
    axes.set_yticklabels(names[::every])
    axes.tick_params(axis="y", length=0)


def note(axes, text: str) -> None:
    """Says in the middle of an empty panel why it is empty."""
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color="#666666")
