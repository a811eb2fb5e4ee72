"""One of everything, with canaries: names, amounts and file names that may appear nowhere they have no right to be."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from agreements.agreement.terms.target_texts import target_mark
from agreements.amendments.actions import AmendmentInput, draft_amendment, revise_target
from agreements.amendments.clauses import Clause, clauses_of
from agreements.models import Agreement, Deliverable, FunderSeat, Requirement, Target
from organisms.models import AuditorSeat, Indicator, Inquiry, Invitation, IssuerTie, Membership, NetworkSeat
from reporting.funder_reports.actions.private_links import hash_token
from reporting.lines.assembly import build_sections
from reporting.models import (
    Attachment,
    Campaign,
    Comment,
    Document,
    Message,
    PrivateLink,
    Receipt,
    Report,
    Template,
    TemplateVersion,
    Version,
)
from reporting.papers.freezing import freeze
from services.models import ImportBatch
from tests import factories
from tests.access import (
    consolidated,
    drafts,
    entry,
    funder_files,
    homes,
    offline,
    paid,
    private,
    removed,
    reopened,
    reviewed,
    wider,
    works,
)
from tests.reporting.builders.states import put_in_state

YEAR = DateRange(date(2025, 4, 1), date(2026, 4, 1))
PAPER = b"%PDF-1.7\n"
CANARY_NOTE = "CANARI-NOTE-7714"
CANARY_FILE = "canari-resolution-7714.pdf"
CANARY_REFERENCE = "CANARI-ENT-7714"
CANARY_COMMENT = "CANARI-COMMENTAIRE-7714"
CANARY_DRAFT = "CANARI-AVENANT-7714"
_SINCE = (reopened.SINCE_WORDS, reopened.SINCE_FILE)
CANARIES = (
    CANARY_NOTE,
    CANARY_FILE,
    CANARY_REFERENCE,
    CANARY_COMMENT,
    CANARY_DRAFT,
    paid.CANARY,
    paid.SHARED_CANARY,
    wider.CANARY,
    entry.CANARY,
    *_SINCE,
    offline.CANARY,
    *homes.CANARIES,
)
FOREIGN = "CANARI-VOISIN-7714"
FOREIGN_REFERENCE = "CANARI-ENT-VOISINE-7714"

_OF_RECORDS = {CANARY_NOTE, CANARY_FILE, CANARY_COMMENT, entry.CANARY, wider.CANARY, offline.CANARY}
_OF_RECORDS |= {*_SINCE, *homes.CANARIES}
# What no answer may hold, served or refused, by role. Readers of a filed report meet no note, comment
# or file of a draft.
HIDDEN_FROM = {
    "anonymous": {*CANARIES, FOREIGN, FOREIGN_REFERENCE},
    "staff": {paid.SHARED_CANARY, paid.CANARY, homes.SENT_NOTE, FOREIGN, FOREIGN_REFERENCE},
    "coordinator": {paid.SHARED_CANARY, homes.SENT_NOTE, FOREIGN, FOREIGN_REFERENCE},
    "director": {paid.SHARED_CANARY, homes.SENT_NOTE, FOREIGN, FOREIGN_REFERENCE},
    "neighbour": {*CANARIES} - {paid.SHARED_CANARY},
    "pivot": {paid.SHARED_CANARY, *_OF_RECORDS, CANARY_DRAFT, paid.CANARY, FOREIGN, FOREIGN_REFERENCE},
    "network": {*_OF_RECORDS, FOREIGN},
    "analyst": {*_OF_RECORDS, FOREIGN},
    "funder": {paid.SHARED_CANARY, *_OF_RECORDS, CANARY_DRAFT, paid.CANARY, FOREIGN, FOREIGN_REFERENCE},
    "other_funder": {*CANARIES, FOREIGN},
    "auditor": {paid.SHARED_CANARY, *homes.CANARIES, FOREIGN, FOREIGN_REFERENCE},
}


@dataclass
class World:
    """`people` by role; `places`: relation → the address's arguments."""

    people: dict
    places: dict = field(default_factory=dict)


def _report(kind, organism, state, **more) -> Report:
    template = Template.objects.filter(kind="annual" if kind == "annual" else "final", **more.pop("of", {})).first()
    version = TemplateVersion.objects.filter(template=template).first()
    moment = timezone.now()
    changes = {}
    if state == "submitted":
        changes = {"filed_at": moment, "filed_by": more.pop("by"), "number": f"RA-2026-{organism.pk:04}"}
    if state == "issued":
        changes = {"issued_at": moment, "issued_by": more.pop("by")}
    report = Report.objects.create(
        kind=kind, organism=organism, template_version=version, period=YEAR, region=organism.region,
        components=[1, 2, 3, 4, 5], due_on=date(2026, 6, 30), **more,
    )  # fmt: skip
    put_in_state(report, state, **changes)
    return report


