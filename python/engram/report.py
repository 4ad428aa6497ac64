"""Draws the report of a run.

    PYTHONPATH=python /usr/bin/python3 -m engram.report DIR [--out FILE] [--format png|pdf|svg]

Reads what ``engram run`` wrote to DIR, prints a table, and writes the picture (DIR/report.png) and
the numbers (report.json beside it). Where DIR holds the points of a sweep, they are compared. Exit codes: 0 done, 2 nothing there to report on, 3 the
picture could not be written.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from engram import measures, points, sweep_table, table
from engram.results import BadResults, load

_FORMATS = ("png", "pdf", "svg")


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    options = _parse(arguments)
    picture = _picture_path(options)
    tell = _compare if points.is_sweep(options.directory) else _tell
    try:
        save, as_json = tell(options.directory)
    except BadResults as error:
        print(f"engram report: {error}", file=sys.stderr)
        return 2
    try:
        _write(save, as_json, picture)
    except OSError as error:
        print(f"engram report: {picture}: cannot be written: {error}", file=sys.stderr)
        return 3
    print(f"report: {picture}")
    return 0


# Drawing is imported late: the table must come out even where matplotlib is broken.
def _tell(directory: Path):
    """Prints the table of a run; returns how to draw it, and its numbers."""
    run = load(directory)
    numbers = measures.compute(run)
    print(f"{run.name}\n{table.text(run, numbers)}")

    def save(picture: Path) -> None:
        from engram import figure

        figure.save(run, numbers, picture)

    return save, measures.as_json(run, numbers)


def _compare(directory: Path):
    """The same of the points of a sweep."""
    sweep = points.load(directory)
    print(f"{sweep.name}\n{sweep_table.text(sweep)}")

    def save(picture: Path) -> None:
        from engram import sweep_figure

        sweep_figure.save(sweep, picture)

    return save, sweep_table.as_json(sweep)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="engram report", description="Draws the report of a run.")
    parser.add_argument("directory", type=Path, help="directory written by 'engram run', or the one of a sweep's points")
    parser.add_argument("--out", type=Path, help="picture to write (default: report.FORMAT in DIR)")
    parser.add_argument("--format", choices=_FORMATS, help="default: by the ending of --out, else png")
    options = parser.parse_args(arguments)
    ending = options.out.suffix.lstrip(".").lower() if options.out else ""
    if options.out and not options.format and ending not in _FORMATS:
        parser.error(f"--out {options.out}: the ending selects the format and has to be one of "
                     f"{', '.join(_FORMATS)}; or give --format")
    return options


def _picture_path(options: argparse.Namespace) -> Path:
    kind = options.format or "png"
    if options.out is None:
        return options.directory / f"report.{kind}"
    return options.out.with_suffix(f".{kind}") if options.format else options.out


def _write(save, as_json: dict, picture: Path) -> None:
    picture.parent.mkdir(parents=True, exist_ok=True)
    save(picture)
    text = json.dumps(as_json, indent=2, ensure_ascii=False)
    (picture.parent / "report.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
