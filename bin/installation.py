"""What a clone needs before it works: virtual environment, system packages, locked requirements."""

import contextlib
import ctypes.util
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from processes import Child, stop

APT_LINE = "apt-get install -y --no-install-recommends"
# The environments, each of which holds the one before it
NESTED = ("runtime", "dev", "mutate")
# One requirement of a lock file: its line, and those of its hashes that are indented below
REQUIREMENT = re.compile(r"^\w.*(?:\n[ \t].*)*", re.MULTILINE)
# One waits for the network while another unpacks; a third gains nothing
INSTALLING_AT_ONCE = 2
# A line of a lock file that would tie it to one machine or one registry.
PLACE = re.compile(r"^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b|://|(?<![\w.])/\w+/")


class SetupFailed(Exception):
    """The clone could not be made ready; the message is a sentence for the screen."""


@dataclass(frozen=True)
class SystemPackage:
    """One Debian package and a sign of it that holds on machines without dpkg."""

    name: str
    command: str = ""
    library: str = ""
    file: str = ""

    def is_present(self) -> bool:
        """True when the sign is seen: a command on the path, a shared library or a file."""
        if self.command:
            return shutil.which(self.command) is not None
        if self.library:
            return ctypes.util.find_library(self.library) is not None
        return Path(self.file).exists()


TEST_PACKAGES = (
    SystemPackage("chromium-headless-shell", command="chromium-headless-shell"),
    SystemPackage("libpango-1.0-0", library="pango-1.0"),
    SystemPackage("libpangoft2-1.0-0", library="pangoft2-1.0"),
    SystemPackage("libharfbuzz-subset0", library="harfbuzz-subset"),
    SystemPackage("libjaxb-java", file="/usr/share/java/jaxb-impl.jar"),
    # Any JDK will do: veraPDF's small driver is compiled where it runs.
    SystemPackage("default-jdk-headless", command="javac"),
    SystemPackage("poppler-utils", command="pdftotext"),
)


def installed_packages() -> set[str]:
    """Names of the installed Debian packages; empty where dpkg is not."""
    if shutil.which("dpkg-query") is None:
        return set()
    command = ["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\n"]
    listing = subprocess.run(command, capture_output=True, text=True, check=True)
    return {line.split()[0] for line in listing.stdout.splitlines() if line.endswith(" installed")}


def missing_packages(packages: tuple[SystemPackage, ...] = TEST_PACKAGES) -> list[str]:
    """Names of the packages that neither dpkg nor a sign of their own shows."""
    installed = installed_packages()
    absent = [package for package in packages if not package.is_present()]
    return [package.name for package in absent if package.name not in installed]


def missing_for_venv() -> list[str]:
    """Debian ships `venv` without `ensurepip`; the name of the package that brings it, when it is needed."""
    return [] if importlib.util.find_spec("ensurepip") else ["python3-venv"]


def require_packages(missing: list[str], *, install: bool) -> None:
    """Do nothing when nothing is missing; else install, or refuse with the line to type."""
    if not missing:
        return
    if not install:
        names = " ".join(missing)
        raise SetupFailed(f"Il manque des paquets du système. Pour les installer :\n  {APT_LINE} {names}")
    print("Paquets du système :", *missing, flush=True)
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    for words in (["update", "-q"], ["install", "-y", "--no-install-recommends", *missing]):
        if subprocess.call([*apt, *words], stdin=subprocess.DEVNULL) != 0:
            raise SetupFailed("apt-get n’a pas abouti ; sa dernière ligne dit pourquoi.")


def fingerprint(requirements: Path) -> str:
    """Changes with the locked requirements and with the Python that installs them."""
    content = requirements.read_bytes() + f"\0{sys.version_info[:2]}\0{sys.base_prefix}".encode()
    return hashlib.sha256(content).hexdigest()


def is_current(venv: Path, requirements: Path) -> bool:
    """True when the virtual environment holds exactly these requirements, installed to the end."""
    with contextlib.suppress(OSError):
        return (venv / "requirements.sha256").read_text() == fingerprint(requirements)
    return False


def mark_current(venv: Path, requirements: Path) -> None:
    """Note the installed requirements; written last, so that a stopped installation begins again."""
    (venv / "requirements.sha256").write_text(fingerprint(requirements))


