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


def sequence(number: int) -> list:
    """Colours from early to late, or for members of a list: dark to bright, none too pale."""
    from matplotlib import colormaps

    if number <= 1:
        return [colormaps["viridis"](0.3)] * number
    return [colormaps["viridis"](0.88 * k / (number - 1)) for k in range(number)]


def colour_bar(axes, image, label: str) -> None:
    """A bar beside the axes, within their place, that says what the colours of an image mean."""
    place = axes.get_position()
    axes.set_position([place.x0, place.y0, 0.8 * place.width, place.height])
    axes.set_anchor("W")
    bar = axes.figure.colorbar(image, cax=axes.inset_axes([1.03, 0.0, 0.04, 1.0]))
    bar.set_label(label)
    bar.outline.set_visible(False)


def legend(axes, title: str | None = None) -> None:
    """A legend where it covers least, readable on top of lines."""
    axes.legend(loc="best", title=title, frameon=True, framealpha=0.8, edgecolor="none",
                borderpad=0.2, handlelength=1.4)
