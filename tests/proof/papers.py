"""`python -m tests.proof.papers --sets 50`: papers of every form and random answers, in each of its languages. Slow."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

DOOR = Path(__file__).resolve().parent.parent.parent / "bin" / "test"
TESTS = "tests/proof/five_forms/test_papers.py"


def main() -> int:
    """Pass the test of papers so many times; its figures are printed at the end."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof.papers", description=__doc__)
    parser.add_argument("--sets", type=int, default=50, help="sets of answers for each form")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other answers")
    parser.add_argument("--folder", default="", help="where to leave the papers")
    asked = parser.parse_args()
    given = {"PROOF_SETS": str(asked.sets), "PROOF_SEED": str(asked.seed)}
    given |= {"PROOF_FOLDER": str(Path(asked.folder).resolve())} if asked.folder else {}
    return subprocess.call([str(DOOR), TESTS, "-n", "0", "-s"], env={**os.environ, **given})


if __name__ == "__main__":
    sys.exit(main())
