"""Keys of sections, lines and bands: made of words once, never given again to something else of the form."""

from collections.abc import Iterable

from django.utils.text import slugify

MOST_SIGNS = 40


def free_key(words: str, taken: Iterable[str], usual: str) -> str:
    """Return a slug of the words that is not taken; of words without letters, of `usual`."""
    known = set(taken)
    stem = slugify(words)[: MOST_SIGNS - 5].strip("-") or usual
    numbered = (f"{stem}-{number}" for number in range(2, len(known) + 3))
    return next(key for key in (stem, *numbered) if key not in known)
