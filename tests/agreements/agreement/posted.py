"""What the pages of agreements would send back."""

from agreements.agreement.forms import AgreementForm
from agreements.agreement.terms.facts import facts_of, fingerprint


def ids(value):
    if isinstance(value, list | tuple):
        return [getattr(one, "pk", one) for one in value]
    return getattr(value, "pk", value)


def posted(agreement, **changes) -> dict:
    """The edit page of an agreement as it stands, with some fields typed anew."""
    facts = facts_of(agreement)
    data = {**AgreementForm.initial_from(facts), "seen": fingerprint(facts), **changes}
    return {key: ids(value) for key, value in data.items() if value is not None}
