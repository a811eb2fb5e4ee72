"""`python -m tests.proof`: the whole proof, alone, its figures printed at the end."""

import subprocess
import sys
from pathlib import Path

DOOR = Path(__file__).resolve().parent.parent.parent / "bin" / "test"

if __name__ == "__main__":
    sys.exit(subprocess.call([str(DOOR), "tests/proof", "-n", "0", "-s", *sys.argv[1:]]))