def prepare_venv(root: Path, name: str = "dev") -> Path:
    """Make `.venv` hold requirements/<name>.txt, each file checked by its hash; returns its Python.

    "runtime" is what the portal needs to run, "dev" holds it and the tools beside it, "mutate" holds both and one tool
    more: a venv for one serves those before it.
    """
    venv, requirements = root / ".venv", root / "requirements"
    python = venv / "bin" / "python"
    (root / ".var").mkdir(exist_ok=True)
    with (root / ".var" / "venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if any(is_current(venv, requirements / f"{enough}.txt") for enough in NESTED[NESTED.index(name) :]):
            return python
        if not _has_same_python(python):
            require_packages(missing_for_venv(), install=False)
            print("Création de l’environnement Python…", flush=True)
            _run([sys.executable, "-m", "venv", "--clear", str(venv)])
        print("Installation des dépendances (quelques minutes la première fois)…", flush=True)
        renew_pip(python, (requirements / "dev.txt").read_text())
        install_locked(python, (requirements / f"{name}.txt").read_text())
        mark_current(venv, requirements / f"{name}.txt")
    return python


def shares_of(locked: str) -> list[str]:
    """Return the requirements of a lock file in the shares that are installed at once, none of them empty."""
    requirements = REQUIREMENT.findall(locked)
    shares = (requirements[start::INSTALLING_AT_ONCE] for start in range(INSTALLING_AT_ONCE))
    return ["\n".join(share) for share in shares if share]


def renew_pip(python: Path, tools: str) -> None:
    """Bring pip to the version that the tools lock: the one that a Python brings may take twice the time for the rest.

    Alone, since it works while the rest comes in. Where it cannot be had, the one that is there does.
    """
    locked = [requirement for requirement in REQUIREMENT.findall(tools) if requirement.startswith("pip==")]
    if locked:
        _pip_installs(python, locked, stderr=subprocess.DEVNULL)


def install_locked(python: Path, locked: str) -> None:
    """Install what a lock file names, each file checked by its hash; raises SetupFailed."""
    if not _pip_installs(python, shares_of(locked)):
        raise SetupFailed("Les dépendances n’ont pas toutes été installées ; la ligne ci-dessus dit pourquoi.")


def _pip_installs(python: Path, shares: list[str], **options: Any) -> bool:
    """Install shares of a lock file at once, each in a process of its own; return whether all of it is installed."""
    # Python compiles by itself the few modules that it imports; the lock names what each package asks for
    words = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-compile", "--no-deps", "--require-hashes"]
    with tempfile.TemporaryDirectory() as folder:
        processes: list[Child] = []
        try:
            for number, share in enumerate(shares):
                path = Path(folder, f"{number}.txt")
                path.write_text(share)
                processes.append(subprocess.Popen([python, "-m", "pip", "install", *words, "-r", path], **options))
            codes = [process.wait() for process in processes]
            return not any(codes)
        finally:
            stop(processes)


def _has_same_python(python: Path) -> bool:
    with contextlib.suppress(OSError):
        words = [str(python), "-c", "import sys, pip; print(tuple(sys.version_info[:2]))"]
        done = subprocess.run(words, capture_output=True, text=True)
        return done.stdout.strip() == str(tuple(sys.version_info[:2]))
    return False


def _run(command: list[str], **options: Any) -> None:
    if subprocess.call(command, **options) != 0:
        raise SetupFailed(f"Cette commande n’a pas abouti : {' '.join(command)}")


def without_places(text: str) -> str:
    """The same lock file without the lines that name a registry or a folder of this machine."""
    return "".join(line for line in text.splitlines(keepends=True) if not PLACE.search(line))


def lock_requirements(root: Path, python: Path, extra: list[str]) -> None:
    """Compile requirements/*.txt from pyproject.toml, with hashes and without any host name."""
    base = [str(python), "-m", "piptools", "compile", "--quiet", "--strip-extras", "--allow-unsafe"]
    base += ["--generate-hashes", "--no-emit-find-links", "--no-emit-index-url", "--no-emit-trusted-host"]
    base += extra
    env = os.environ | {"CUSTOM_COMPILE_COMMAND": "./bin/dev.py lock"}
    runtime, dev, most = (f"requirements/{name}.txt" for name in NESTED)
    tools = ["--extra", "dev", "-c", runtime]
    for target, words in ((runtime, []), (dev, tools), (most, [*tools, "--extra", "mutate", "-c", dev])):
        print(f"Calcul de {target}…", flush=True)
        _run([*base, *words, "-o", target, "pyproject.toml"], cwd=root, env=env)
        path = root / target
        path.write_text(without_places(path.read_text()))
