"""The language of each part of a PDF: what stands in an element with `lang` is read aloud in that language.

WeasyPrint writes the language of the whole document alone; PDF/UA wants that of a passage in another one (ISO 14289-1,
7.2). Its tree of tags is built by one function, box by box: ours adds to what it built the `lang` of the element.
"""

from collections.abc import Iterator

import pydyf
from weasyprint.pdf import tags

_build = tags._build_box_tree


def _build_in_its_language(box, *context) -> Iterator[pydyf.Dictionary]:
    element = getattr(box, "element", None)
    language = element.get("lang") if element is not None and element.tag != "html" else None
    for tag in _build(box, *context):
        if language:
            tag["Lang"] = pydyf.String(language)
        yield tag


def mark_languages() -> None:
    """Have every paper that is laid out from now on say the language of its passages."""
    tags._build_box_tree = _build_in_its_language
