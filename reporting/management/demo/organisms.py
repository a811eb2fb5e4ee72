"""Members: the organisms with their dated names, memberships and mandates, and everybody's seats."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.text import slugify

from agreements.models import Funder, FunderOffice, FunderSeat, Programme
from organisms.models import (
    AuditorSeat,
    Membership,
    Mrc,
    Municipality,
    NetworkMembership,
    NetworkSeat,
    Organism,
    OrganismName,
    PivotMandate,
    Region,
    User,
)
from organisms.names import sort_name
from reporting.management.demo.cast import PASSWORD, World, read_cast

FOUNDED = date(2014, 4, 1)
SEATED = DateRange(date(2022, 4, 1), None)
# Its answer to a report of 2025 came by letter, before somebody had a seat there
SEATED_LATER = {"mrc-vallee-des-bouleaux": DateRange(date(2026, 6, 1), None)}
MANDATED = date(2022, 4, 1)
AUDIT = timedelta(days=180)  # an auditor reads until a day
DIRECTORS = [
    "Lise Arsenault-Kone", "Marc Bellerose-Chen", "Fatou Cantin-Dème", "Guy Desrosiers-Ivanov", "Nora Émond-Haddadi",
    "Pierre Falardeau-Mensah", "Claudine Gervais-Ruiz", "Alain Hudon-Saleh", "Joëlle Isabel-Njoya",
    "Carlos Jutras-Mejía",
    "Renée Kirouac-Ali", "Simon Lapointe-Gueye", "Dalila Massé-Benali", "Yvan Naud-Petrov", "Edith Orain-Camara",
    "Hassan Pratte-Idrissi", "Gisèle Quirion-Vu", "Louis Rancourt-Abate", "Mona Savoie-Khalil", "Régis Trahan-Obi",
    "Viviane Urvoy-Sané", "Daniel Vachon-Popescu", "Ana Willett-Suárez", "Jean Yelle-Mukasa", "Zoé Zacharie-Fall",
    "Roch Allaire-Nguema",
]  # fmt: skip


def create_members(world: World) -> None:
    """Write the organisms of the cast; the network's membership and one pivot mandate per region with them."""
    regions = {row.code: row for row in Region.objects.all()}
    cities = {row.code: row for row in Municipality.objects.select_related("mrc")}
    for row in read_cast()["organisms"]:
        organism = _create_organism(row, regions[row["region"]], cities[row["city"]])
        world.organisms[row["key"]] = organism
        _write_names(organism, row)
        _write_memberships(organism, row)
        if row.get("pivot"):
            PivotMandate.objects.create(region=organism.region, organism=organism, during=DateRange(MANDATED, None))
    former = world.organisms["croisee"]
    PivotMandate.objects.create(region=former.region, organism=former, during=DateRange(date(2018, 4, 1), MANDATED))


def _create_organism(row: dict, region: Region, city: Municipality) -> Organism:
    organism = Organism.objects.create(
        name=row["name"],
        sort_name=sort_name(row["name"]),
        region=region,
        municipality=city,
        components=row["components"],
        email=f"info@{row['key']}.example",
        phone=f"555 010-{1000 + region.pk * 7 % 9000}",
        website=f"https://www.{row['key']}.example",
        delegate=row["delegate"],
        privacy_officer=row["delegate"],
        privacy_email=f"confidentialite@{row['key']}.example",
    )
    near = Mrc.objects.filter(municipalities__region=region).distinct().order_by("pk")[:2]
    organism.mrcs.set({*near, *([city.mrc] if city.mrc else [])})
    return organism


def _write_names(organism: Organism, row: dict) -> None:
    since = date.fromisoformat(row["renamed_on"]) if "renamed_on" in row else FOUNDED
    if since > FOUNDED:
        OrganismName.objects.create(organism=organism, name=row["former_name"], during=DateRange(FOUNDED, since))
    OrganismName.objects.create(organism=organism, name=row["name"], during=DateRange(since, None))


def _write_memberships(organism: Organism, row: dict) -> None:
    until = date.fromisoformat(row["observer_since"]) if "observer_since" in row else None
    active, observer = NetworkMembership.State.ACTIVE, NetworkMembership.State.OBSERVER
    NetworkMembership.objects.create(organism=organism, state=active, during=DateRange(FOUNDED, until))
    if until:
        NetworkMembership.objects.create(organism=organism, state=observer, during=DateRange(until, None))


def create_funders(world: World) -> None:
    """Write the funders of the cast with their offices and programmes, beside the ministry of the reference data."""
    world.funders["regionalisation"] = Programme.objects.get(key="regionalisation").funder
    for row in read_cast()["funders"]:
        funder = Funder.objects.create(
            name=row["name"], sort_name=sort_name(row["name"]), kind=row["kind"], email=row.get("email", "")
        )
        world.funders[row["key"]] = funder
        FunderOffice.objects.bulk_create(FunderOffice(funder=funder, name=name) for name in row.get("offices", []))
        if "programme" in row:
            key, name = row["programme"]
            Programme.objects.create(funder=funder, key=key, name=name)


def create_people(world: World) -> None:
    """Write the named accounts, who may log in, and a coordinator and a director for every organism, who may not."""
    password, closed = make_password(PASSWORD), make_password(None)
    for row in read_cast()["accounts"]:
        _seat(world, _account(row["email"], row["name"], password), row["seat"], row["at"])
    for row, director in zip(read_cast()["organisms"], DIRECTORS, strict=True):
        wanted = {"coordinator": row["delegate"], "director": director}
        for role, name in wanted.items():
            if (row["key"], role) not in world.people:
                email = f"{slugify(name)}@{row['key']}.example"
                _seat(world, _account(email, name, closed), role, row["key"])


def _account(email: str, name: str, password: str) -> User:
    """Write an account with a password that is hashed already: to hash it once for each would take a minute."""
    user = User.objects.create(email=email, name=name, password=password)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _seat(world: World, user: User, seat: str, place: str) -> None:
    if seat == "network":
        NetworkSeat.objects.create(user=user, role=place, during=SEATED)
        world.people["network", place] = user
    elif seat == "funder":
        FunderSeat.objects.create(user=user, funder=world.funders[place], during=SEATED_LATER.get(place, SEATED))
        world.people[place, "agent"] = user
    elif seat == "auditor":
        ends_on = timezone.localdate() + AUDIT
        AuditorSeat.objects.create(user=user, organism=world.organisms[place], during=DateRange(SEATED.lower, ends_on))
    else:
        Membership.objects.create(user=user, organism=world.organisms[place], role=seat, during=SEATED)
        world.people[place, seat] = user
