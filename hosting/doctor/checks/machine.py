"""The machine: room on its disks, folders that can be written in, and what composes papers."""

import os
import shutil
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from weasyprint import HTML
from weasyprint.text import ffi

from hosting.doctor.findings import Asked, Finding, Group, attention, bad, check, good
from reporting.papers.rendering import faces
from roriq_portal.files.antivirus import Scanner, state_of_scanner
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.rates import format_rate

GIGABYTE = 1024**3
# Below one of each, in a share of the disk or in bytes, something is said
NOTICED, WRONG = (0.15, 5 * GIGABYTE), (0.05, GIGABYTE)
ROOM = "Agrandissez le disque, ou retirez-en ce qui n’est pas du portail (journaux, vieilles sauvegardes)."


def folders() -> list[Path]:
    """Return the folders in which the portal and its backups write."""
    media = "" if settings.MEDIA_BUCKET else settings.MEDIA_ROOT
    named = (settings.VAR_DIR, media, settings.BACKUP_DIR)
    return [Path(str(folder)) for folder in named if folder]


@check("disk", Group.MACHINE, "Disque")
def disks_have_room(asked: Asked) -> Finding:
    rooms = [(shutil.disk_usage(folder), folder) for folder in folders() if folder.exists()]
    if not rooms:
        return bad("Aucun des dossiers du portail n’existe.", "Vérifiez VAR_DIR et MEDIA_ROOT.")
    disk, folder = min(rooms, key=lambda room: room[0].free / room[0].total)
    room = f"{format_number(Decimal(disk.free) / GIGABYTE, 1)} Go ({format_rate(disk.free, disk.total)})"
    words = f"Il reste {room} sur le disque du dossier {folder}."
    if _is_below(disk.free, disk.total, WRONG):
        return bad(words, ROOM)
    return attention(words, ROOM) if _is_below(disk.free, disk.total, NOTICED) else good(words)


def _is_below(free: int, total: int, least: tuple[float, int]) -> bool:
    return free < least[0] * total or free < least[1]


@check("folders", Group.MACHINE, "Dossiers")
def folders_can_be_written(asked: Asked) -> Finding:
    closed = [str(folder) for folder in folders() if folder.exists() and not os.access(folder, os.W_OK)]
    absent = [str(folder) for folder in folders() if not folder.exists()]
    if closed or absent:
        words = "\u00a0; ".join([f"{name} n’existe pas" for name in absent] + [f"{name} est fermé" for name in closed])
        return bad(f"{words}.", "Donnez ces dossiers au compte du portail (« chown roriq »).")
    return good(f"{', '.join(map(str, folders()))}.")


@check("antivirus", Group.MACHINE, "Antivirus")
def antivirus_answers(asked: Asked) -> Finding:
    scanner = state_of_scanner()
    if scanner is Scanner.SILENT:
        return bad(
            f"{settings.CLAMD} ne répond pas\u00a0: tout fichier envoyé est refusé.",
            "« systemctl restart clamav-daemon »\u00a0; au démarrage, il lui faut une minute pour lire ses signatures.",
        )
    words = (
        "Il répond."
        if scanner is Scanner.ANSWERS
        else "Aucun n’est réglé\u00a0: les fichiers envoyés ne sont pas examinés."
    )
    return good(words)


@check("pdf", Group.MACHINE, "Moteur des documents PDF")
def papers_can_be_made(asked: Asked) -> Finding:
    if not HTML(string="<p>Éprouvé").write_pdf():
        return bad("Le moteur ne donne rien.", "Réinstallez les paquets de Pango.")
    missing = [face for face in faces.TEXT_FACES if not finders.find(face)]
    if missing:
        return bad(
            f"Il manque des polices\u00a0: {', '.join(missing)}.", "Réinstallez le portail\u00a0: elles en font partie."
        )
    if ffi.harfbuzz_subset is None:
        return attention(
            "HarfBuzz ne réduit pas les polices\u00a0: chaque document prend un tiers de temps de plus.",
            "Installez le paquet libharfbuzz-subset0, puis redémarrez le travailleur.",
        )
    return good("Pango, HarfBuzz et les polices sont là.")
