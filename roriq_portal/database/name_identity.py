"""What makes two names one, said by Python and by the database alike: unique names are held by it."""

import sys
import unicodedata
from collections.abc import Iterator

from django.db.migrations import RunSQL
from django.db.models import CharField, TextField, Transform

# One letter or two, one apostrophe or another: what a keyboard decides and nobody means
SAME_LETTERS = {"œ": "oe", "æ": "ae", "’": "'"}
_SAME = str.maketrans(SAME_LETTERS)
_LAST_LATIN = 0x24F
_FUNCTION = """
    CREATE OR REPLACE FUNCTION name_identity(words text) RETURNS text
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $function$
    DECLARE
        key text := btrim(regexp_replace(translate(words, {spaces}, {blanks}), ' +', ' ', 'g'));
    BEGIN
        key := lower(normalize(key, NFC) COLLATE "C");
        IF octet_length(key) = length(key) THEN
            RETURN key;
        END IF;
        key := translate(key, {latin}, {latin_folded});
        IF key ~ '[^\\u0001-\\u{last_latin:04x}]' THEN
            key := translate(key, {other}, {other_folded});
        END IF;
        IF key ~ {longer} THEN
            key := {replaced};
        END IF;
        RETURN normalize(key, NFC);
    END
    $function$
"""


def name_identity(words: str) -> str:
    """Return what makes two spellings one name: NFC, case folded, single-spaced, œ = oe and æ = ae, ’ = '.

    No letter or accent is left out: « ang » and « Đặng » are two. Whatever is only alike is proposed, never merged.
    """
    folded = unicodedata.normalize("NFC", " ".join(words.split())).casefold().translate(_SAME)
    return unicodedata.normalize("NFC", folded)


@CharField.register_lookup
class NameIdentity(Transform):
    """`name__identity="Œuvre"`: rows whose name is that one, however it is spelled."""

    lookup_name = "identity"
    function = "name_identity"
    bilateral = True
    output_field = TextField()


def identity_function() -> str:
    """Return the SQL that makes `name_identity` in the database, or makes it again.

    PostgreSQL 15 folds no case, and its `lower` follows the system: the letters of this Python are written out.
    """
    folded = dict(_folded_signs())
    single = {sign: to for sign, to in folded.items() if len(to) == 1}
    latin = {sign: to for sign, to in single.items() if ord(sign) <= _LAST_LATIN or sign in SAME_LETTERS}
    other = {sign: to for sign, to in single.items() if sign not in latin}
    longer = {sign: to for sign, to in folded.items() if len(to) > 1}
    spaces = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace() and chr(code) != " "]
    replaced = "key"
    for sign, to in longer.items():
        replaced = f"replace({replaced}, {_literal(sign)}, {_literal(to)})"
    return _FUNCTION.format(
        spaces="E'" + "".join(f"\\u{ord(sign):04x}" for sign in spaces) + "'",
        blanks=_literal(" " * len(spaces)),
        latin=_literal("".join(latin)),
        latin_folded=_literal("".join(latin.values())),
        last_latin=_LAST_LATIN,
        other=_literal("".join(other)),
        other_folded=_literal("".join(other.values())),
        longer=_literal(f"[{''.join(longer)}]"),
        replaced=replaced,
    )


def number_twins(table: str, *keys: str, words: str = "name", longest: int, where: str = "true") -> RunSQL:
    """Return the step of a migration that gives a number to names that have become one; the oldest is left as it is.

    Nothing is merged: whoever knows whether two rows are one will say so. Deferred triggers are asked at once: an index
    is not made under them.
    """
    same = ", ".join([*keys, f"name_identity({words})"])
    return RunSQL(
        f"""
        UPDATE {table} SET {words} = left({words}, {longest - 6}) || ' (' || twin.rank || ')' FROM (
            SELECT id, row_number() OVER (PARTITION BY {same} ORDER BY id) AS rank FROM {table} WHERE {where}
        ) twin WHERE twin.id = {table}.id AND twin.rank > 1;
        SET CONSTRAINTS ALL IMMEDIATE;
        """,
        RunSQL.noop,
    )


def leave_newest(table: str, *keys: str, words: str) -> RunSQL:
    """Return the step of a migration that leaves, of answers about words that have become one, the last written."""
    same = ", ".join([*keys, f"name_identity({words})"])
    return RunSQL(
        f"""
        DELETE FROM {table} USING (
            SELECT id, row_number() OVER (PARTITION BY {same} ORDER BY id DESC) AS rank FROM {table}
        ) twin WHERE twin.id = {table}.id AND twin.rank > 1;
        SET CONSTRAINTS ALL IMMEDIATE;
        """,
        RunSQL.noop,
    )


def _folded_signs() -> Iterator[tuple[str, str]]:
    for code in range(0x80, sys.maxunicode + 1):
        folded = chr(code).casefold().translate(_SAME)
        if folded != chr(code):
            yield chr(code), folded


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
