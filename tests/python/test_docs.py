"""The documentation says what the program says: tables, keys, commands, links, examples."""

import json
import os
import re
import subprocess
import sys

import pytest

import docs_pages
from docs_pages import DOCS, PAGES, SOURCE, text_of

PROGRAM = os.environ.get("ENGRAM_PROGRAM")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="ENGRAM_PROGRAM names no program; ctest sets it")

FOLDERS = {"Neuron models": "models", "Stimuli": "models", "Synapse models": "models",
           "Connection rules": "rules"}
# Every synapse has these, whatever its model's table says.
COMMON = {"weight", "delay"}


def engram(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def models():
    """Names of all models, stimuli, rules and strategies, by the headings of `engram models`."""
    found, heading = {}, None
    for line in engram("models").splitlines():
        if line.startswith("  "):
            found[heading].append(line.split()[0])
        elif line and not line.startswith("`"):
            heading = line
            found[heading] = []
    return found


def same_default(shown, default):
    """Whether a page's default is the program's, a number or a word; a remark in brackets may follow."""
    word = shown.split(" (")[0]
    try:
        return float(word) == float(default)
    except ValueError:
        return word == default


def test_every_model_has_a_page_with_its_tables(models):
    problems = []
    for heading, folder in FOLDERS.items():
        assert models[heading]
        for name in models[heading]:
            page = DOCS / folder / f"{name}.md"
            if not page.exists():
                problems.append(f"{page} is missing")
                continue
            told = docs_pages.quantities(engram("models", "--markdown", name))
            shown = docs_pages.quantities(text_of(page))
            for quantity, (unit, default) in told.items():
                if quantity not in shown:
                    problems.append(f"{page}: no line for {quantity}")
                elif shown[quantity][0] != unit or not same_default(shown[quantity][1], default):
                    problems.append(f"{page}: {quantity} is {shown[quantity]}, the program says {(unit, default)}")
            stale = set(shown) - set(told) - COMMON
            problems += [f"{page}: the program has no {quantity}" for quantity in sorted(stale)]
    assert not problems, "\n".join(problems)


def test_every_strategy_is_described(models):
    text = text_of(DOCS / "partitioning.md")
    missing = [name for name in models["Partitioning strategies"] if f"`{name}`" not in text]
    assert not missing


def test_every_page_belongs_to_a_model(models):
    known = {name for names in models.values() for name in names} | {"values"}
    pages = [*(DOCS / "models").glob("*.md"), *(DOCS / "rules").glob("*.md")]
    assert {page.stem for page in pages} <= known


def test_the_shipped_schema_is_the_programs():
    shipped = (DOCS / "experiment.schema.json").read_text(encoding="utf-8")
    assert json.loads(shipped) == json.loads(engram("models", "--schema")), (
        "write it again: build/engram models --schema > docs/experiment.schema.json")


def test_the_reference_mentions_every_key(models):
    schema = json.loads(engram("models", "--schema"))
    names = {name for listed in models.values() for name in listed}
    quantities = set()
    for name in names:
        quantities |= set(docs_pages.quantities(engram("models", "--markdown", name)))
    text = text_of(DOCS / "experiment_file.md")
    keys = docs_pages.schema_keys(schema) - names - quantities
    assert len(keys) > 50
    missing = sorted(key for key in keys if not re.search(rf"`{re.escape(key)}`", text))
    assert not missing


def test_the_reference_names_no_other_keys():
    keys = docs_pages.schema_keys(json.loads(engram("models", "--schema")))
    shown = {key for table in docs_pages.tables(text_of(DOCS / "experiment_file.md"))
             for row in table if "key" in row for key in row["key"].split(", ")}
    assert len(shown) > 20
    assert shown - {"others"} <= keys


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(SOURCE)))
def test_links_lead_somewhere(page):
    broken = []
    for link in docs_pages.links(text_of(page)):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            broken.append(link)
        elif anchor and anchor not in docs_pages.anchors(text_of(target)):
            broken.append(link)
    assert not broken


