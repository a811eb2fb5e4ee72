"""The words that a row is searched by, said by Python and by the database alike: plain letters, in any order."""

import re
from collections.abc import Iterable

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, Lookup, TextField
from django.db.models.expressions import RawSQL

# The class of indexes that answers which names are near; a longer signature than its own reads fewer rows
NEAR = "gist_trgm_ops(siglen=64)"
# A word of a name is cut there: PostgreSQL refuses those of more than 2046 bytes
LONGEST = 500
# Letters that Unicode does not take apart; accents, points of Hebrew and vowel signs of Arabic
LETTERS = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ð": "d", "ı": "i", "ŋ": "n"}
MARKS = "\\u0300-\\u036f\\u0591-\\u05c7\\u064b-\\u065f\\u0670"
# What stands between words, beside the punctuation of ASCII
BETWEEN = "\\u0080-\\u00bf\\u00d7\\u00f7\\u2000-\\u206f\\u3000-\\u303f"
_PUNCTUATION = "".join(chr(code) for code in range(1, 128) if not chr(code).isalnum())
_FUNCTION = """
    CREATE OR REPLACE FUNCTION search_words(words text) RETURNS tsvector
        LANGUAGE plpgsql IMMUTABLE STRICT COST 1000 AS $function$
    DECLARE
        key text := words;
    BEGIN
        IF octet_length(key) <> length(key) THEN
            key := regexp_replace(normalize(public.name_identity(normalize(key, NFKD)), NFKD), '[{marks}]', '', 'g');
            key := replace(replace(translate(normalize(key, NFC), '{letters}', '{plain}'), 'þ', 'th'), 'æ', 'ae');
            key := regexp_replace(key, '[{between}]+', ' ', 'g');
        END IF;
        key := translate(lower(left(key, {longest}) COLLATE "C"), E'{punctuation}', '{blanks}');
        RETURN array_to_tsvector(array_remove(string_to_array(key, ' '), ''));
    END
    $function$
"""
_BETWEEN_WORDS = re.compile(f"[{re.escape(_PUNCTUATION)}{BETWEEN}\0]+")


def search_function() -> str:
    """Return the SQL that makes `search_words` in the database; it needs `name_identity`.

    It names the schema of the other: a restored backup makes its indexes without a search path.
    Not said to be safe in parallel: a worker costs more than the words of a whole table.
    """
    return _FUNCTION.format(
        marks=MARKS,
        between=BETWEEN,
        letters="".join(LETTERS),
        plain="".join(LETTERS.values()),
        longest=LONGEST,
        punctuation="".join(f"\\{ord(sign):03o}" for sign in _PUNCTUATION),
        blanks=" " * len(_PUNCTUATION),
    )


def split_words(plain: str) -> list[str]:
    """Return the words of a text that `sort_name` has made plain, in their order."""
    return _BETWEEN_WORDS.sub(" ", plain).split()


class SearchWords(Func):
    """The words of a text, as an index holds them. `SearchWords("name")` of a row answers `.filter(…__begin=words)`."""

    function = "search_words"
    arity = 1
    output_field = SearchVectorField()


@SearchVectorField.register_lookup
class Begin(Lookup):
    """Rows in which each of these plain words begins a word, in any order."""

    lookup_name = "begin"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", [*params, beginnings(self.rhs)]


def beginnings(words: Iterable[str]) -> str:
    """Return the query of PostgreSQL for words that each begin a word. No sign of its language is left in them."""
    return " & ".join(f"'{plain}':*" for word in words for plain in split_words(word))


def keys_where(statement: str, words: Iterable[str]) -> RawSQL:
    """Return the keys that a statement gives, for `pk__in`: each `%s` in it is the query of `beginnings(words)`.

    Several parts of a UNION written by hand each read an index; the ORM spends more on writing them than PostgreSQL on
    finding (decision 10).
    """
    return RawSQL(statement, [beginnings(words)] * statement.count("%s"))


class Joined(Func):
    """The texts of several columns as one, a space between them; immutable, so that an index may stand on it."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()
