"""The signs that stand where a number does not, and what each says: one list for pages and files. Pure."""

from collections.abc import Iterable

MASKED = "x"
SIGNS = (
    (MASKED, "masqué\u00a0: de 1 à 4, ou un nombre qui en ferait deviner un autre"),
    ("–", "aucune fiche ne le compte\u00a0; ce n’est pas zéro"),
    ("s.\u00a0o.", "sans objet"),
    ("n.\u00a0d.", "non disponible\u00a0: on ne l’a pas compté"),
)


def signs_of(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return the signs that these texts use, with their meaning, in the order of the list.

    A text that begins with a sign, as « n. d., 7 inconnus » does, uses it.
    """
    said = [str(text) for text in texts]
    return [(sign, words) for sign, words in SIGNS if any(text == sign or text.startswith(f"{sign},") for text in said)]