def _freeze(report, by) -> Version:
    version = freeze(report, build_sections(report), reason="", by=by)
    document = Document(version=version, format="pdf", size=9, sha256=sha256(PAPER).hexdigest())
    document.file.save("paper.pdf", ContentFile(PAPER), save=False)
    document.save()
    return version


def _deliverable(agreement) -> Deliverable:
    need = Requirement.objects.create(agreement=agreement, kind="final", period_from_month=4, due_month=6, due_day=30)
    return Deliverable.objects.create(requirement=need, period=YEAR, due_on=date(2026, 6, 30))


def build(people: dict, organism, neighbour_organism, funder) -> World:
    """Make the world around the named people. The neighbour's rows carry FOREIGN, its agreement FOREIGN_REFERENCE."""
    world = World(people)
    director = people["director"]
    agreement = factories.make_agreement(organism, funder, CANARY_REFERENCE)
    drafting = factories.make_agreement(organism, funder, f"{CANARY_REFERENCE}-B")
    activity = factories.make_activity(organism, note=CANARY_NOTE, by=people["staff"])
    foreign = factories.make_activity(neighbour_organism, note=FOREIGN)
    other_funder = people["other_funder"].funder_seats.get().funder
    factories.make_agreement(neighbour_organism, other_funder, FOREIGN_REFERENCE)
    campaign = Campaign.objects.create(
        period=YEAR,
        template_version=TemplateVersion.objects.get(template__kind="annual"),
        opened_by=people["network"],
        due_on=date(2026, 6, 30),
    )
    other = Campaign.objects.create(
        period=DateRange(date(2024, 4, 1), date(2025, 4, 1)), template_version=campaign.template_version,
        opened_by=people["network"], due_on=date(2025, 6, 30),
    )  # fmt: skip
    draft = _report("annual", organism, "draft", campaign=campaign)
    submitted = _report("annual", organism, "submitted", campaign=other, by=director)
    _freeze(submitted, director)
    funder_kind = {"of": {"programme__key": "regionalisation"}}
    funder_draft = _report("funder", organism, "draft", deliverable=_deliverable(drafting), **funder_kind)
    issued = _report("funder", organism, "issued", deliverable=_deliverable(agreement), by=director, **funder_kind)
    paper = _freeze(issued, director)
    comment = Comment.objects.create(report=draft, body=CANARY_COMMENT, opened_by=director)
    attachment = Attachment(
        report=draft,
        line_key="piece-resolution",
        name=CANARY_FILE,
        content_type="application/pdf",
        size=9,
        sha256=sha256(PAPER).hexdigest(),
        added_by=director,
    )
    attachment.file.save(CANARY_FILE, ContentFile(PAPER), save=False)
    attachment.save()
    waiting = Deliverable.objects.create(
        requirement=agreement.requirements.get(),
        period=DateRange(date(2026, 4, 1), date(2027, 4, 1)),
        due_on=date(2027, 6, 30),
    )
    target = Target.objects.create(
        year=agreement.years.first(), indicator=Indicator.objects.get(code="V5.01"), value=24
    )
    world.places = _places(
        people, organism, neighbour_organism, agreement, activity, foreign, draft, submitted, funder_draft, issued,
        paper, comment, attachment, campaign, waiting, target,
    )  # fmt: skip
    world.places["agent_wait"] = {"seat_id": _invited_agent(people, funder).pk}
    world.places |= paid.places(agreement, neighbour_organism.agreements.get(), people["coordinator"])
    world.places |= wider.places(people, organism, neighbour_organism, agreement)
    shared = Agreement.objects.get(pk=world.places["shared"]["agreement_id"])
    world.places |= paid.shared_places(shared, people["neighbour"])
    world.places["shared_due"] = {"agreement_id": shared.pk, "deliverable_id": _deliverable(shared).pk}
    world.places |= homes.places(people, organism, neighbour_organism)
    world.places |= reopened.places(organism, agreement, people, _freeze)
    world.places |= reviewed.places(organism, funder, people, _freeze)
    world.places |= entry.places(people, organism, neighbour_organism, activity)
    world.places |= works.places(people, world.places["funder_draft"]["report_id"])
    world.places |= removed.places(world.places, people["coordinator"])
    world.places |= funder_files.places(world.places["issued"]["report_id"], people["network"])
    world.places |= offline.places(draft, world.places["asked"]["report_id"], people["coordinator"])
    world.places |= drafts.places(people["network"])
    world.places |= consolidated.places(organism.region, people["network"], people["pivot"])
    world.places |= private.places(people, organism)
    asked = {"organism_id": organism.pk, "funder_id": funder.pk, "table": "bailleurs", "kind": "csv"}
    world.places["own_burden"] = asked
    world.places["moved"] = drafts.moved(funder_draft, people["coordinator"], people["network"])
    return world


