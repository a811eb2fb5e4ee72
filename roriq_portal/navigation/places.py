"""The places of the portal: the pages that stand behind the doors of the masthead, and what else belongs to each."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.urls import reverse


class Named(StrEnum):
    """What the address of a place names beside the page itself."""

    NOTHING = ""
    ORGANISM = "organism_id"
    REGION = "code"


@dataclass(frozen=True)
class Place:
    """A page behind a door, in one or two words. `also`: beginnings of other addresses that belong to it."""

    words: str
    route: str
    named: Named = Named.NOTHING
    also: tuple[str, ...] = ()

    def address(self, organism_id: int | None, region_code: str | None) -> str:
        """Return the address of this place for an organism and a region; each is needed only where it is named."""
        return _address(self.route, {Named.ORGANISM: organism_id, Named.REGION: region_code}.get(self.named))


@lru_cache(maxsize=4096)
def _address(route: str, named: int | str | None) -> str:
    # Every page asks some thirty of them, and they do not change while the process lives
    return reverse(route, args=() if named is None else (named,))


def _own(words: str, route: str, *also: str) -> Place:
    return Place(words, route, Named.ORGANISM, also)


def _of_region(words: str, route: str, *also: str) -> Place:
    return Place(words, route, Named.REGION, also)


DUE = Place("Ce qui est dû", "home")
MANDATE = Place("Ce que vous pouvez lire", "home")
NEWS = Place("Nouveautés", "reporting:news-list")
CALENDAR = Place("Calendrier", "reporting:calendar")
HOUSEHOLD_FOLLOW_UPS = _own("Suivis de ménages", "services:follow-up-list")
RECORD_FOLLOW_UP = _own("Suivi des saisies", "services:follow-up")
REMINDERS = Place("Rappels", "reporting:reminder-rules")
MESSAGES = Place("Messages", "reporting:message-list", also=("/depots/ecrire/",))
INQUIRIES = Place("Questions reçues", "organisms:inquiry-list")
WORKS = Place("Travaux et courriels", "reporting:work-list")
STATE = Place("État du portail", "hosting:portal-state")

ACTIVITIES = _own("Activités", "services:activity-list")
HOUSEHOLDS = _own("Ménages", "services:household-list")
READINGS = _own("Consultations", "services:reading-list")
PARTNERS = _own("Partenaires", "services:partner-list", "/supprimer/partenaire/")
BODIES = _own("Instances", "services:body-list", "/supprimer/instance/")
TEMPLATES = _own("Modèles", "services:template-list", "/supprimer/modele/")
IMPORTS = _own("Importations", "services:import-list")
HAND_OVER = _own("Passation", "reporting:hand-over")

# Whoever has no place for the forms, campaigns and filings of the network reads them beside the reports
REPORTS = Place("Rapports", "reporting:report-list", also=("/depots/", "/campagnes/", "/gabarits/"))
RESULTS = _own("Résultats", "services:organism-results", "/indicateurs/")
TARGETS = _own("Cibles", "reporting:organism-targets")
MEASURES = _own("Mesures d’emploi", "services:measure-list")
ORGANISM_PORTRAIT = _own("Portrait", "network:organism-portrait")
BURDEN = _own("Fardeau", "reporting:organism-burden")
FILINGS = Place("Par organisme", "reporting:filing-matrix")
CAMPAIGNS = Place("Campagnes", "reporting:campaign-list")
FORMS = Place("Gabarits", "reporting:form-list")
INDICATORS = Place("Indicateurs", "reporting:indicator-list")
CONSOLIDATED = Place("Rapports consolidés", "network:consolidated-list")
VERIFICATION = Place("Vérifier un document", "reporting:verify")

AGREEMENTS = Place("Ententes", "agreements:agreement-list", also=("/bailleurs/", "/programmes/", "/supprimer/entente/"))
MONEY = _own("Argent", "agreements:organism-money")
JOINT_TARGETS = _own("Cibles conjointes", "services:joint-target-list")
RENEWALS = Place("À renouveler", "reporting:renewal-list")
STABILITY = Place("Stabilité", "reporting:stability")
FUNDERS = Place("Bailleurs", "agreements:funder-list", also=("/programmes/",))
AGENTS = Place("Accès des bailleurs", "agreements:agent-list")

CARD = _own("Notre fiche", "organisms:organism-detail")
AUDITED_CARD = _own("Fiche", "organisms:organism-detail")
OFFER = _own("Offre de services", "services:offer")
POSITIONS = _own("Postes", "services:position-list", "/supprimer/poste/")
TEAM = _own("Équipe", "organisms:team", "/o/{organism}/verification/")
REGION = _of_region("Région", "organisms:region-detail", "/regions/", "/organismes/", "/o/")
CONTINUUM = Place("Continuum", "services:continuum")
ORGANISM_STATEMENT = _own("Énoncé commun", "network:organism-statement", "/enonce-commun/")

OWN_REGION = _of_region("Notre région", "organisms:region-detail", "/regions/", "/organismes/", "/o/")
REGION_FILINGS = Place("Dépôts", "reporting:filing-matrix", also=("/campagnes/",))
REGION_RESULTS = _of_region("Résultats", "services:region-results")
REGION_TARGETS = _of_region("Cibles", "reporting:region-targets")
REGION_CONTINUUM = _of_region("Continuum", "services:continuum-region", "/continuum/")

INCIDENTS = Place("Incidents", "privacy:incident-list")
PRIVACY = Place("Confidentialité", "privacy:purpose-register", also=("/confidentialite/",))

DIRECTORY = Place("Répertoire", "organisms:organism-list", also=("/o/",))
REGIONS = Place("Régions", "organisms:region-list")
STATEMENT = Place("Énoncé commun", "network:statement")
NETWORK_TEAM = Place("Équipe du réseau", "organisms:network-team")
PEOPLE = Place("Personnes", "organisms:person-list")
PORTRAIT = Place("Portrait", "network:portrait", also=("/reseau/comparaison/",))
NETWORK_RESULTS = Place("Résultats", "services:network-results")
NETWORK_HOUSEHOLDS = Place("Ménages", "services:household-totals")
NETWORK_POSITIONS = Place("Postes", "services:position-network")
NETWORK_BURDEN = Place("Fardeau", "reporting:network-burden")
BAROMETER = Place("Baromètre", "network:barometer", also=("/barometre/",))

DESK = Place("Suivi", "reporting:funder-desk")
FUNDER_PORTRAIT = Place("Portrait", "network:funder-portrait")
FUNDER_HOUSEHOLDS = Place("Ménages", "reporting:funder-households")
FUNDER_CONTINUUM = Place("Continuum", "services:continuum", also=("/organismes/", "/regions/", "/o/"))
BUNDLE = Place("L’année en un fichier", "reporting:bundle-make")
FUNDER_REPORTS = Place("Rapports", "reporting:report-list", also=("/depots/", "/indicateurs/"))
