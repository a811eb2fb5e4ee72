"""Letters about reports. Called by jobs, never by views; a subject names no person and no figure."""

from collections.abc import Iterable
from datetime import date
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop

from agreements.models import Funder
from organisms.mail_choices.choices import at_once_among
from organisms.mail_choices.letters import with_choice
from organisms.models import Letter, Membership, NetworkSeat, NewsKind, User
from reporting.funder_reports.links.letter import link_letter
from reporting.models import Message, PrivateLink, Receipt, Report, Transition, Version
from reporting.papers.languages import FRENCH_ALONE, Languages, in_each, languages_of_form
from reporting.permissions import endorser_of
from reporting.workflow.levels import Hand, Level, is_read, levels_of, next_hand
from reporting.workflow.status import days_left

ROLES_THAT_REPORT = (Membership.Role.COORDINATOR, Membership.Role.DIRECTOR)
SUBJECTS = {
    "campaign": "Un rapport annuel est à produire",
    "campaign_date": "L’échéance d’un rapport annuel a changé",
    "ask_certification": "Un rapport attend votre attestation",
    "submit": "Un rapport est déposé",
    "endorse": "Un rapport est endossé",
    "return": "Un rapport est à corriger",
    "approve": "Votre rapport est approuvé",
    "reopen": "Votre rapport est rouvert",
    "issue": gettext_noop("Un rapport vous est transmis"),
    "ask": "Un bailleur demande des précisions",
    "reply": "Une réponse à votre question",
    "accept": "Un bailleur a accepté votre rapport",
    "reserve": "Un bailleur a accepté votre rapport avec réserve",
    "confirm": "Un bailleur confirme la lettre inscrite en son nom",
    "confirm_reserve": "Un bailleur confirme avec réserve la lettre inscrite en son nom",
    "contest": "Un bailleur conteste la lettre inscrite en son nom",
    "take_back": "Une décision sur un rapport est annulée",
    "letter": "Une lettre est inscrite en votre nom",
    "link_answer": "Une réponse est arrivée par un lien privé",
    "link_receipt": gettext_noop("Votre réponse est reçue"),
    "link_news": gettext_noop("Du nouveau sur un rapport que vous lisez par lien"),
}

# What each letter is news of, so that its reader chooses when it comes; the others leave always
KINDS = {
    **dict.fromkeys(("campaign", "campaign_date"), NewsKind.CAMPAIGNS),
    **dict.fromkeys(("ask_certification", "submit", "endorse", "issue"), NewsKind.TURN),
    **dict.fromkeys(("ask", "contest", "reply"), NewsKind.QUESTIONS),
    **dict.fromkeys(("return", "approve", "reopen", "take_back", "link_answer"), NewsKind.ANSWERS),
    **dict.fromkeys(("accept", "reserve", "confirm", "confirm_reserve"), NewsKind.ANSWERS),
}

# Those to who reads by a private link
BY_LINK = ("link_receipt", "link_news")
# Letters under another name than the step’s, and those of steps that say the same thing
SAME_LETTER = {
    "campaign": "campaigns/opened",
    "campaign_date": "campaigns/date",
    "reserve": "accept",
    "confirm": "accept",
    "confirm_reserve": "accept",
    "contest": "ask",
    "letter": "without_account/letter",
    "link_answer": "without_account/answer",
    "link_receipt": "without_account/receipt",
    "link_news": "without_account/news",
}

# The states in which a level reads a report, or has read it
READING = (Report.State.SUBMITTED, Report.State.ENDORSED, Report.State.APPROVED)


def send(name: str, report: Report, to: Iterable[str], **context) -> int:
    """Send one letter to each address, apart; return how many left. `name` chooses the letter and its subject.

    Who chose another rhythm for its kind of news receives none here. Who reads by a private link receives it in each
    language of the report's form.
    """
    url = f"{settings.SITE_URL}/rapports/{report.pk}/"
    letter = f"emails/reporting/{SAME_LETTER.get(name, name)}.txt"
    languages = languages_of_form(report.template_version) if name in BY_LINK else FRENCH_ALONE
    body = in_each(languages, lambda _: render_to_string(letter, {"report": report, "url": url, **context}))
    return _send_each(KINDS.get(name), _subject(name, languages), body, to)


