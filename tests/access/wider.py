"""What funders, programmes, partners, papers and kept filters add to the world of the table of rights."""

from datetime import date
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import AgreementDocument, AgreementPartner, FunderOffice, Stream
from organisms.models import SavedFilter
from services.models import Position
from tests import factories
from tests.services.offerings.builders import offer

CANARY = "CANARI-POSTE-7714"


def places(people, organism, neighbour_organism, agreement) -> dict:
    """Relations: a paper of their own, a neighbour's agreement in which they are a partner, a funder and its parts."""
    document = AgreementDocument(
        agreement=agreement,
        title="CANARI-RESOLUTION",
        name="papier.pdf",
        content_type="application/pdf",
        size=9,
        sha256=sha256(b"%PDF-1.7\n").hexdigest(),
        added_by=people["coordinator"],
    )
    document.file.save("papier.pdf", ContentFile(b"%PDF-1.7\n"), save=False)
    document.save()
    other_funder = people["other_funder"].funder_seats.get().funder
    shared = factories.make_agreement(neighbour_organism, other_funder, "PARTAGE-1", start=date(2025, 4, 1))
    AgreementPartner.objects.create(agreement=shared, organism=organism)
    funder = agreement.signatures.get().funder
    stream = Stream.objects.create(programme=agreement.programme, name="Volet d’essai")
    office = FunderOffice.objects.create(funder=funder, name="Bureau d’essai")
    kept = SavedFilter.objects.create(
        user=people["coordinator"], list_key="agreements:agreement-list", name="À moi", query="state=late"
    )
    mine, theirs = _positions(people, organism, neighbour_organism)
    own_offer = offer(organism, agreements=[agreement], by=people["coordinator"])
    foreign_offer = offer(neighbour_organism, agreements=[shared], by=people["neighbour"])
    offered = {"organism_id": organism.pk, "pk": own_offer.pk}
    programme = {"programme_id": agreement.programme_id, "part": "volets", "row_id": stream.pk}
    return {
        "own_paper": {"agreement_id": agreement.pk, "document_id": document.pk},
        "shared": {"agreement_id": shared.pk},
        "funder": {"funder_id": funder.pk},
        "office": {"funder_id": funder.pk, "office_id": office.pk},
        "programme": programme,
        "no_part": {**programme, "part": "bureaux"},
        "own_filter": {"filter_id": kept.pk},
        "own_position": {"organism_id": organism.pk, "pk": mine.pk},
        "other_position": {"organism_id": organism.pk, "pk": theirs.pk},
        "next_door": {"organism_id": neighbour_organism.pk},
        "own_offer": offered,
        "foreign_offer": {**offered, "pk": foreign_offer.pk},
        "own_measure": {"organism_id": organism.pk, "key": "PRIIME"},
        "no_measure": {"organism_id": organism.pk, "key": "rien"},
    }


def _positions(people, organism, neighbour_organism) -> list[Position]:
    """A position of theirs, whose title nobody outside may read, and a neighbour's."""
    during = DateRange(date(2022, 4, 1), None)
    fields = {"during": during, "hours": 35}
    return [
        Position.objects.create(organism=organism, title=CANARY, created_by=people["coordinator"], **fields),
        Position.objects.create(
            organism=neighbour_organism, title="Poste voisin", created_by=people["neighbour"], **fields
        ),
    ]
