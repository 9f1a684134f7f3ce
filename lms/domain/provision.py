"""Provisions: what training cites, each standing on exact words of the policy."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.domain.findings import Finding
from lms.domain.policy import ClauseTree, Place, joined_words

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.()-]*")
_SHOWN = 60
_GAP = re.compile(r"G[1-9][0-9]*")


class ProvisionKind(StrEnum):
    """What a provision does."""

    PURPOSE = "purpose"
    BACKGROUND = "background"
    DEFINITION = "definition"
    DUTY = "duty"
    PROHIBITION = "prohibition"
    EXCEPTION = "exception"
    PERMISSION = "permission"
    PROCEDURE = "procedure"
    DEADLINE = "deadline"
    CROSS_REFERENCE = "cross-reference"


class ProvisionStatus(StrEnum):
    """What training may do with a provision.

    Testable and guarded ones may be scored, guarded ones only inside their guardrail;
    background is taught as what the text says; blocked is never scored, and where its words
    are shown it is said that they are blocked.
    """

    TESTABLE = "testable"
    GUARDED = "guarded"
    BACKGROUND = "background"
    BLOCKED = "blocked"

    @property
    def may_be_scored(self) -> bool:
        """Whether a graded item may rest on it."""
        return self in {ProvisionStatus.TESTABLE, ProvisionStatus.GUARDED}


@dataclass(frozen=True, slots=True)
class Provision:
    """One citable unit of a policy, as written in provisions.yaml.

    Attributes:
        quotations: exact words of the policy, each inside one clause, in reading order.
        kind: what it mainly does; ``also`` holds what else it does.
        actor: who acts; None where nobody does, or where the text does not say who.
        actor_named: False where the text names nobody, so that ``actor`` is a reading.
        trigger: the fact that makes it apply; None where it always does.
        exception: what the text excepts; None where it excepts nothing.
        status_reason: why it is not simply testable, in a sentence an officer understands.
        guardrail: for guarded ones, what an author keeps to.
        gaps: numbers of the open questions about the text (``G12``).
        phrases: for blocked ones, lower-case words by which an option betrays that it
            mentions the blocked text.
        standards: accreditation standards the words carry.
    """

    id: str
    label: str
    quotations: tuple[str, ...]
    summary: str
    kind: ProvisionKind
    also: tuple[ProvisionKind, ...]
    actor: str | None
    actor_named: bool
    trigger: str | None
    exception: str | None
    status: ProvisionStatus
    status_reason: str | None
    guardrail: str | None
    gaps: tuple[str, ...]
    phrases: tuple[str, ...]
    standards: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The digest of the words it stands on."""
        return quotation_digest(*self.quotations)


@dataclass(frozen=True, slots=True)
class PlacedProvision:
    """A provision where one revision's text holds it.

    Attributes:
        places: one for each quotation, in their order.
        anchor: key of the clause that its fixed address leads to.
        path: clause keys from the section down to the anchor.
    """

    provision: Provision
    places: tuple[Place, ...]
    anchor: str
    path: tuple[str, ...]

    @property
    def id(self) -> str:
        """The provision's own id."""
        return self.provision.id

    @property
    def clauses(self) -> tuple[str, ...]:
        """Keys of all clauses it quotes, the anchor first."""
        return tuple(dict.fromkeys((self.anchor, *(place.key for place in self.places))))

    @property
    def exact_words(self) -> str:
        """The quotations as one text, an ellipsis where words between them are left out."""
        words = ""
        before: Place | None = None
        for place, quotation in zip(self.places, self.provision.quotations, strict=True):
            if before is not None:
                words += " " if _go_on(before, place) else " … "
            words += joined_words(quotation)
            before = place
        return words


def quotation_digest(*quotations: str) -> str:
    """SHA-256, in hexadecimal, of the words: NFC, single spaces, a line for each quotation."""
    words = "\n".join(joined_words(quotation) for quotation in quotations)
    return hashlib.sha256(words.encode()).hexdigest()


