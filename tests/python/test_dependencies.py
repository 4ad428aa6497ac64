"""The layout of the sources: who may include whom, and how long a file may be."""

import re
import statistics
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]

# What each folder may include beside itself and the public headers (include/engram).
ALLOWED = {
    "core": set(),
    "model": {"core"},
    "parallel": {"core"},
    "neurons": {"core", "model"},
    "stimuli": {"core", "model"},
    "plasticity": {"core", "model", "neurons"},
    "modulation": {"core", "model", "parallel"},
    "partitioning": {"core", "model"},
    "io": {"core", "model", "parallel"},
    "network": {"core", "model", "parallel", "neurons"},
    "engine": {"core", "model", "parallel", "neurons", "stimuli", "plasticity", "modulation",
               "network"},
    "api": {"core", "model", "parallel", "neurons", "stimuli", "plasticity", "modulation",
            "network", "engine", "io", "partitioning"},
    "cli": {"core", "model", "parallel", "neurons", "stimuli", "plasticity", "modulation",
            "network", "engine", "io", "partitioning", "api"},
    "engram": set(),  # the public headers see only each other
}
# Where only some headers of a folder are for another one: of the neurons, synapse rules share nothing but the way a
# table's values are looked up by name.
ONLY_THESE = {("plasticity", "neurons"): {"neurons/named_values.hpp"}}
# Libraries that stay behind one folder's walls.
ONLY_IN = {
    "mpi.h": {"parallel", "network", "engine", "io", "api", "cli"},
    "hdf5.h": {"io"},
    "hdf5_hl.h": {"io"},
    "yaml-cpp/": {"io"},
    "nlohmann/": {"io", "api", "cli"},
    "CLI/": {"cli"},
    "metis.h": {"partitioning"},
}
OUTSIDE_SRC = {"partitioning": "partitioning", "io": "io", "engram": "include/engram"}
GENERATED = {"engram_version.hpp"}
# core knows no experiments; of the public headers it sees the exceptions alone.
PUBLIC_IN_CORE = {"engram/errors.hpp"}

# C libraries differ in the last bits of these functions, so that other ones would draw other networks:
# core/elementary.hpp has our own for loops, core/long_elementary.hpp for constants.
LIBRARY_MATHS = re.compile(r"\b(?:exp2?|expm1|log(?:2|10|1p)?|pow|cbrt|hypot|erfc?|[lt]gamma|a?(?:sin|cos|tan)h?)\(")
NO_LIBRARY_MATHS = ["core", "network", "neurons", "stimuli", "plasticity", "modulation", "engine"]
MAY_USE_LIBRARY_MATHS = {"field_plan.cpp"}  # numbers in a message

MAX_LINES = 600
MEDIAN_LINES = 120

QUOTED = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
ANGLED = re.compile(r"^\s*#\s*include\s*<([^>]+)>")


def folder_of(module):
    return SOURCE / OUTSIDE_SRC.get(module, f"src/{module}")


def files_of(module):
    return sorted(p for p in folder_of(module).rglob("*") if p.suffix in (".cpp", ".hpp"))


def includes(path, pattern):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(n, m.group(1)) for n, line in enumerate(lines, 1) if (m := pattern.match(line))]


def wrong_quoted(module, path):
    """Includes of other folders that this one must not know."""
    for line, name in includes(path, QUOTED):
        first = name.split("/")[0]
        if name in GENERATED:
            continue
        if "/" not in name or first not in ALLOWED:
            yield line, name, "is not a path from a module's folder"
        elif module == "core" and first == "engram" and name not in PUBLIC_IN_CORE:
            yield line, name, f"is not for core, which may include {sorted(PUBLIC_IN_CORE)}"
        elif first not in ALLOWED[module] | {module, "engram"}:
            yield line, name, f"is not for {module}, which may include {sorted(ALLOWED[module])}"
        elif name not in (few := ONLY_THESE.get((module, first), {name})):
            yield line, name, f"is not for {module}, which may include {sorted(few)} of {first}"


