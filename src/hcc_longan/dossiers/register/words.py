"""The words under which a dossier is found: of its applicant's name and its numbers, without accents.

An inverted index finds the dossiers that have the beginning of each word asked for, newest first, among a million as
among a hundred: on SQLite a table of FTS5, on PostgreSQL a column of words. Among the words are marks of the
departments and agencies that may see the dossier, so that nobody waits for rows that they don't get.
"""

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.ledger.engine import get_engine
from hcc_longan.ledger.engine import session
from hcc_longan.vietnamese import fold
from hcc_longan.vietnamese import words
from sqlalchemy import select
from sqlalchemy import text
from typing import Any
from zlib import crc32
from zope.sqlalchemy import mark_changed


MOST = 60
LONGEST = 40
# In front of a department's or agency's code; no word of anybody's begins with it.
_MARK = "§"

_WRITE = {
    "sqlite": "INSERT OR REPLACE INTO dossier_words (rowid, uid, words) VALUES (:number, :uid, :words)",
    "postgresql": (
        "INSERT INTO dossier_words (number, uid, words)"
        " VALUES (:number, :uid, array_to_tsvector(string_to_array(:words, ' ')))"
        " ON CONFLICT (number) DO UPDATE SET uid = excluded.uid, words = excluded.words"
    ),
}
_FORGET = {
    "sqlite": "DELETE FROM dossier_words WHERE rowid = :number",
    "postgresql": "DELETE FROM dossier_words WHERE number = :number",
}
_READ = {
    "sqlite": "SELECT words FROM dossier_words WHERE rowid = :number",
    "postgresql": "SELECT array_to_string(tsvector_to_array(words), ' ') FROM dossier_words WHERE number = :number",
}
_FIND = {
    "sqlite": "SELECT uid FROM dossier_words WHERE dossier_words MATCH :query ORDER BY rowid DESC LIMIT :size",
    "postgresql": (
        "SELECT uid FROM dossier_words WHERE words @@ CAST(:query AS tsquery) ORDER BY number DESC LIMIT :size"
    ),
}


def words_of(row: Mapping[str, Any], agencies: Iterable[str]) -> set[str]:
    """The words of a row of the register, and the marks of those who may see it."""
    told = f"{row['tracking_number']} {row['code'] or ''} {row['applicant']}"
    return {*_words(told), *(_mark(unit) for unit in (row["department"], *agencies))}


def write(row: Mapping[str, Any], agencies: Iterable[str]) -> None:
    """Keep the words of a row."""
    values = {"uid": row["uid"], "number": _number(row["uid"], row["filed_at"])}
    database = session()
    database.execute(text(_WRITE[_dialect()]), {**values, "words": " ".join(sorted(words_of(row, agencies)))})
    mark_changed(database)


def written(row: Mapping[str, Any]) -> set[str]:
    """The words that are kept of a row."""
    kept = session().scalar(text(_READ[_dialect()]), {"number": _number(row["uid"], row["filed_at"])})
    return set((kept or "").split())


def forget(uid: str) -> None:
    """Forget the words of a dossier; slow where its row is gone already."""
    database = session()
    filed_at = database.scalar(select(DossierRow.filed_at).where(DossierRow.uid == uid))
    if filed_at is None:
        database.execute(text("DELETE FROM dossier_words WHERE uid = :uid"), {"uid": uid})
    else:
        database.execute(text(_FORGET[_dialect()]), {"number": _number(uid, filed_at)})
    mark_changed(database)


def find(query: str, units: Collection[str] | None, size: int) -> Sequence[str]:
    """The dossiers that have a word beginning with each word of a query, newest first, at most `size`.

    `units`: the departments and agencies of which the asker sees dossiers; None for all.
    """
    wanted = _words(query)
    if not wanted or (units is not None and not units):
        return []
    marks = sorted(map(_mark, units or ()))
    if _dialect() == "sqlite":
        parts = [f'"{word}"*' for word in wanted]
        parts += ["(" + " OR ".join(f'"{mark}"' for mark in marks) + ")"] if marks else []
        question = " AND ".join(parts)
    else:
        parts = [f"'{word}':*" for word in wanted]
        parts += ["(" + " | ".join(f"'{mark}'" for mark in marks) + ")"] if marks else []
        question = " & ".join(parts)
    return session().scalars(text(_FIND[_dialect()]), {"query": question, "size": size}).all()


def uids() -> set[str]:
    """All dossiers of which words are kept."""
    return set(session().scalars(text("SELECT uid FROM dossier_words")))


def _words(told: str) -> Sequence[str]:
    # Folding may bring in signs that part words (`⑴` becomes `(1)`).
    return list(dict.fromkeys(word[:LONGEST] for word in words(fold(told))))[:MOST]


def _mark(unit: str) -> str:
    return _MARK + unit.replace("-", _MARK)


def _number(uid: str, filed_at: Any) -> int:
    """The number under which words are kept: in the order of filing, the same each time."""
    return int(filed_at.timestamp()) << 30 | crc32(uid.encode()) & 0x3FFFFFFF


def _dialect() -> str:
    return get_engine().dialect.name
