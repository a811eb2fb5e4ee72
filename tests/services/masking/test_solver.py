"""The solver writes nothing where the server writes its own lines."""

import subprocess
import sys
from pathlib import Path

from services.masking.solver import SETTINGS, new_solver

ROOT = Path(__file__).parents[3]
SOLVE = """
import numpy as np
from services.masking.polytope import Polytope
searched = Polytope(3, [(0, (1, 2))])
ones = np.ones(3)
assert searched.farthest(ones, -ones, ones)[1] and searched.farthest_whole(ones, -ones, ones) is not None
print("solved")
"""


def test_a_search_prints_nothing_not_even_a_licence():
    done = subprocess.run([sys.executable, "-c", SOLVE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("solved\n", "")


def test_every_solver_is_set_as_the_others():
    solver = new_solver()
    assert [solver.getOptionValue(name)[1] for name, _ in SETTINGS] == [value for _, value in SETTINGS]
