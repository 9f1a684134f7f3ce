"""Finding words in a policy the way people type them.

Case, typographic quotation marks, apostrophes and dashes make no difference. The words must
stand together and begin where a word begins; the last may go on: "green card" finds
“green cards”. Only the policy's own words are searched, never our summaries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lms.domain.policy import Clause, joined_words
from lms.domain.provision import PlacedProvision
from lms.domain.revision import Revision

_PLAIN = str.maketrans(
    "\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019\u201a\u2010\u2011\u2012\u2013\u2014\u2212\u00a0",
    '"""""\'\'\'------ ',
)
_QUOTES = "\"'"
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that a search shows.

    Attributes:
        matches: offsets into the clause's text to mark, in order.
        provisions: ids of the provisions whose quoted words hold a match.
    """

    clause: Clause
    matches: tuple[tuple[int, int], ...]
    provisions: tuple[str, ...]


def search(revision: Revision, query: str) -> tuple[Hit, ...]:
    """Clauses for a query, in reading order; a label such as ``IV.B.3`` finds its clauses."""
    if labeled := _by_label(revision, query):
        return labeled
    words = plain(query).strip(_QUOTES + " ")
    if len(words) < SHORTEST:
        return ()
    return tuple(
        Hit(clause, matches, _holding(revision.quoting(clause.key), clause.key, matches))
        for clause in revision.tree.clauses
        if (matches := tuple(occurrences(words, clause.text)))
    )


def plain(text: str) -> str:
    """Lower case, plain punctuation, single spaces."""
    return _flat(joined_words(text))


def occurrences(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Where plain words stand in a text, as offsets; they begin where a word begins."""
    flat = _flat(text)
    start = flat.find(words)
    while start >= 0:
        if start == 0 or not (flat[start - 1].isalnum() and words[0].isalnum()):
            yield start, start + len(words)
        start = flat.find(words, start + len(words))


def _by_label(revision: Revision, query: str) -> tuple[Hit, ...]:
    found = revision.resolve(query) or revision.resolve(query.upper())
    keys = {each.anchor for each in found}
    return tuple(
        Hit(clause, (), tuple(each.id for each in found if each.anchor == clause.key))
        for clause in revision.tree.clauses
        if clause.key in keys
    )


def _holding(
    quoting: tuple[PlacedProvision, ...], key: str, matches: tuple[tuple[int, int], ...]
) -> tuple[str, ...]:
    return tuple(
        each.id
        for each in quoting
        if any(
            place.key == key and place.start < end and start < place.end
            for place in each.places
            for start, end in matches
        )
    )


def _flat(text: str) -> str:
    """The same length as the text, so that offsets hold in both."""
    lowered = (low if len(low := each.lower()) == 1 else each for each in text)
    return "".join(lowered).translate(_PLAIN)