def wrong_angled(module, path):
    """Includes of libraries that belong to other folders."""
    for line, name in includes(path, ANGLED):
        for library, users in ONLY_IN.items():
            if name.startswith(library) and module not in users:
                yield line, name, f"is only for {sorted(users)}"


@pytest.mark.parametrize("module", ALLOWED)
def test_includes_run_one_way(module):
    problems = [
        f"{path.relative_to(SOURCE)}:{line}: {name} {why}"
        for path in files_of(module)
        for check in (wrong_quoted, wrong_angled)
        for line, name, why in check(module, path)
    ]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("module", NO_LIBRARY_MATHS)
def test_results_do_not_depend_on_the_c_library(module):
    found = [
        f"{path.relative_to(SOURCE)}:{n}: {line.strip()}"
        for path in files_of(module) if path.name not in MAY_USE_LIBRARY_MATHS
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LIBRARY_MATHS.search(line.split("//")[0].split('"')[0])
    ]
    assert not found, "\n".join(found)


def test_the_table_names_every_folder():
    assert {p.name for p in (SOURCE / "src").iterdir() if p.is_dir()} <= set(ALLOWED)
    for module in ("core", "model", "partitioning", "engram"):
        assert files_of(module), f"{folder_of(module)} holds no sources"


def test_directions_have_no_cycle():
    """Folders can be put in an order in which each includes only earlier ones."""
    waiting = dict(ALLOWED)
    while waiting:
        ready = [m for m, needs in waiting.items() if not needs & set(waiting)]
        assert ready, f"a cycle among {sorted(waiting)}"
        for module in ready:
            del waiting[module]


@pytest.mark.parametrize(
    "module, text, expected",
    [
        ("core", '#include "model/layout.hpp"', 1),
        ("core", '#include "engram/experiment.hpp"\n#include "engram/errors.hpp"', 1),
        ("model", '#include "core/ids.hpp"\n#include "engram/value.hpp"', 0),
        ("neurons", '#include "stimuli/stimulus.hpp"', 1),
        ("plasticity", '#include "neurons/named_values.hpp"', 0),
        ("plasticity", '#include "neurons/spiking_group.hpp"', 1),
        ("plasticity", '#include "network/row_store.hpp"', 1),
        ("modulation", '#include "plasticity/rule.hpp"\n#include "parallel/communicator.hpp"', 1),
        ("engine", "#include <hdf5.h>", 1),
        ("model", "# include <mpi.h>", 1),
        ("partitioning", '#include "strategy.hpp"', 1),
        ("parallel", "#include <mpi.h>\n#include <vector>", 0),
    ],
)
def test_the_check_itself_finds_wrong_includes(tmp_path, module, text, expected):
    path = tmp_path / "probe.hpp"
    path.write_text(text, encoding="utf-8")
    assert len([*wrong_quoted(module, path), *wrong_angled(module, path)]) == expected


def lengths(folders, suffixes):
    return {
        path.relative_to(SOURCE): len(path.read_text(encoding="utf-8").splitlines())
        for folder in folders
        for path in sorted((SOURCE / folder).rglob("*"))
        if path.suffix in suffixes and "__pycache__" not in path.parts
    }


def test_no_file_is_too_long():
    found = lengths(("src", "include", "io", "partitioning", "tests", "python"),
                    (".cpp", ".hpp", ".py"))
    long = [f"{path}: {count} lines" for path, count in found.items() if count > MAX_LINES]
    assert not long, f"more than {MAX_LINES} lines:\n" + "\n".join(long)


@pytest.mark.parametrize("folders", [("src", "include", "io", "partitioning"), ("tests",), ("python",)])
def test_files_are_short_as_a_rule(folders):
    found = lengths(folders, (".cpp", ".hpp", ".py"))
    assert statistics.median(found.values()) < MEDIAN_LINES
