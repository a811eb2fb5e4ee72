"""What each place is for, in a line, and other words that people look for it by."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlaceWords:
    """`line`: what one does or reads there; `also`: words that lead there and are not shown."""

    line: str
    also: str = ""


# By route: a place has other words behind other doors, and is the same page
PLACE_WORDS = {
    "home": PlaceWords("ce qui vous attend, par échéance", "accueil tâches à faire livrables dû"),
    "reporting:news-list": PlaceWords("ce qui a changé pour vous en quatre-vingt-dix jours", "avis nouvelles non lus"),
    "reporting:calendar": PlaceWords("tout ce qui est dû, mois par mois", "agenda dates échéancier"),
    "services:follow-up-list": PlaceWords("ménages à rappeler à 3, 6, 12 et 24 mois", "familles rétention relance"),
    "services:follow-up": PlaceWords("activités incomplètes, doublons, imputées à personne", "vérifier corriger"),
    "reporting:reminder-rules": PlaceWords("qui reçoit quel courriel, et quand", "relances avis"),
    "reporting:message-list": PlaceWords("ce que le réseau a écrit aux organismes", "courriels écrire"),
    "organisms:inquiry-list": PlaceWords("ce qu’on écrit au réseau, et les réponses", "messages aide courrier"),
    "reporting:work-list": PlaceWords(
        "courriels et documents qui n’ont pas abouti",
        "tâches erreurs lettres courriel non livré livrés livrées revenu revenues refusé retourné envoyé renvoyer",
    ),
    "hosting:portal-state": PlaceWords(
        "ce que le portail trouve quand il s’examine", "santé serveur sauvegardes version docteur panne"
    ),
    "privacy:incident-list": PlaceWords(
        "incidents de confidentialité, évaluation et avis", "fuite perte vol atteinte loi 25 commission registre"
    ),
    "privacy:purpose-register": PlaceWords(
        "ce que chaque table garde, pourquoi, jusqu’à quand", "loi 25 confidentialité conservation purge vie privée"
    ),
    "services:activity-list": PlaceWords(
        "ce qui a été fait, jour par jour", "fiches saisies inscrire rencontres ateliers séances accueil"
    ),
    "services:household-list": PlaceWords("ménages référés, installés, suivis", "familles références installations"),
    "services:reading-list": PlaceWords("qui a ouvert quel ménage", "accès journal consulter"),
    "services:partner-list": PlaceWords(
        "partenaires et employeurs nommés dans les activités", "doublons fusionner NEQ entreprises"
    ),
    "services:body-list": PlaceWords("tables et comités de concertation", "rencontres membres"),
    "services:template-list": PlaceWords("activités qui reviennent, inscrites d’un geste", "modèles de saisie répéter"),
    "services:import-list": PlaceWords("registres téléversés", "importer fichiers CSV XLSX Excel tableur"),
    "reporting:hand-over": PlaceWords("ce que laisse une personne qui part", "départ remplacement transfert"),
    "reporting:report-list": PlaceWords(
        "rapports annuels et rapports aux bailleurs", "reddition de comptes déposer attester dépôts"
    ),
    "services:organism-results": PlaceWords("ce que les activités comptent, par indicateur", "chiffres statistiques"),
    "reporting:organism-targets": PlaceWords("où en sont les cibles de vos ententes", "objectifs taux d’atteinte"),
    "reporting:organism-burden": PlaceWords(
        "ce que vos bailleurs demandent, et comment on y répond", "questions heures"
    ),
    "reporting:network-burden": PlaceWords("les questions de tous les bailleurs, par organisme", "heures reddition"),
    "services:measure-list": PlaceWords(
        "participations aux mesures d’Emploi-Québec", "Services Québec PRIIME MFOR SAE SSI stages"
    ),
    "reporting:filing-matrix": PlaceWords("qui a remis quoi, organisme par organisme", "dépôts retards tableau"),
    "reporting:campaign-list": PlaceWords("rapports annuels demandés aux organismes", "exercice ouvrir année"),
    "network:consolidated-list": PlaceWords(
        "ce que disent ensemble les rapports d’une région, du réseau, d’un programme", "consolider régional pivot total"
    ),
    "network:portrait": PlaceWords(
        "l’année du réseau en dessins, à côté des autres", "tableau de bord graphiques tendances carte statistiques"
    ),
    "network:barometer": PlaceWords("les huit recommandations de 2014, par année", "seuil mesure recommandation"),
    "network:statement": PlaceWords("le texte que les organismes adoptent, et qui l’a fait", "vision régionalisation"),
    "network:organism-statement": PlaceWords("le texte commun, et son adoption par votre conseil", "vision adopter CA"),
    "reporting:form-list": PlaceWords(
        "formulaires des bailleurs et leurs versions",
        "questionnaires lignes modèle de rapport nouvelle version suivante d’un gabarit publié préparer modifier",
    ),
    "reporting:indicator-list": PlaceWords("ce que chaque code compte, et comment", "définitions fiches unités"),
    "reporting:verify": PlaceWords("un PDF est-il authentique, et à jour", "code authenticité empreinte"),
    "agreements:agreement-list": PlaceWords(
        "années, cibles, exigences et documents", "contrats conventions subventions financement avenants"
    ),
    "agreements:organism-money": PlaceWords(
        "versements et dépenses de l’année, état financier à produire",
        "budget comptabilité subventions argent reçu d’un bailleur somme montant inscrire encaisser dépôt chèque",
    ),
    "services:joint-target-list": PlaceWords("ménages attendus, convenus avec un autre organisme", "arrimage Montréal"),
    "reporting:renewal-list": PlaceWords("ententes qui finissent sans suite signée", "renouvellement reconduction"),
    "reporting:stability": PlaceWords("jours sans signature, durée et taille des ententes", "précarité délais attente"),
    "agreements:funder-list": PlaceWords("bailleurs de fonds et leurs programmes", "ministères villes fondations"),
    "agreements:agent-list": PlaceWords("qui lit au nom de quel bailleur", "sièges agents inviter"),
    "organisms:organism-detail": PlaceWords("coordonnées, volets, régions desservies", "adresse téléphone NEQ profil"),
    "services:offer": PlaceWords("ce que l’organisme offre, où et à qui", "services offerts accueil établissement"),
    "services:position-list": PlaceWords("postes tenus et perdus, sans noms", "personnel emplois roulement"),
    "organisms:team": PlaceWords("qui a quel siège, et jusqu’à quand", "personnes inviter vérification accès droits"),
    "organisms:region-detail": PlaceWords("organismes, MRC et organisme-pivot", "territoire carte"),
    "services:continuum": PlaceWords("les cinq volets, région par région, et leurs trous", "services offerts accueil"),
    "services:region-results": PlaceWords("ce que font les organismes de la région", "chiffres statistiques"),
    "reporting:region-targets": PlaceWords("où en sont les cibles de la région", "objectifs taux d’atteinte"),
    "services:continuum-region": PlaceWords("qui offre quoi dans la région", "services volets trous"),
    "organisms:organism-list": PlaceWords("organismes du réseau, leurs volets et leur région", "membres adhésion"),
    "organisms:region-list": PlaceWords("les régions et leur organisme-pivot", "carte mandats territoires"),
    "organisms:network-team": PlaceWords("qui a un siège au réseau", "personnes inviter accès droits"),
    "organisms:person-list": PlaceWords(
        "comment chaque personne entre", "comptes deuxième étape téléphone perdu codes de secours dernière connexion"
    ),
    "services:network-results": PlaceWords("ce que font tous les organismes", "chiffres statistiques total"),
    "services:household-totals": PlaceWords("ménages du réseau, chacun compté une fois", "familles installations"),
    "services:position-network": PlaceWords("postes tenus et perdus dans le réseau", "personnel emplois roulement"),
    "network:organism-portrait": PlaceWords(
        "l’année de l’organisme à regarder, en huit dessins", "graphiques tendances cinq ans cibles"
    ),
    "network:funder-portrait": PlaceWords("l’année de vos ententes, en dessins", "graphiques tendances délais"),
    "reporting:funder-desk": PlaceWords("vos programmes et ce qui vous a été transmis", "tableau suivre"),
    "reporting:funder-households": PlaceWords("ménages de vos ententes, chacun compté une fois", "familles"),
    "reporting:bundle-make": PlaceWords("tous vos rapports d’une année, à télécharger", "archive ZIP fichiers"),
}
# Pages of the person and of the foot, which stand behind no door: route, arguments, words
BESIDE_DOORS = (
    (
        "privacy:own-data", (), "Mes renseignements",
        PlaceWords("tout ce que le portail garde de vous, en page et en fichier", "accès copie portabilité données"),
    ),
    ("organisms:profile", (), "Mon compte", PlaceWords("vos sièges et votre accès", "profil moi")),
    ("account_change_password", (), "Mot de passe", PlaceWords("le changer", "compte accès")),
    ("mfa_index", (), "Deuxième étape", PlaceWords("application, clés, codes de secours", "téléphone compte accès")),
    ("usersessions_list", (), "Appareils en session", PlaceWords("les voir, les déconnecter", "ordinateur téléphone")),
    ("reporting:calendar-feed", (), "Agenda et rappels", PlaceWords("ce qui est dû, dans votre agenda", "courriels")),
    ("organisms:inquiry-add", (), "Écrire au réseau", PlaceWords("une question, une idée", "aide message problème")),
    ("organisms:mail-choices", (), "Vos courriels", PlaceWords("lesquels viennent, et quand", "avis rappels arrêter")),
    ("reporting:calendar-feed", (), "Votre agenda", PlaceWords("ce qui est dû, dans votre agenda", "rappels iCal")),
    ("search:plan", (), "Plan du portail", PlaceWords("toutes vos pages, sur une feuille", "carte sommaire")),
    ("search:help", (), "Aide", PlaceWords("comment s’y prendre, et à qui écrire", "guide mode d’emploi")),
    ("page", ("accessibilite",), "Accessibilité", PlaceWords("ce que le portail garantit", "clavier lecteur d’écran")),
    (
        "privacy:policy", (), "Renseignements personnels",
        PlaceWords("ce qu’on garde, et combien de temps", "confidentialité vie privée loi 25"),
    ),
)  # fmt: skip
