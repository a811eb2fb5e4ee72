"""What a click does that binds somebody or is not simply undone: one sentence for each address, said beside its button.

The address of a form is its key; a second word names a second meaning of it. `tests/attack/effects.py` declares every
other address harmless, and holds each form that leads to one of these to say its sentence.
"""

from django.template import Library
from django.utils.translation import gettext_noop

from roriq_portal.formats.phrases import of_person

register = Library()
SEAT = (
    "Ce siège n’ouvre plus rien dès la page suivante, et la personne reçoit un courriel. Qui l’a fermé peut le rouvrir "
    "pendant un jour\u00a0; ensuite il faut une nouvelle invitation."
)
OWN_SEAT = "Vous perdez cet accès dès la page suivante. Pour revenir, il vous faudra une nouvelle invitation."
INVITATION = "Le lien reçu par courriel ne s’ouvre plus. Pour inviter encore cette personne, il en faudra un nouveau."
USUAL_RULE = (
    "Les mots et les jours écrits ici sont perdus\u00a0; le journal les garde. Les prochains rappels suivent "
    "l’habituel."
)
ANSWER = gettext_noop(
    "L’organisme et le réseau reçoivent votre réponse aussitôt. Accepté par le bailleur principal, le rapport ne se "
    "transmet plus de nouveau. Vous pouvez annuler votre réponse pendant un jour, tant que rien n’a bougé."
)
UNANSWERED = gettext_noop("L’organisme et le réseau sont avertis que votre réponse est annulée, avec votre motif.")
READ = (
    "L’organisme peut le transmettre au bailleur, tel que vous l’avez lu. Cela s’annule pendant un jour, tant que le "
    "rapport n’a pas bougé."
)
KEPT_BYTES = (
    "Le fichier ne s’ouvre plus d’ici, pour personne. Vous pourrez le remettre aussitôt après, pendant un jour."
)