def _seats(people, organism) -> tuple[Membership, Membership, NetworkSeat, FunderSeat]:
    invitation = Invitation.objects.create(
        email="invitee@example.org",
        token_hash="5" * 64,
        created_by=people["network"],
        expires_at=timezone.now() + timedelta(days=7),
    )
    pending = Membership.objects.create(organism=organism, role="staff", invitation=invitation, during=factories.ALWAYS)
    extra = factories.make_seated_user("Personne de plus", organism, "staff").memberships.get()
    network = factories.make_network_user("Personne du réseau").network_seats.get()
    agent = factories.make_funder_user("Agente de plus", factories.make_funder("Bailleur de plus")).funder_seats.get()
    return pending, extra, network, agent


def _ways_in(person) -> dict:
    """A person who enters in two steps, and by an issuer too."""
    TOTP.activate(person, generate_totp_secret())
    tie = IssuerTie.objects.create(user=person, issuer="https://emetteur.test", subject="1")
    return {"person": {"person_id": person.pk}, "person_tie": {"person_id": person.pk, "tie_id": tie.pk}}


def _invited_agent(people, funder) -> FunderSeat:
    invitation = Invitation.objects.create(
        email="agente@example.org",
        token_hash="2" * 64,
        created_by=people["network"],
        expires_at=timezone.now() + timedelta(days=7),
    )
    return FunderSeat.objects.create(funder=funder, invitation=invitation, during=factories.ALWAYS)


def _audits(people, organism) -> tuple[AuditorSeat, AuditorSeat]:
    """An outside auditor of more, and one who is invited."""
    invitation = Invitation.objects.create(
        email="verifie@example.org",
        token_hash="3" * 64,
        created_by=people["director"],
        expires_at=timezone.now() + timedelta(days=7),
    )
    running = factories.make_auditor("Personne qui vérifie", organism).auditor_seats.get()
    waiting = AuditorSeat.objects.create(organism=organism, invitation=invitation, during=factories.ALWAYS)
    return running, waiting


def _amendments(people, agreement, target, own) -> dict:
    """A letter that was signed, and an amendment being prepared whose words are the organism's own."""
    by = people["coordinator"]
    revise_target(
        target=target,
        value=Decimal(30),
        seen=target_mark(target.value, {}),
        decided_on=date(2025, 10, 3),
        reason="Lettre",
        by=by,
    )
    terms = AmendmentInput(date(2026, 4, 1), CANARY_DRAFT)
    after = {**clauses_of(agreement), Clause("amount", "1"): "1.00"}
    draft = draft_amendment(agreement=agreement, terms=terms, after=after, by=by)
    letter = agreement.amendments.get(instrument="letter")
    return {"own_draft": {**own, "amendment_id": draft.pk}, "own_letter": {**own, "amendment_id": letter.pk}}


def _inquiry(people) -> Inquiry:
    return Inquiry.objects.create(
        by=people["staff"], page="/o/1/activites/", text="Une question", key=uuid.UUID(int=14)
    )


def _message(people) -> Message:
    """What the network wrote, to the coordination of the organism."""
    key = uuid.UUID(int=11)
    message = Message.objects.create(subject="Vos rapports", body="Bonjour", chosen="", key=key, by=people["network"])
    message.copies.create(person=people["coordinator"], organisms="")
    return message


