"""Draws the report of a run.

    PYTHONPATH=python /usr/bin/python3 -m engram.report DIR [--out FILE] [--format png|pdf|svg]

Reads what ``engram run`` wrote to DIR, prints a table, and writes the picture (DIR/report.png) and
the numbers (report.json beside it). Exit codes: 0 done, 2 nothing there to report on, 3 the
picture could not be written.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from engram import measures, table
from engram.results import BadResults, load

_FORMATS = ("png", "pdf", "svg")


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    options = _parse(arguments)
    picture = _picture_path(options)
    try:
        run = load(options.directory)
    except BadResults as error:
        print(f"engram report: {error}", file=sys.stderr)
        return 2
    numbers = measures.compute(run)
    print(f"{run.name}\n{table.text(run, numbers)}")
    try:
        _write(run, numbers, picture)
    except OSError as error:
        print(f"engram report: {picture}: cannot be written: {error}", file=sys.stderr)
        return 3
    print(f"report: {picture}")
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="engram report", description="Draws the report of a run.")
    parser.add_argument("directory", type=Path, help="directory written by 'engram run'")
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


def _write(run, numbers, picture: Path) -> None:
    # Drawing is imported here: the table must come out even where matplotlib is broken.
    from engram import figure

    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.save(run, numbers, picture)
    text = json.dumps(measures.as_json(run, numbers), indent=2, ensure_ascii=False)
    (picture.parent / "report.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
