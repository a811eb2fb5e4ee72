"""`python template_layout FOLDER` lays out the templates; with `--check` it names those that are not, changing none."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from template_layout import format_folder

if __name__ == "__main__":
    others = format_folder(Path(sys.argv[-1]), "--check" in sys.argv)
    for path in others:
        print(path)
    sys.exit(1 if others and "--check" in sys.argv else 0)