EFFECTS = {
    "organisms:seat-end": SEAT,
    "organisms:seat-end own": OWN_SEAT,
    "organisms:network-seat-end": SEAT,
    "organisms:network-seat-end own": OWN_SEAT,
    "organisms:auditor-end": SEAT,
    "organisms:invitation-cancel": INVITATION,
    "organisms:auditor-cancel": INVITATION,
    "organisms:network-invitation-cancel": INVITATION,
    "organisms:invitation-accept": "Vous aurez ces accès aussitôt. Vous pourrez les quitter quand vous voudrez.",
    "organisms:person-detail": (
        "L’application, les clés et les codes de secours de cette personne ne servent plus, et ses appareils sont "
        "déconnectés. Son mot de passe ne change pas. Elle reçoit un courriel, les autres personnes qui coordonnent le "
        "réseau aussi, avec votre vérification et votre motif\u00a0; cela ne s’annule pas. Elle fera une autre étape à "
        "sa prochaine entrée."
    ),
    "organisms:tie-remove": (
        "Cette identité n’ouvre plus le compte. La prochaine entrée vérifiée au même courriel le relie de nouveau. La "
        "personne reçoit un courriel."
    ),
    "organisms:organism-standing": (
        "Le changement vaut pour tous dès le jour inscrit. Un autre changement peut le suivre."
    ),
    "organisms:mandate-give": (
        "L’organisme lit et endosse les rapports de la région dès le jour inscrit, et le pivot d’avant ne le fait plus."
    ),
    "agreements:agent-end": SEAT,
    "agreements:agent-cancel": INVITATION,
    "agreements:funder-replace": (
        "Ce bailleur est dit remplacé partout, dès le jour inscrit. Cela ne se retire pas d’ici."
    ),
    "agreements:part-remove": (
        "Il ne se choisit plus dans une entente. Ce qui le nomme déjà empêche de le retirer. Vous pourrez le remettre "
        "pendant un jour."
    ),
    "agreements:document-remove": KEPT_BYTES,
    "agreements:amendment-sign": (
        "Ces clauses remplacent celles de l’entente pour toutes les parties, et l’avenant ne se reprend pas\u00a0: "
        "cibles, échéances et rapports le lisent aussitôt. Une erreur se corrige par un autre avenant."
    ),
    "agreements:amendment-discard": "Ce qui était préparé est effacé. L’entente reste comme elle est.",
    "agreements:requirement-remove": (
        "Retirer cette exigence retire aussi ses échéances du calendrier, tant qu’aucun rapport n’est commencé. Vous "
        "pourrez les remettre pendant un jour."
    ),
    "agreements:expense-remove": "Elle ne compte plus. Vous pourrez la remettre pendant un jour.",
    "agreements:contribution-remove": "Elle ne compte plus. Vous pourrez la remettre pendant un jour.",
    "agreements:transfer-cancel": (
        "L’argent revient à son poste. Un virement annulé ne se rétablit pas\u00a0: on l’inscrit de nouveau."
    ),
    "agreements:expense-batch": (
        "Elles comptent aussitôt dans l’argent de l’entente. Une dépense se retire ensuite une à une."
    ),
    "services:activity-withdraw": "Elle ne compte plus dans les rapports à venir. Vous pourrez la rétablir.",
    "services:evidence-withdraw": "La pièce ne s’ouvre plus, pour personne. Son nom et votre motif restent.",
    "services:import-start": "Les fiches comptent aussitôt. L’importation s’annule ensuite d’un seul geste.",
    "services:import-undo": (
        "Ses fiches ne comptent plus. Une importation annulée ne se rétablit pas\u00a0: on importe de nouveau le "
        "fichier."
    ),
    "services:import-discard": "Le fichier sera effacé\u00a0; rien n’en a été inscrit.",
    "services:partner-merge": "La fusion se défait depuis la fiche du partenaire retiré.",
    "services:joint-target-add": "L’autre organisme voit la proposition et y répond. Rien ne compte avant son accord.",
    "services:joint-target-answer": (
        "L’autre organisme voit la réponse, et elle reste dans ce qui s’est dit. Une cible convenue compte pour les "
        "deux."
    ),
    "services:household-step": (
        "L’étape compte aussitôt pour les deux organismes. Elle s’annule ensuite, avec une raison."
    ),
    "services:household-cancel": (
        "L’étape ne compte plus pour aucun des deux organismes. Annulée, elle ne se rétablit pas\u00a0: on l’inscrit "
        "de nouveau."
    ),
    "services:offering-end": "La région ne compte plus sur ce service après ce jour. Le jour se corrige ensuite.",
    "services:offering-remove": (
        "Cette inscription quitte votre offre et le continuum de la région. Vous pourrez la remettre pendant un jour."
    ),
    "reporting:begun-delete": (
        "Les rapports, les listes et les totaux n’en tiennent plus compte\u00a0; le journal en garde la trace. Vous "
        "pourrez annuler pendant un jour\u00a0: tout revient tel quel."
    ),
    "reporting:report-submit": (
        "Une version est figée, et qui la lit ensuite en est averti. Vous ne pourrez plus corriger le rapport, sauf "
        "s’il vous est retourné. Déposer ne s’annule pas."
    ),
    "reporting:report-endorse network": (
        "Endosser l’envoie au réseau, au nom de l’organisme-pivot. Seul le réseau peut ensuite le retourner. Cela "
        "s’annule pendant un jour, tant que le rapport n’a pas bougé."
    ),
    "reporting:report-endorse funder": READ,
    "reporting:report-approve annual": (
        "Approuver règle le rapport, et l’organisme en est averti. Cela s’annule pendant un jour\u00a0; ensuite il "
        "faut le rouvrir, avec un motif."
    ),
    "reporting:report-approve funder": READ,
    "reporting:report-return": (
        "L’organisme reçoit vos commentaires aussitôt et peut corriger le rapport. Retourner ne s’annule pas."
    ),
    "reporting:report-reopen": "L’organisme en est averti et peut corriger le rapport. Rouvrir ne s’annule pas.",
    "reporting:report-take-back": "Qui avait été averti de la décision l’est de son annulation, avec votre motif.",
    "reporting:report-form-change": (
        "On ne revient pas à la version d’avant. Les réponses qui n’y entrent plus restent lisibles."
    ),
    "reporting:report-excuse": (
        "L’organisme n’a plus ce rapport à produire. Rien n’est effacé, et le réseau peut le lui redemander."
    ),
    "reporting:campaign-list": (
        "Chaque organisme membre reçoit aussitôt un rapport et un courriel. L’ouverture s’annule pendant un jour, tant "
        "que personne n’a commencé."
    ),
    "reporting:campaign-undo": "Les rapports de cette campagne disparaissent, et chaque organisme en est averti.",
    "reporting:campaign-date": (
        "Chaque organisme qui n’a pas déposé reçoit aussitôt un courriel. Une autre correction peut la suivre\u00a0; "
        "l’ancienne date et le motif restent lisibles."
    ),
    "reporting:campaign-cut": (
        "Ces rapports disparaissent et chaque organisme en est averti. Vous pourrez annuler pendant un jour\u00a0: ils "
        "reviennent, et chaque organisme en est averti de nouveau."
    ),
    "reporting:workbook-upload": (
        "Les réponses choisies remplacent celles du rapport\u00a0; le journal garde celles d’avant."
    ),
    "reporting:attachment-remove": KEPT_BYTES,
    "reporting:report-issue": (
        "Le bailleur reçoit cette version et un courriel. Transmettre ne s’annule pas\u00a0: une nouvelle version "
        "remplace celle-ci."
    ),
    "reporting:grouped-choose transmettre": (
        "Chaque bailleur reçoit ces versions et un courriel pour chacune. Transmettre ne s’annule pas\u00a0: une "
        "nouvelle version remplace la précédente."
    ),
    "reporting:grouped-choose nouvelles-versions": (
        "Chaque bailleur reçoit une nouvelle version de ces rapports, votre motif en tête, et un courriel pour "
        "chacune. La précédente reste lisible. Transmettre ne s’annule pas."
    ),
    "reporting:grouped-choose endosser": (
        "Endosser envoie chacun au réseau, ou à qui en a la suite, au nom de l’organisme-pivot. Cela s’annule pendant "
        "un jour, de la page de chaque rapport, tant qu’il n’a pas bougé."
    ),
    "reporting:grouped-choose approuver": (
        "Approuver règle chaque rapport annuel, laisse partir chaque rapport à un bailleur, et leur organisme en est "
        "averti. Cela s’annule pendant un jour, de la page de chacun\u00a0; ensuite il faut le rouvrir, avec un motif."
    ),
    "reporting:grouped-choose papiers": (
        "Rien ne part et rien ne change\u00a0: ce fichier est à vous, pendant une heure."
    ),
    "reporting:receipt-add": ANSWER,
    "reporting:private-link-answer": ANSWER,
    "reporting:private-link-take-back": UNANSWERED,
    "reporting:report-reply": (
        "Le bailleur reçoit cette réponse aussitôt, et elle reste jointe au rapport. Vous pouvez l’annuler pendant un "
        "jour, tant que le rapport n’a pas bougé."
    ),
    "reporting:letter-add": (
        "La réponse vaut au nom du bailleur, qui en est averti et peut la contester. Vous pouvez l’annuler pendant un "
        "jour, tant que le rapport n’a pas bougé."
    ),
    "reporting:link-send": "La lettre part aussitôt. Le lien peut être fermé, la lettre ne se reprend pas.",
    "reporting:link-revoke": (
        "Qui a reçu ce lien ne lit plus le rapport et ne répond plus. Vous pourrez le rouvrir pendant un jour, à la "
        "même adresse."
    ),
    "reporting:calendar-feed-make": (
        "Une nouvelle adresse ferme l’ancienne\u00a0: l’agenda qui la suivait ne reçoit plus rien."
    ),
    "reporting:calendar-feed-revoke": (
        "L’agenda qui suit cette adresse ne reçoit plus rien. Elle ne se rouvre pas\u00a0: on en fait une autre."
    ),
    "reporting:message-write": "Chaque destinataire reçoit ce message aussitôt, et il ne se reprend pas.",
    "reporting:late-remind": (
        "Chaque personne reçoit un courriel aussitôt, et il ne se reprend pas. Personne n’en reçoit un deuxième le "
        "même jour pour la même chose."
    ),
    "reporting:reminder-rule-restore": USUAL_RULE,
    "reporting:reminder-rule-all-restore": USUAL_RULE,
    "reporting:indicator-change": (
        "Toutes les séries qui passent ce jour montrent la rupture. Une définition inscrite ne s’efface pas."
    ),
    "reporting:form-publish": (
        "Les prochains rapports prennent cette version dès le jour inscrit. Une version publiée ne change plus\u00a0: "
        "une autre la suit."
    ),
    "reporting:form-retire": "Aucun autre rapport ne se commence avec ce gabarit. Vous pourrez le remettre en usage.",
    "reporting:form-discard": "Ses lignes sont effacées, pour tous ceux qui y travaillent, et ne reviennent pas.",
    "reporting:form-section-remove": "Vous pourrez la remettre pendant un jour, tant que le brouillon ne change pas.",
    "reporting:form-line-remove": "Vous pourrez la remettre pendant un jour, tant que le brouillon ne change pas.",
    "reporting:funder-file-adopt": (
        "Les rapports de ce gabarit s’offriront dans ce fichier, ceux déjà transmis aussi. Ensuite il ne change plus."
    ),
    "reporting:funder-file-retire": (
        "Aucun rapport ne s’offre plus dans ce fichier, et il ne se remet pas en usage\u00a0: un autre le suit."
    ),
    "reporting:funder-file-discard": "Ses liens sont effacés et ne reviennent pas.",
    "network:consolidated-freeze": (
        "Une version est figée, avec les versions exactes qu’elle compte, et son PDF se prépare. Vous pourrez annuler "
        "pendant un jour, tant qu’elle n’est pas publiée."
    ),
    "network:consolidated-prepare": (
        "Les mots se changent de nouveau. La version figée reste en vigueur jusqu’à la suivante."
    ),
    "network:consolidated-take-back": "La version reste lisible, marquée annulée, et ne vaut plus.",
    "network:consolidated-publish": (
        "Les bailleurs lisent cette version aussitôt, sans les nombres d’un seul organisme. Vous pourrez la retirer, "
        "pas ce qu’ils auront enregistré."
    ),
    "network:consolidated-withdraw": (
        "Les bailleurs ne lisent plus rien de ce rapport. Vous pourrez le publier de nouveau."
    ),
    "network:barometer-freeze": (
        "Les nombres et les phrases de cette version ne changent plus\u00a0; une correction fait une autre version."
    ),
    "network:barometer-publish": "Tout le monde lit cette version sans compte, et elle reste publiée.",
    "network:barometer-thresholds": "Un seuil inscrit reste, avec son jour\u00a0; le suivant ne l’efface pas.",
    "network:portrait-comparison": (
        "Dès la page suivante, tous les organismes voient ces points sans nom, ou ne les voient plus. Le choix reste "
        "inscrit avec votre nom\u00a0; un autre peut le suivre."
    ),
    "network:statement-publish": (
        "Chaque organisme peut l’adopter aussitôt. Une version publiée ne change plus\u00a0: une autre la suit."
    ),
    "network:organism-statement": (
        "Le réseau lit l’adoption, et les rapports consolidés la comptent. Elle s’annule pendant un jour."
    ),
    "privacy:person-forget": (
        "Le courriel, les clés et les choix de cette personne sont effacés et son compte est fermé\u00a0; son nom "
        "reste là où elle a signé. Cela ne s’annule pas\u00a0: pour revenir, il faudra une nouvelle invitation."
    ),
}


@register.simple_tag
def effect(act: str) -> str:
    """Return what the form of an address does to others, or for good; an address without a sentence is an error."""
    return EFFECTS[act]


@register.inclusion_tag("components/frame/binding_button.html")
def binding_button(
    act: str, url: str, words: str, more: str = "", look: str = "", place: str = "", key: str = "", seat: str = ""
) -> dict[str, str]:
    """Show a button that opens the sentence of its address, with the button that does it. `look`: classes of `.btn`.

    `more`: what a screen reader adds to the words, `seat` being the person of a seat; `key`: the key of the page.
    """
    more = f"le siège {of_person(seat)}" if seat else more
    shown = {"url": url, "words": words, "more": more, "look": look, "place": place, "key": key}
    return shown | {"said": effect(act)}