def test_the_index_names_every_page():
    named = {(DOCS / link).resolve() for link in docs_pages.links(text_of(DOCS / "README.md"))}
    pages = {page.resolve() for page in DOCS.rglob("*.md")} - {DOCS / "README.md"}
    assert pages <= named


def options(subcommand, cache={}):
    """The long options a subcommand takes."""
    if subcommand not in cache:
        text = engram(subcommand, "--help")
        if subcommand == "report":  # the rest of its line goes to the Python module
            module = subprocess.run([sys.executable, "-m", "engram.report", "--help"], text=True,
                                    capture_output=True, check=True, timeout=60,
                                    env={**os.environ, "PYTHONPATH": str(SOURCE / "python")})
            text += module.stdout
        cache[subcommand] = set(re.findall(r"--[a-z][a-z-]*", text))
    return cache[subcommand]


def test_commands_exist():
    known = set(re.findall(r"^  ([a-z]+) ", engram("--help"), re.MULTILINE))
    assert "run" in known
    wrong, seen = [], 0
    for page in PAGES:
        for words in docs_pages.commands(text_of(page)):
            if not words or not re.fullmatch(r"-?-?[a-z]+", words[0]):
                continue
            seen += 1
            given = {word.split("=")[0] for word in words[1:] if word.startswith("--")}
            if words[0] in ("--help", "--version"):
                continue
            if words[0] not in known or not given <= options(words[0]):
                wrong.append(f"{page.relative_to(SOURCE)}: engram {' '.join(words)}")
    assert seen > 10
    assert not wrong, "\n".join(wrong)


def test_options_exist():
    known = set().union(*(options(name) for name in ("run", "sweep", "check", "plan", "info", "models",
                                                         "report")))
    for script in ("quickstart", "check", "jobs/submit", "jobs/environment.sh", "jobs/long_run.sbatch",
                   "jobs/train_then_test"):
        known |= set(re.findall(r"--[a-z][a-z-]*", text_of(SOURCE / script)))
    known |= {"--bind-to", "--map-by"}  # mpirun's own
    wrong = {str(page.relative_to(SOURCE)): unknown for page in PAGES
             if (unknown := docs_pages.options(text_of(page)) - known)}
    assert not wrong


def whole_experiments():
    for page in PAGES:
        for number, block in enumerate(docs_pages.code(text_of(page), "yaml")):
            if block.startswith("engram: 1") and "populations:" in block:
                yield pytest.param(block, id=f"{page.stem}-{number}")


@pytest.mark.parametrize("text", whole_experiments())
def test_experiments_on_the_pages_are_valid(tmp_path, text):
    (tmp_path / "page.yaml").write_text(text, encoding="utf-8")
    engram("check", str(tmp_path / "page.yaml"))


def lines_of(path):
    return [line.strip() for line in text_of(path).splitlines() if line.strip()]


# Pages with C++ and the folders of the programs that are compiled and run.
CPP_PAGES = {"cpp_api.md": ("experiments", "tests/install/consumer"),
             "writing_a_model.md": ("tests/support/worked_example", "tests/unit/neurons")}


@pytest.mark.parametrize("page,folders", CPP_PAGES.items())
def test_cpp_on_the_pages_is_from_the_examples(page, folders):
    """Lines of C++ on a page stand, in this order, in a program that is compiled and run."""
    programs = [lines_of(path) for folder in folders for path in (SOURCE / folder).iterdir()
                if path.suffix in (".cpp", ".hpp", ".txt")]
    blocks = docs_pages.code(text_of(DOCS / page), "cpp", "cmake")
    assert blocks
    for block in blocks:
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        assert any(lines == program[i:i + len(lines)] for program in programs
                   for i in range(len(program))), f"in no example:\n{block}"