def placed(provisions: Sequence[Provision], tree: ClauseTree) -> tuple[PlacedProvision, ...]:
    """The provisions in text order; those whose quotations do not stand once are left out."""
    order = {clause.key: clause.order for clause in tree.clauses}
    found: list[PlacedProvision] = []
    for provision in provisions:
        places = [tree.place(quotation) for quotation in provision.quotations]
        known = tuple(place for place in places if place is not None)
        if known and len(known) == len(places):
            anchor = _anchor(provision, known)
            found.append(PlacedProvision(provision, known, anchor, tree.path(anchor)))
    found.sort(
        key=lambda each: (
            order[each.anchor],
            [(order[place.key], place.start) for place in each.places],
        )
    )
    return tuple(found)


def _anchor(provision: Provision, places: Sequence[Place]) -> str:
    """The clause that has the provision's own id, or else where its first words stand."""
    keys = [place.key for place in places]
    return provision.id if provision.id in keys else keys[0]


def _go_on(before: Place, place: Place) -> bool:
    """Whether no word is left out between two places; another clause begins anew."""
    if before.key == place.key:
        return place.start <= before.end + 1
    return place.start == 0


def provision_findings(provisions: Sequence[Provision], tree: ClauseTree) -> tuple[Finding, ...]:
    """Everything that is wrong with provisions; paths begin at the list of them."""
    found: list[Finding] = []
    ids: dict[str, int] = {}
    labels: dict[str, str] = {}
    for at, provision in enumerate(provisions):
        if ids.setdefault(provision.id, at) != at:
            found.append(Finding((at, "id"), f"{provision.id} is there twice"))
        elif labels.setdefault(provision.label, provision.id) != provision.id:
            other = labels[provision.label]
            found.append(Finding((at, "label"), f"{provision.label} is the label of {other} too"))
        found += [
            Finding((at, *finding.path), finding.message)
            for finding in (
                *_word_findings(provision),
                *_status_findings(provision),
                *_quotation_findings(provision, tree),
            )
        ]
    return tuple(found)


def _word_findings(provision: Provision) -> Iterator[Finding]:
    if not _ID.fullmatch(provision.id):
        yield Finding(("id",), "may hold letters, digits, dots, hyphens and parentheses only")
    for name, words in (("label", provision.label), ("summary", provision.summary)):
        if not words.strip():
            yield Finding((name,), "is empty")
    if provision.kind in provision.also:
        yield Finding(("also",), f"repeats the kind, {provision.kind}")
    for at, gap in enumerate(provision.gaps):
        if not _GAP.fullmatch(gap):
            yield Finding(("gaps", at), f"{gap} is not the number of an open question")
    if provision.actor is None and provision.actor_named:
        yield Finding(("actor_named",), "says that the text names an actor, but there is none")


def _status_findings(provision: Provision) -> Iterator[Finding]:
    status = provision.status
    if status is not ProvisionStatus.TESTABLE and not (provision.status_reason or "").strip():
        yield Finding(("status_reason",), f"is missing: say why this is {status}")
    guarded = status is ProvisionStatus.GUARDED
    if guarded and not (provision.guardrail or "").strip():
        yield Finding(("guardrail",), "is missing: say what an author keeps to")
    if provision.guardrail is not None and not guarded:
        yield Finding(("guardrail",), f"belongs to guarded provisions; this one is {status}")
    blocked = status is ProvisionStatus.BLOCKED
    if blocked and not provision.phrases:
        yield Finding(("phrases",), "are missing: by which words does an option mention it?")
    if provision.phrases and not blocked:
        yield Finding(("phrases",), f"belong to blocked provisions; this one is {status}")
    for at, phrase in enumerate(provision.phrases):
        if phrase != phrase.lower() or phrase != " ".join(phrase.split()) or not phrase:
            yield Finding(("phrases", at), "must be lower-case words with single spaces")


def _quotation_findings(provision: Provision, tree: ClauseTree) -> Iterator[Finding]:
    if not provision.quotations:
        yield Finding(("quotations",), "are missing: a provision stands on words of the policy")
    for at, quotation in enumerate(provision.quotations):
        if tree.place(quotation) is not None:
            continue
        places = tree.occurrences(quotation)
        if places:
            keys = ", ".join(place.key for place in places)
            message = f"stands in {len(places)} places ({keys}); quote more words"
        else:
            message = f"is not in the policy: {_shortened(quotation)}"
        yield Finding(("quotations", at), message)


def _shortened(quotation: str) -> str:
    words = joined_words(quotation)
    short = words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
    return f"“{short}”"
