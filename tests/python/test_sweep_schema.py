"""The JSON Schema and the program agree on what a sweep is."""

import json
import os
import subprocess

import jsonschema
import pytest
import yaml

from docs_pages import DOCS

PROGRAM = os.environ.get("ENGRAM_PROGRAM")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="ENGRAM_PROGRAM names no program; ctest sets it")
SCHEMA = jsonschema.Draft7Validator(json.loads((DOCS / "experiment.schema.json").read_text(encoding="utf-8")))
BASE = "engram: 1\npopulations: {E: {model: iaf_psc_exp, size: 10}}\nsweep:\n"


@pytest.mark.parametrize("valid, axes", [
    (True, "- {path: simulation.seed, values: [1, 2]}"),
    (True, "- {path: simulation.duration, linspace: {from: 10, to: 20, points: 2}}"),
    (True, "- {path: simulation.duration, logspace: {from: 10, to: 1000, points: 3}}"),
    (True, "- zip: [{path: simulation.seed, values: [1]}, {path: populations.E.size, values: [2]}]"),
    (False, "[]"),
    (False, "- {path: simulation.seed}"),
    (False, "- {values: [1, 2]}"),
    (False, "- {path: simulation.seed, values: []}"),
    (False, "- {path: simulation.seed, values: 3}"),
    (False, "- {path: simulation.seed, values: [1], linspace: {from: 1, to: 2, points: 2}}"),
    (False, "- {path: simulation.duration, linspace: {from: 10, to: 20, points: 1}}"),
    (False, "- {path: simulation.duration, linspace: {from: 10, to: 20}}"),
    (False, "- {path: simulation.duration, logspace: {from: 0, to: 20, points: 3}}"),
    (False, "- {zip: []}"),
    (False, "- {path: simulation.seed, values: [1], unknown: 2}"),
])
def test_the_schema_and_the_program_agree(tmp_path, valid, axes):
    text = f"{BASE}  {axes}\n"
    file = tmp_path / "sweep.yaml"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run([PROGRAM, "sweep", file], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode == 0) == valid, done.stdout + done.stderr
    assert SCHEMA.is_valid(yaml.safe_load(text)) == valid