def _send_each(kind: NewsKind | None, subject: str, body: str, to: Iterable[str]) -> int:
    """Send a letter to each address that wants it at once, with the address that stops its kind."""
    people: dict[str, int | None] = at_once_among(to, kind) if kind else {address: None for address in to if address}
    for address in sorted(people):
        with_choice(EmailMessage(subject, body, to=[address]), people[address], [kind] if kind else []).send()
    return len(people)


def _subject(name: str, languages: Languages) -> str:
    return in_each(languages, lambda _: gettext(SUBJECTS[name]), " / ")


def send_campaign_undone(organism_ids: Iterable[int], period: str, reason: str, *, is_cut: bool) -> None:
    """Tell these organisms that a campaign asks nothing of them any more: opened by mistake, or `is_cut`, not begun."""
    said = {"period": period, "reason": reason, "is_cut": is_cut, "url": f"{settings.SITE_URL}/"}
    body = render_to_string("emails/reporting/campaigns/undone.txt", said)
    rows = [people_or_network(organism_id).values_list("email", flat=True) for organism_id in organism_ids]
    addresses = {address for addresses in rows for address in addresses}
    _send_each(NewsKind.CAMPAIGNS, "Un rapport annuel n’est plus à produire", body, addresses)


def people_of(organism_id: int, roles: Iterable[str] = ROLES_THAT_REPORT) -> QuerySet[User]:
    """Return those who hold one of these seats in the organism today."""
    seats = Membership.objects.running().filter(organism=organism_id, role__in=list(roles))
    return User.objects.filter(pk__in=seats.values("user"), is_active=True)


def people_or_network(organism_id: int, roles: Iterable[str] = ROLES_THAT_REPORT) -> QuerySet[User]:
    """Return those people; where every seat has ended, the network's coordination: what is due reaches somebody."""
    people = people_of(organism_id, roles)
    return people if people.exists() else network_people()


def network_people() -> QuerySet[User]:
    seats = NetworkSeat.objects.running().filter(role=NetworkSeat.Role.COORDINATOR)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True)


def readers_of(step: Transition) -> list[str]:
    """Return the addresses of those whose turn a step makes it: pivot, network, or the organism; never its author.

    The network, where nobody has a seat any more.
    """
    if step.name == "reply" or (step.name == "take_back" and step.from_state == Report.State.ISSUED):
        return questioners(step)
    people = _turned_to(step)
    others = people.exclude(pk=step.by_id) if step.by_id else people
    network = network_people().values_list("email", flat=True) if step.signer_id else []
    return [*others.values_list("email", flat=True), *network, *_named_by_letter(step)]


def _turned_to(step: Transition) -> QuerySet[User]:
    """Return those whose turn a step makes it; for one that is taken back, those whom it had turned to."""
    report, state = step.report, _state_after(step)
    if step.name == "ask_certification":
        return people_or_network(report.organism_id, [Membership.Role.DIRECTOR])
    if state == Report.State.SUBMITTED and (pivot := endorser_of(report)):
        return people_or_network(pivot.pk)
    is_networks = state in READING and next_hand(report, state) == Hand.NETWORK
    return network_people() if is_networks else people_or_network(report.organism_id)


def _state_after(step: Transition) -> str:
    """The state that a step leads to, or led to before it was taken back; a filing that no pivot reads, one further."""
    if step.name == "submit" and not (Level.PIVOT in levels_of(step.report) and endorser_of(step.report)):
        return Report.State.ENDORSED
    return step.from_state if step.name == "take_back" else step.to_state


def next_words(step: Transition) -> str:
    """Return what follows a filing, an endorsement or an approval, for the letter that says it."""
    report, state = step.report, _state_after(step)
    hand = next_hand(report, state)
    if not is_read(report, state):
        return "Rien d’autre à faire." if hand == Hand.NOBODY else "C’est à vous de le lire."
    if hand == Hand.NETWORK:
        return "C’est au réseau de le transmettre au bailleur."
    return "Il est prêt\u00a0: la direction le transmet au bailleur."


