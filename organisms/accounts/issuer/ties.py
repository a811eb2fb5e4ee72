"""An account and an identity at an issuer: tied the first time that the person enters so, untied by the network."""

import pghistory
from django.db import IntegrityError, transaction

from organisms.accounts.issuer.claims import EntryRefused, Identity
from organisms.accounts.second_step.recovery import end_sessions, tell_account_change
from organisms.models import Invitation, IssuerTie, User
from roriq_portal.logs import log_action


@log_action
@transaction.atomic
def account_of_identity(*, identity: Identity) -> User:
    """Return the account that this identity opens. The first time, it is tied to the account of its e-mail.

    The person is told by mail of a new tie. No account is ever made. Refuses (EntryRefused) an e-mail without account,
    and an account that another identity of the same issuer opens.
    """
    ties = IssuerTie.objects.filter(issuer=identity.issuer)
    if tie := ties.filter(subject=identity.subject).select_related("user").first():
        return tie.user
    person = User.objects.filter(email__iexact=identity.email, is_active=True).first()
    if person is None:
        raise EntryRefused(_without_account(identity.email))
    if ties.filter(user=person).exists():
        raise EntryRefused(
            f"Le compte de {identity.email} est déjà relié à une autre identité. Entrez par courriel et mot de passe, "
            "et demandez à la coordination du réseau de le délier."
        )
    try:
        with transaction.atomic(), pghistory.context(user=person.pk):
            IssuerTie.objects.create(user=person, issuer=identity.issuer, subject=identity.subject)
    except IntegrityError as both:  # two first entries at once: the next try finds which one was first
        raise EntryRefused("Votre compte vient d’être relié. Recommencez.") from both
    tell_account_change(person, "issuer_tied")
    return person


@log_action
@transaction.atomic
def untie_account(*, tie: IssuerTie) -> None:
    """Remove a tie, and end the person's sessions: the identity opens the account no more, unless it is tied anew.

    The person is told by mail, once: of two who untie at the same time, the second finds nothing to do.
    """
    # The portal may not change a tie, so not lock one either: the deletion itself waits for whoever is first
    removed, _ = IssuerTie.objects.filter(pk=tie.pk).delete()
    if removed:
        end_sessions(tie.user)
        tell_account_change(tie.user, "issuer_untied")


def _without_account(email: str) -> str:
    """Say what to do; whoever reads it has shown that this e-mail is theirs."""
    waits = Invitation.objects.filter(email__iexact=email, accepted_at=None, cancelled_at=None).exists()
    if waits:
        return f"Une invitation attend dans la boîte {email}. Acceptez-la d’abord\u00a0: son lien ouvre votre compte."
    return f"Aucun compte n’a le courriel {email}. Demandez une invitation à la coordination de votre organisme."