def _places(
    people,
    organism,
    neighbour_organism,
    agreement,
    activity,
    foreign,
    draft,
    submitted,
    funder_draft,
    issued,
    paper,
    comment,
    attachment,
    campaign,
    waiting,
    target,
) -> dict:
    pending, extra, network_seat, agent_seat = _seats(people, organism)
    audit, audit_waiting = _audits(people, organism)
    own = {"organism_id": organism.pk, "agreement_id": agreement.pk, "kind": "csv"}
    of = {"section": "v4", "line_key": "v4-01"}
    link = PrivateLink.objects.create(
        report=issued, funder=agreement.signatures.get().funder, token_hash="4" * 64, created_by=people["coordinator"],
        expires_at=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    sent = PrivateLink.objects.create(
        report=issued, funder=link.funder, token_hash=hash_token("jeton-vivant"), created_by=people["coordinator"],
        expires_at=timezone.now() + timedelta(days=7), sent_at=timezone.now(), sent_by=people["coordinator"],
        recipient_name="Léa Roy", recipient_function="agente", recipient_email="lea@mrc.example",
    )  # fmt: skip
    register = "Date;Activité;Volet;Notes\n2025-04-02;Suivi;4;\n".encode()
    digest = sha256(register).hexdigest()
    batch = ImportBatch(organism=organism, name=CANARY_FILE, sha256=digest, created_by=people["staff"])
    batch.file.save(CANARY_FILE, ContentFile(register), save=False)
    batch.save()
    letter = Receipt(
        version=paper, funder=agreement.signatures.get().funder, state="accepted", recorded_by=people["coordinator"]
    )
    letter.letter.save("lettre.pdf", ContentFile(b"%PDF-1.7\n"), save=False)
    letter.save()
    return {
        "own_batch": {"organism_id": organism.pk, "pk": batch.pk},
        "issued_letter": {"report_id": issued.pk, "receipt_id": letter.pk},
        "draft_key": {"report_id": draft.pk, "key": uuid.UUID(int=7)},
        "own_link": {"report_id": issued.pk, "link_id": link.pk},
        "own_sent_link": {"report_id": issued.pk, "link_id": sent.pk},
        "living_link": {"token": "jeton-vivant", "receipt_id": letter.pk},
        "-": {},
        "accessibilite": {"slug": "accessibilite"},
        "guide": {"slug": "coordination"},
        "absent": {
            "sha256": "0" * 64,
            "slug": "rien",
            "organism_id": 987654,
            "code": "99",
            "token": "absent",
            "receipt_id": 987654,
            "agreement_id": 987654,
            "inquiry_id": 987654,
            "funder_id": 987654,
            "report_id": 987654,
            "format": "pdf",
            "programme_id": 987654,
        },
        "own": own,
        "programme": {"programme_id": agreement.programme_id},
        "barometer_year": {"year": 2025},
        "barometer_file": {"year": 2025, "kind": "csv"},
        "barometer_none": {"year": 2025, "number": 1},
        "portrait_part": {"slug": "cinq-ans"},
        "portrait_none": {"slug": "rien"},
        "own_portrait": {"organism_id": organism.pk, "slug": "cinq-ans"},
        "own_no_part": {"organism_id": organism.pk, "slug": "rien"},
        "bundle": {"year": 2025, "key": uuid.UUID(int=8)},
        "region": {"code": organism.region.code},
        "own_seat": {"organism_id": organism.pk, "seat_id": extra.pk},
        "own_pending": {"organism_id": organism.pk, "seat_id": pending.pk},
        "own_audit": {"organism_id": organism.pk, "seat_id": audit.pk},
        "own_audit_wait": {"organism_id": organism.pk, "seat_id": audit_waiting.pk},
        "network_seat": {"seat_id": network_seat.pk},
        **_ways_in(extra.user),
        "agent_seat": {"seat_id": agent_seat.pk},
        "own_target": {**own, "target_id": target.pk},
        **_amendments(people, agreement, target, own),
        "own_need": {**own, "requirement_id": agreement.requirements.get().pk},
        "own_activity": {"organism_id": organism.pk, "pk": activity.pk},
        "foreign": {"organism_id": organism.pk, "pk": foreign.pk},
        "draft": {"report_id": draft.pk, **of},
        "draft_text": {"report_id": draft.pk, "line_key": "v4-faits-saillants"},
        "draft_piece": {"report_id": draft.pk, "line_key": "piece-resolution"},
        "issued_line": {"report_id": issued.pk, "line_key": "a2"},
        "draft_comment": {"report_id": draft.pk, "comment_id": comment.pk},
        "draft_file": {"report_id": draft.pk, "attachment_id": attachment.pk},
        "submitted": {"report_id": submitted.pk, **of},
        "submitted_v1": {"report_id": submitted.pk, "number": 1},
        "funder_draft": {"report_id": funder_draft.pk, **of},
        "issued": {"report_id": issued.pk, **of},
        "issued_v1": {"report_id": issued.pk, "number": 1},
        "issued_pdf": {"report_id": issued.pk, "number": 1, "format": "pdf"},
        "campaign": {"campaign_id": campaign.pk},
        "deliverable": {"deliverable_id": waiting.pk},
        "own_due": {**own, "deliverable_id": waiting.pk},
        "own_funder": {"funder_id": agreement.signatures.get().funder_id},
        "message": {"message_id": _message(people).pk},
        "inquiry": {"inquiry_id": _inquiry(people).pk},
        "sheet": {"format": "csv"},
        "code": {"code": paper.code},
        "indicator": {"code": "V4.01"},
    }