def _named_by_letter(step: Transition) -> list[str]:
    """Return the addresses of the funder in whose name a letter was written that this step takes back."""
    if step.name != "take_back":
        return []
    rows = Receipt.objects.filter(idempotency_key=step.idempotency_key, recorded_by__isnull=False)
    rows = rows.select_related("version__report__deliverable__requirement__agreement", "funder")
    return [address for row in rows for address in agents_of(row.version, row.funder)]


def questioners(step: Transition) -> list[str]:
    """Return the addresses of those whose question a written answer closes, or of which it is taken back."""
    states = [Receipt.State.ANSWERED, Receipt.State.TAKEN_BACK]
    answers = Receipt.objects.filter(version__report=step.report, state__in=states, at__gte=step.at)
    rows = answers.select_related("version__report__deliverable__requirement__agreement", "funder")
    return [address for row in rows for address in agents_of(row.version, row.funder)]


def agents_of(version: Version, funder: Funder) -> list[str]:
    """Return the addresses that receive an issued version: the agents of that office, else the funder's own address."""
    signature = version.report.funded_agreement.signatures.get(funder=funder)
    return list(signature.agents().values_list("email", flat=True)) or [funder.email]


def send_link(link: PrivateLink, address: str) -> None:
    """Send the address of a private link to its recipient, in the organism's name; answers go to who sent it.

    This letter is the only place where the address is written.
    """
    organism, sender = link.report.organism, link.sent_by
    EmailMessage(
        _subject("issue", languages_of_form(link.report.template_version)),
        link_letter(link, address),
        from_email=formataddr((organism.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[link.recipient_email],
        reply_to=[sender.email] if sender else [],
    ).send()


def send_link_news(report: Report, news: str) -> int:
    """Tell those who read a report by a link that still opens that it moved; the link itself is not written again."""
    links = report.private_links.sent().open().exclude(recipient_email="").select_related("sent_by")
    return sum(send("link_news", report, [link.recipient_email], link=link, news=news) for link in links)


def send_reminder(person: User, things: list, opening: str, today: date, asker: str = "") -> Letter | None:
    """Send one letter for one or several things that wait; return its row in the outbox, which says what becomes of it.

    `asker`: who asked for it, in words; nothing of one that came by itself. Where mail goes to the post without an
    outbox: nothing is returned, and what the post raises is raised.
    """
    rows = [(thing, f"{settings.SITE_URL}{thing.url}", days_left(thing.due_on, today)) for thing in things]
    body = render_to_string(
        "emails/reporting/reminders/reminder.txt", {"opening": opening, "rows": rows, "asker": asker}
    )
    subject = "Un rapport est à remettre" if len(things) == 1 else "Des rapports sont à remettre"
    if any(thing.key[0] == "question" for thing in things):
        subject = "Un bailleur attend votre réponse" if len(things) == 1 else "Rapports et réponses sont attendus"
    return _sent(with_choice(EmailMessage(subject, body, to=[person.email]), person.pk, [NewsKind.DEADLINES]))


def send_news(person: User, groups: list, kinds: Iterable[str], more: int) -> None:
    """Send one letter of gathered news: by kind, each in its words with its address; `more`: how many it leaves out."""
    context = {"name": person.name, "groups": groups, "more": more, "url": f"{settings.SITE_URL}/nouveautes/"}
    body = render_to_string("emails/reporting/reminders/news.txt", context)
    with_choice(EmailMessage("Ce qui a changé pour vous", body, to=[person.email]), person.pk, kinds).send()


def send_message(message: Message, address: str) -> Letter | None:
    """Send a copy of the network's message; answers go to who wrote it. Returns and raises as `send_reminder` does."""
    body = render_to_string(
        "emails/reporting/reminders/message.txt", {"message": message, "url": f"{settings.SITE_URL}/"}
    )
    return _sent(EmailMessage(message.subject, body, to=[address], reply_to=[message.by.email]))


def _sent(message: EmailMessage) -> Letter | None:
    message.send()
    return getattr(message, "letter", None)
