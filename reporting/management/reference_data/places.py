"""Places: regions, MRC with their dated region, municipalities, from the files under organisms/reference."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from organisms.models import Mrc, MrcRegion, Municipality, Region
from organisms.names import sort_name
from reporting.management.reference_data.sync import sync_rows

SOURCE = settings.BASE_DIR / "organisms" / "reference"
BEGINNING = date(1990, 1, 1)
LIMITS_MOVED_ON = date(2021, 7, 28)
# La Haute-Yamaska and Brome-Missisquoi left Montérégie for Estrie (decree of 2021).
MOVED = {"470": ("16", "05"), "460": ("16", "05")}
# Cities mandated to receive government-assisted refugees, and since when.
RPCE_CITIES = {
    "66023": BEGINNING, "65005": BEGINNING, "58227": BEGINNING, "23027": BEGINNING, "81017": BEGINNING,
    "43027": BEGINNING, "49058": BEGINNING, "47017": BEGINNING, "54048": BEGINNING, "37067": BEGINNING,
    "39062": BEGINNING, "61025": BEGINNING, "75017": BEGINNING, "10043": date(2017, 1, 1),
}  # fmt: skip


def load_places() -> None:
    """Load 17 regions, 102 MRC and equivalents, 1 285 municipalities."""
    regions = sync_rows(Region.objects, ["code"], _region_rows())
    mrcs = sync_rows(Mrc.objects, ["code"], _mrc_rows())
    sync_rows(MrcRegion.objects, ["mrc_id", "during"], _period_rows(mrcs, regions))
    sync_rows(Municipality.objects, ["code"], _municipality_rows(mrcs, regions))


def _read(name: str) -> list[dict[str, str]]:
    with (SOURCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _name(words: str) -> dict[str, str]:
    """The name in French typography, and its sorting key (made from the source, whose apostrophes part words)."""
    return {"name": words.replace("'", "’").replace("--", "–"), "sort_name": sort_name(words)}


def _region_rows() -> Iterator[dict]:
    for row in _read("qc_regions.csv"):
        yield {"code": row["code"], **_name(row["name"]), "population": int(row["population_2025_decree"])}


def _mrc_rows() -> Iterator[dict]:
    for row in _read("qc_mrc.csv"):
        yield {"code": row["code"], **_name(row["name"])}


def _period_rows(mrcs: Mapping[tuple, Model], regions: Mapping[tuple, Model]) -> Iterator[dict]:
    for row in _read("qc_mrc.csv"):
        periods = [(row["region_code"], DateRange(BEGINNING, None))]
        if row["code"] in MOVED:
            before, after = MOVED[row["code"]]
            periods = [
                (before, DateRange(BEGINNING, LIMITS_MOVED_ON)),
                (after, DateRange(LIMITS_MOVED_ON, None)),
            ]
        for region_code, during in periods:
            yield {
                "mrc_id": mrcs[(row["code"],)].pk,
                "region_id": regions[(region_code,)].pk,
                "during": during,
            }


def _municipality_rows(mrcs: Mapping[tuple, Model], regions: Mapping[tuple, Model]) -> Iterator[dict]:
    for row in _read("qc_municipalites.csv"):
        mrc = mrcs.get((_mrc_code(row),))
        yield {
            "code": row["code"],
            **_name(row["name"]),
            # The source cuts long designations inside their parenthesis.
            "designation": row["designation"].split(" (")[0],
            "region_id": regions[(row["region_code"],)].pk,
            "mrc_id": mrc.pk if mrc else None,
            "population": int(row["population_2025_decree"] or 0),
            "receives_rpce_since": RPCE_CITIES.get(row["code"]),
        }


def _mrc_code(row: Mapping[str, str]) -> str:
    """The MRC, else the equivalent territory that the census division is; a reserve belongs to none."""
    outside = row["designation"] == "Réserve indienne"
    return row["mrc_code"] or ("" if outside else row["census_division_code"])
