"""Every page in its states, empty, filled, refused, locked, for every side: nothing a reader stumbles over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.journeys import stage
from tests.journeys.axe import faults
from tests.journeys.conftest import PATIENCE

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@dataclass(frozen=True)
class Seen:
    """A page as somebody meets it. `typed` and `clicked` bring it to its state; `told` is a word it must then show."""

    person: str
    state: str
    path: str
    told: str
    clicked: str = ""
    typed: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.person}, {self.state}"


SAVE = ".actions button:text-is('Enregistrer')"
MAIN = "main form:not([method=get]) button.btn-primary"

PAGES = [
    Seen("coordinator", "what is due", "/", "Ce qui est dû"),
    Seen("coordinator", "a search", "/chercher/?q=accueil", "Les ménages ne se cherchent pas"),
    Seen("coordinator", "a search by reports", "/chercher/?q=rapport&quoi=rapports", "la dernière échéance d’abord"),
    Seen("coordinator", "a search that finds nothing", "/chercher/?q=zzyzx", "Rien ne porte"),
    Seen("coordinator", "a refused search", "/chercher/?q=a", "au moins 2 lettres"),
    Seen("coordinator", "the plan", "/plan/", "Vos pages"),
    Seen("coordinator", "help", "/aide/", "Glossaire"),
    Seen("coordinator", "the help of a page", "/o/{own}/partenaires/", "Ses mots", ".places-help"),
    Seen("coordinator", "a guide", "/aide/coordination/", "Le rapport annuel"),
    Seen("coordinator", "a refused question", "/aide/ecrire/?de=/plan/", "Écrivez votre question", MAIN),
    Seen("coordinator", "records", "/o/{own}/activites/", "Premier accueil"),
    Seen("coordinator", "a record", "/o/{own}/activites/{activity}/", "Au comptoir"),
    Seen("coordinator", "a new record", "/o/{own}/activites/ajouter/", "Type"),
    Seen("coordinator", "a refused record", "/o/{own}/activites/ajouter/", "À revoir", "main button.btn-primary"),
    Seen("coordinator", "several sessions", "/o/{own}/activites/seances/", "En commun"),
    Seen("coordinator", "refused sessions", "/o/{own}/activites/seances/", "À revoir", MAIN,
         {"#id_s1-day": "2099-01-01", "#id_s1-immigrants": "douze"}),
    Seen("coordinator", "a day again", "/o/{own}/activites/jour/", "Journée à répéter"),
    Seen("newcomer", "no template", "/o/{new}/modeles/", "Aucun modèle"),
    Seen("coordinator", "templates", "/o/{own}/modeles/", "Accueil du mardi"),
    Seen("coordinator", "a template to mend", "/o/{own}/modeles/{template}/", "Corriger"),
    Seen("coordinator", "a refused template", "/o/{own}/modeles/ajouter/", "Donnez un nom", MAIN),
    Seen("coordinator", "partners", "/o/{own}/partenaires/", "Partenaires et employeurs"),
    Seen("coordinator", "probable duplicates", "/o/{own}/partenaires/doublons/", "Doublons probables"),
    Seen("coordinator", "a partner", "/o/{own}/partenaires/{partner}/", "Activités qui le nomment"),
    Seen("coordinator", "a partner to mend", "/o/{own}/partenaires/{partner}/corriger/", "NEQ"),
    Seen("coordinator", "two lines to merge", "/o/{own}/partenaires/{partner}/fusionner/{twin}/", "sans fusionner"),
    Seen("newcomer", "no partner", "/o/{new}/partenaires/", "Aucun partenaire"),
    Seen("newcomer", "no body", "/o/{new}/instances/", "Aucune instance"),
    Seen("coordinator", "bodies", "/o/{own}/instances/", "Table du Nord"),
    Seen("coordinator", "a body", "/o/{own}/instances/{body}/", "Qui y siège"),
    Seen("coordinator", "a refused body", "/o/{own}/instances/ajouter/", "Donnez le nom", MAIN),
    Seen("coordinator", "the follow-up", "/o/{own}/suivi/", "Imputées à personne"),
    Seen("coordinator", "the hand-over", "/o/{own}/passation/", "Personnes et sièges"),
    Seen("coordinator", "joint targets", "/o/{own}/cibles-conjointes/", "Relais de la Métropole"),
    Seen(
        "coordinator", "a joint target to answer", "/o/{own}/cibles-conjointes/{waiting_joint}/", "Accepter ce nombre",
    ),
    Seen("coordinator", "a refused joint target", "/o/{own}/cibles-conjointes/ajouter/", "À revoir", MAIN),
    Seen("coordinator", "households", "/o/{own}/menages/", "Suivi dû"),
    Seen("coordinator", "a joint target that runs", "/o/{own}/cibles-conjointes/{joint}/", "Proposer une révision"),
    Seen("newcomer", "no joint target", "/o/{new}/cibles-conjointes/", "Aucune cible"),
    Seen("newcomer", "no household", "/o/{new}/menages/", "Aucun ménage ici"),
    Seen("coordinator", "a step to cancel", "/o/{own}/menages/{home}/annuler/{installed}/", "La garder"),
    Seen("coordinator", "a household", "/o/{own}/menages/{home}/", "Le continuum tel que vécu"),
    Seen("coordinator", "follow-ups due", "/o/{own}/menages/suivis/", "Dû le"),
    Seen("coordinator", "a refused household", "/o/{own}/menages/ajouter/", "À revoir", MAIN),
    Seen("director", "readings of households", "/o/{own}/menages/consultations/", "Qui a ouvert"),
    Seen("network", "totals of households", "/menages/?du=2025-04-01&au=2026-03-31", "Trois façons de compter"),
    Seen("coordinator", "imports", "/o/{own}/imports/", "registre-Juin.csv"),
    Seen("coordinator", "a refused file", "/o/{own}/imports/ajouter/", "À revoir", MAIN),
    Seen("coordinator", "an import with mistakes", "/o/{own}/imports/{waiting}/", "31/02/2025"),
    Seen("coordinator", "types to teach", "/o/{own}/imports/{waiting}/types/", "À quel type"),
    Seen("coordinator", "a done import", "/o/{own}/imports/{done}/", "Ce qu’elle ajoute"),
    Seen("coordinator", "an import to undo", "/o/{own}/imports/{done}/annuler/", "La garder"),
    Seen("coordinator", "reports", "/rapports/", "Rapport annuel"),
    Seen("coordinator", "a filled report", "/rapports/{annual_main}/", "Volet 4"),
    Seen("coordinator", "a filled section", "/rapports/{annual_main}/section/v4/", "Enregistré à"),
    Seen(
        "coordinator", "a refused section", "/rapports/{annual_main}/section/v4/", "réponses sont à revoir", SAVE,
        {"#q-v4-03": "douze", "#q-v4-04": "-1"},
    ),
    Seen("coordinator", "a report to fill offline", "/rapports/{annual_main}/classeur/", "Télécharger le classeur"),
    Seen("coordinator", "a refused workbook", "/rapports/{annual_main}/classeur/", "À revoir", MAIN),
    Seen("coordinator", "money by agreement", "/rapports/{annual_main}/section/finances/", "Sommes reçues"),
    Seen("coordinator", "files to join", "/rapports/{annual_main}/section/pieces/", "piece.pdf"),
    Seen("coordinator", "rows behind a figure", "/rapports/{annual_main}/fiches/v4-01/", "Premier accueil"),
    Seen("coordinator", "a locked section", "/rapports/{annual_last}/section/v4/", "Ce rapport est déposé"),
    Seen("coordinator", "a frozen version", "/rapports/{annual_last}/versions/1/", "Comment on a compté"),
    Seen("coordinator", "a receipt", "/rapports/{annual_last}/recu/", "Et maintenant"),
    Seen("coordinator", "what is offered", "/o/{own}/offre/", "payé par MIN-2024-031"),
    Seen("coordinator", "a service to offer", "/o/{own}/offre/ajouter/", "Dans toute une région"),
    Seen("coordinator", "a refused offer", "/o/{own}/offre/ajouter/", "Choisissez le service", MAIN),
    Seen("coordinator", "an offer to change", "/o/{own}/offre/{offering}/", "Inscrit par mégarde"),
    Seen("coordinator", "an offer to end", "/o/{own}/offre/{offering}/cesser/", "Dernier jour offert"),
    Seen("coordinator", "a service to name", "/o/{own}/offre/services/ajouter/", "Nommez le service", MAIN),
    Seen("coordinator", "measures", "/o/{own}/mesures/?du=2025-04-01&au=2026-03-31", "PRIIME"),
    Seen("coordinator", "records of a measure", "/o/{own}/mesures/PRIIME/", "Aucune activité ne compte ici"),
    Seen("coordinator", "the continuum", "/continuum/?jour=2026-11-23", "1 sur 6"),
    Seen("coordinator", "services of a component", "/continuum/?volet=4", "Recherche de logement"),
    Seen("coordinator", "a refused day of the continuum", "/continuum/?jour=hier", "Écrivez la date ainsi"),
    Seen("network", "outlines", "/continuum/?vue=contours", "Voir les tuiles"),
    Seen(
        "network", "the continuum of a region", "/regions/{region}/continuum/?jour=2026-11-23",
        "aucun voisin ne l’offre",
    ),
    Seen("network", "outlines of regions", "/regions/?vue=contours", "Voir les tuiles"),
    Seen("coordinator", "agreements", "/ententes/", "MIN-2024-031"),
    Seen("coordinator", "an agreement", "/ententes/{agreement}/", "Rapports à rendre"),
    Seen("coordinator", "money of an agreement", "/ententes/{agreement}/argent/", "D’année en année"),
    Seen("coordinator", "a refused budget", "/ententes/{agreement}/argent/ans/2/postes/", "Nommez ce poste", MAIN,
         {"#id_amount_0": "12"}),
    Seen("coordinator", "instalments", "/ententes/{agreement}/argent/ans/2/versements/", "Part, en %"),
    Seen("coordinator", "a refused expense", "/ententes/{agreement}/argent/depenses/ajouter/", "À revoir", MAIN),
    Seen("coordinator", "no expense", "/ententes/{agreement}/argent/depenses/", "Rien n’est encore dépensé"),
    Seen(
        "coordinator", "a refused file of expenses", "/ententes/{agreement}/argent/depenses/importer/",
        "À revoir", MAIN,
    ),
    Seen("coordinator", "rules of money", "/ententes/{agreement}/argent/regles/", "Retenue jusqu’au rapport final"),
    Seen("coordinator", "money of the year", "/o/{own}/argent/", "État financier à produire"),
    Seen("coordinator", "positions", "/o/{own}/postes/", "Agente de liaison"),
    Seen("newcomer", "no position yet", "/o/{new}/postes/", "Aucun poste pour l’instant"),
    Seen("coordinator", "a position to mend", "/o/{own}/postes/{position}/modifier/", "Agente de liaison"),
    Seen("coordinator", "a refused position", "/o/{own}/postes/ajouter/", "À revoir", MAIN),
    Seen("network", "positions of the network", "/postes/", "occupé"),
    Seen("coordinator", "results", "/o/{own}/resultats/?periode=etat-2025&indicateur=V4.01", "Comment on compte"),
    Seen(
        "coordinator", "results between two days", "/o/{own}/resultats/?du=2025-04-01&au=2025-09-30",
        "retirer ces deux jours",
    ),
    Seen("coordinator", "refused days of results", "/o/{own}/resultats/?du=2025-04-01", "Donnez les deux jours"),
    Seen("newcomer", "results of nothing", "/o/{new}/resultats/", "Comment on compte"),
    Seen("newcomer", "no target", "/o/{new}/cibles/", "Cibles"),
    Seen("pivot", "results of their region", "/regions/{region}/resultats/?periode=etat-2025", "se calculerait"),
    Seen("pivot", "targets of their region", "/regions/{region}/cibles/", "Cibles"),
    Seen("network", "results of the network", "/reseau/resultats/?periode=etat-2025", "se calculerait"),
    Seen("network", "a refused definition", "/indicateurs/V2.05/changer/", "À revoir", MAIN),
    Seen("coordinator", "work told twice", "/o/{own}/activites/?imputation=plusieurs", "imputée à 2 ententes"),
    Seen("coordinator", "a record told twice", "/o/{own}/activites/{twice}/", "interdit de déclarer deux fois"),
    Seen("coordinator", "results of an agreement", "/ententes/{agreement}/resultats/", "Comment on compte"),
    Seen("coordinator", "targets of the organism", "/o/{own}/cibles/", "Comment on prévoit"),
    Seen("coordinator", "sheets of indicators", "/indicateurs/", "Un code, une unité"),
    Seen("coordinator", "the sheet of an indicator", "/indicateurs/V2.05/", "Formulaires qui le demandent"),
    Seen("coordinator", "stability", "/stabilite/", "Jours sans signature"),
    Seen("coordinator", "agreements over the years", "/stabilite/organismes/{own}/", "jusqu’à quand"),
    Seen("coordinator", "where an agreement stands", "/ententes/{agreement}/ou-en-est/?an=2", "Comment on prévoit"),
    Seen("coordinator", "a refused agreement", "/ententes/ajouter/?organisme={own}", "À revoir", MAIN),
    Seen("coordinator", "their calendar", "/calendrier/", "Tempête de neige"),
    Seen("coordinator", "a calendar of nothing", "/calendrier/?kind=monthly", "Rien ne répond à ces choix"),
    Seen("coordinator", "a deliverable", "/ententes/{owing}/livrables/{due}/", "Reporté du 1er juin"),
    Seen("coordinator", "a refused later day", "/ententes/{owing}/livrables/{due}/", "Dites pourquoi", MAIN),
    Seen("coordinator", "a refused extra", "/ententes/{owing}/livrables/ajouter/", "Dites ce qui est demandé", MAIN),
    Seen("coordinator", "the portrait", "/o/{own}/portrait/?annee=2025", "Comment on compte"),
    Seen("newcomer", "an empty portrait", "/o/{new}/portrait/", "Rien n’est encore compté"),
    Seen("coordinator", "one section", "/o/{own}/portrait/cinq-ans/?annee=2025&volet=9", "n’est pas dans la liste"),
    Seen("network", "what organisms see", "/reseau/comparaison/", "La comparaison est fermée"),
    Seen("agent", "the portrait of agreements", "/suivi/portrait/?annee=2025", "Comment on compte"),
    Seen("agent", "agreements side by side", "/suivi/portrait/organismes/?annee=2025", "côte à côte"),
    Seen("agent", "households once", "/suivi/menages/", "chacun une fois"),
    Seen("coordinator", "their feed", "/moi/calendrier/", "L’adresse est prête", "main form .btn-primary"),
    Seen("coordinator", "filters to keep", "/ententes/?state=running", "Garder ces filtres"),
    Seen("coordinator", "the next agreement", "/ententes/{agreement}/suivante/", "Repris de l’entente"),
    Seen(
        "coordinator", "an agreement to mend", "/ententes/{agreement}/modifier/", "Inscrivez 100 ou moins", MAIN,
        {"#id_stacking_limit": "600"},
    ),
    Seen(
        "coordinator", "a refused document", "/ententes/{agreement}/documents/ajouter/", "Choisissez un fichier", MAIN,
    ),
    Seen("coordinator", "a question to answer", "/rapports/{questioned}/suivi/", "Pourquoi deux ?"),
    Seen("coordinator", "private links", "/rapports/{issued}/liens/", "Le lien est prêt", "main form:has(select) .btn"),
    Seen("coordinator", "a letter for an agent", "/rapports/{issued}/lettre/", "répond lui-même sur le portail"),
    Seen("coordinator", "their team", "/o/{own}/equipe/", "Louise Bergeron-Diallo"),
    Seen("coordinator", "their own page", "/moi/", "Nadia Cherkaoui-Roy"),
    Seen("newcomer", "nothing due", "/", "Ce qui est dû"),
    Seen("newcomer", "no record", "/o/{new}/activites/", "Inscrire une activité"),
    Seen("newcomer", "no import", "/o/{new}/imports/", "Aucun registre"),
    Seen("newcomer", "an empty section", "/rapports/{annual_new}/section/v5/", "pas encore répondu"),
    Seen("newcomer", "all that is missing", "/rapports/{annual_new}/verifier-attester/", "manque"),
    Seen("newcomer", "no agreement", "/ententes/", "Ententes"),
    Seen("newcomer", "no rows behind a figure", "/rapports/{annual_new}/fiches/v4-01/", "Aucune activité"),
    Seen("answering", "a returned report", "/rapports/{annual_returned}/", "À corriger"),
    Seen("answering", "comments to answer", "/rapports/{annual_returned}/section/v4/", "Est-ce bien 7"),
    Seen("director", "a report to certify", "/rapports/{annual_main}/verifier-attester/", "Attester et déposer"),
    Seen(
        "director", "a refused certification", "/rapports/{annual_main}/verifier-attester/", "Cochez cette phrase",
        "button:text-is('Attester et déposer')",
    ),
    Seen("director", "a report not ready to issue", "/rapports/{draft}/transmettre/", "Ce qui manque"),
    Seen(
        "director", "a refused new version", "/rapports/{questioned}/transmettre/", "À revoir",
        "button:text-is('Attester et transmettre')",
    ),
    Seen("pivot", "what is due", "/", "Rapport annuel"),
    Seen("pivot", "a report to endorse", "/rapports/{annual_filed}/", "Endosser"),
    Seen("pivot", "a refused return", "/rapports/{annual_filed}/retourner/", "Rien n’est retourné", MAIN),
    Seen("network", "campaigns", "/campagnes/", "2025-2026"),
    Seen("network", "a refused campaign", "/campagnes/", "À revoir", MAIN),
    Seen("network", "filings by organism", "/campagnes/{campaign}/", "Le Relais du Nord"),
    Seen("network", "filings across", "/depots/?an=2026", "Maison du Sentier neuf"),
    Seen("network", "a message refused", "/depots/ecrire/?an=2026", "Dites de quoi il s’agit", MAIN),
    Seen("network", "a message sent", "/depots/messages/", "Vos rapports"),
    Seen("network", "reminders", "/rappels/", "Tous les bailleurs"),
    Seen(
        "network", "a refused rule", "/rappels/tous/", "Écrivez de un à 8", "button[name=save]",
        {"[name=offsets]": "x"},
    ),
    Seen("network", "what left", "/rappels/journal/", "550 boîte pleine"),
    Seen("network", "a report to approve", "/rapports/{annual_endorsed}/", "Approuver"),
    Seen("network", "a refused reopening", "/rapports/{annual_last}/rouvrir/", "Dites pourquoi", MAIN),
    Seen("network", "the directory", "/organismes/", "La Croisée boréale"),
    Seen("network", "an organism", "/organismes/{own}/", "La Croisée boréale"),
    Seen("network", "regions", "/regions/", "Abitibi"),
    Seen("network", "a region", "/regions/{region}/", "Maison des Deux-Lacs"),
    Seen("network", "funders", "/bailleurs/", "Ministère des Essais"),
    Seen("network", "no funder found", "/bailleurs/?q=zzz", "Rien ne répond à ces choix"),
    Seen("network", "a funder", "/bailleurs/{funder}/", "Dater un nom"),
    Seen("network", "a refused name", "/bailleurs/{funder}/nom/", "Inscrivez le nom", MAIN),
    Seen("network", "a programme", "/programmes/{programme}/", "Ce qu’il demande d’habitude"),
    Seen("network", "stability", "/stabilite/?annee=tout", "La Croisée boréale"),
    Seen("network", "a refused day", "/stabilite/?jour=hier", "Écrivez la date ainsi"),
    Seen("network", "agreements to renew", "/stabilite/a-renouveler/", "À renouveler"),
    Seen("network", "its team", "/reseau/equipe/", "Samuel Ouellet-Pinto"),
    Seen("agent", "reports to read", "/", "À vous"),
    Seen("agent", "a report to read", "/rapports/{issued}/lecture/", "L’essentiel"),
    Seen(
        "agent", "a refused answer", "/rapports/{issued}/lecture/", "Il manque une chose",
        "button:text-is('Envoyer la réponse')",
    ),
    Seen("agent", "an agreement", "/ententes/{agreement}/", "Parties"),
    Seen("agent", "their desk", "/suivi/", "Tout prendre"),
    Seen("agent", "a year to gather", "/suivi/annee/", "Rassembler une année"),
    Seen("agent", "stability of their agreements", "/stabilite/?par=bailleur", "Signe en"),
    Seen("agent", "a page of others", "/o/{own}/activites/", "n’est pas à vous"),
    Seen("visitor", "the door", "/compte/login/", "Se connecter"),
    Seen(
        "visitor", "a closed door", "/compte/login/", "Se connecter", "button:text-is('Se connecter')",
        {"#id_login": "personne@example.org", "#id_password": "pas-le-bon-7714"},
    ),
    Seen("visitor", "a code to verify", "/verifier/", "Code de vérification"),
    Seen("visitor", "a refused code", "/verifier/?code=", "Recopiez le code"),
    Seen("visitor", "a genuine paper", "/verifier/{code}/", "Comparer le fichier"),
    Seen("visitor", "an unknown paper", "/verifier/0000-0000-0000-0000/", "ne porte ce code"),
    Seen("visitor", "a private link", "/lien/{token}/", "Lien privé. Destinataire"),
    Seen("visitor", "a closed link", "/lien/absent/", "ne s’ouvre pas"),
    Seen("visitor", "accessibility", "/pages/accessibilite/", "Accessibilité"),
]  # fmt: skip


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[stage.Stage]:
    """One stage for every page: nobody writes to it. The database is restored after, as after a test that commits."""
    kept = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), kept:
        yield stage.build()
        django_db_setup.restore()


@pytest.fixture(autouse=True)
def _private_storage(standing) -> None:
    """The stage keeps its own files for the whole module, where each other test has a place of its own."""


@pytest.fixture(scope="module")
def address(standing) -> Iterator[str]:
    """A server of the module's own: pytest-django empties the tables after each test that takes its `live_server`."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def show(chromium, standing, address) -> Iterator[Callable[[Seen], Page]]:
    """Open a page and bring it to its state, in its reader's own window."""
    windows = {}
    for person, user in standing.people.items():
        context = chromium.new_context(base_url=address)
        context.add_cookies(_session(user, address) if user else [])
        windows[person] = context.new_page()
        windows[person].set_default_timeout(PATIENCE)
        # A page left with an answer that is not saved asks first: the next look goes on
        windows[person].on("dialog", lambda dialog: dialog.accept())

    def open_page(seen: Seen) -> Page:
        page = windows[seen.person]
        page.goto(seen.path.format(**standing.places))
        for box, typed in seen.typed.items():
            page.fill(box, typed)
        if seen.clicked:
            page.click(seen.clicked)
            page.wait_for_load_state()
        # A button may wait for a save under way before the page leaves
        for _ in range(PATIENCE // 100):
            if seen.told in words(page):
                break
            page.wait_for_timeout(100)
        return page

    yield open_page
    for page in windows.values():
        page.context.close()


def _session(user, address: str) -> list[dict[str, str]]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": address}]


def words(page: Page) -> str:
    return page.locator("body").inner_text().replace("\xa0", " ")


@pytest.mark.parametrize("seen", PAGES, ids=str)
def test_page_has_nothing_a_reader_stumbles_over(show, seen):
    page = show(seen)
    assert seen.told in words(page)
    assert faults(page) == []


@pytest.mark.parametrize("person", ["coordinator", "pivot", "network", "agent"])
def test_menu_of_a_phone_opens_and_has_nothing_a_reader_stumbles_over(show, person):
    page = show(Seen(person, "menu", "/", ""))
    page.set_viewport_size({"width": 320, "height": 900})
    page.click("button:text-is('Menu')")
    assert page.locator("nav[aria-label=Principale] a").first.is_visible()
    assert faults(page) == []


@pytest.mark.parametrize(
    ("spoiled", "fault"),
    [
        (
            "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/static/img/logo.svg\">')",
            "image-alt",
        ),
        ("document.querySelector('#id_code').removeAttribute('id')", "label"),
        ("document.querySelector('h1').style.color = 'rgb(200, 200, 200)'", "light: color-contrast"),
        ("document.querySelector('h1').style.color = 'rgb(40, 40, 40)'", "dark: color-contrast"),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang"),
        ("document.querySelector('h1').style.width = '400px'", "320: "),
        # What only the wide page shows, and what it hides from a box that narrow names
        (
            "document.querySelector('main').insertAdjacentHTML('beforeend',"
            " '<p class=\"d-none d-lg-block\"><img src=\"/static/img/logo.svg\"></p>')",
            "1280 light: image-alt",
        ),
        (
            "document.querySelector('label[for=id_code]').innerHTML = '<span class=\"d-lg-none\">Code</span>'",
            "1280 light: label",
        ),
    ],
)  # fmt: skip
def test_seeded_fault_is_caught(show, spoiled, fault):
    """The page is clean; spoiled, the same look names the fault."""
    page = show(Seen("visitor", "a code to verify", "/verifier/", ""))
    page.evaluate(spoiled)
    assert any(fault in found for found in faults(page))
