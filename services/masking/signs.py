"""The signs that stand where a number does not, and what each says: one list for pages and files. Pure."""

from collections.abc import Iterable

MASKED = "x"
SIGNS = (
    (MASKED, "masqué\u00a0: {}, ou un nombre qui en ferait deviner un autre"),
    ("–", "aucune fiche ne le compte\u00a0; ce n’est pas zéro"),
    ("s.\u00a0o.", "sans objet"),
    ("n.\u00a0d.", "non disponible\u00a0: on ne l’a pas compté"),
)


def small_words(threshold: int) -> str:
    """Return « de 1 à 4 », what is under a threshold of 5."""
    most = threshold - 1
    return f"de 1 à {most}"


def signs_of(texts: Iterable[str], threshold: int) -> list[tuple[str, str]]:
    """Return the signs that these texts use, with their meaning, in the order of the list.

    A text that begins with a sign, as « n. d., 7 inconnus » does, uses it. `threshold`: under which counts are masked.
    """
    said = [str(text) for text in texts]
    used = [(sign, words) for sign, words in SIGNS if any(_uses(text, sign) for text in said)]
    return [(sign, words.format(small_words(threshold))) for sign, words in used]


def _uses(text: str, sign: str) -> bool:
    return text == sign or text.startswith(f"{sign},")
