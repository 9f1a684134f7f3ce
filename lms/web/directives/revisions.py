"""A policy's history: every revision to read for ever, and two of them side by side."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission, reach
from lms.domain.errors import NotFoundError
from lms.queries.policies import PolicyCard, policy_card
from lms.queries.policy_reader import read_policy
from lms.queries.revisions import RevisionEntry, TwoRevisions, revisions_of, two_revisions
from lms.rendering.report import report_pdf
from lms.web.access import current, requires
from lms.web.department import settings
from lms.web.directives import sections
from lms.web.directives.blueprint import blueprint
from lms.web.directives.change_report import change_report
from lms.web.directives.change_words import change_groups, counted
from lms.web.local_day import today
from lms.web.plant import reading


@blueprint.get("/policies/<slug>/revisions")
@requires(Permission.POLICY_READ)
def revisions(slug: str) -> ResponseReturnValue:
    """List the revisions that hold, held or will hold, with the drafts for those who decide."""
    with reading() as session:
        card, entries = _history(session, slug)
    return render_template(
        "directives/revisions.html",
        card=card,
        entries=entries[::-1],
        day=today(),
        may_decide=_decides() and card.in_force is not None,
    )


@blueprint.get("/policies/<slug>/revisions/<int:sequence>")
@requires(Permission.POLICY_READ)
def revision(slug: str, sequence: int) -> ResponseReturnValue:
    """Show a revision's words, whether it holds or not."""
    with reading() as session:
        card, entries = _history(session, slug)
        entry = _entry(entries, sequence) or abort(404)
        read = read_policy(session, revision_id=entry.id, day=today())
    return render_template(
        "directives/revision.html",
        card=card,
        entry=entry,
        day=today(),
        groups=sections.whole(read, {}),
        contents=sections.contents(read),
        may_decide=len(entries) > 1 and _decides(),
        may_publish=_is_first(entries, entry),
    )


@blueprint.get("/policies/<slug>/compare")
@requires(Permission.POLICY_READ)
def compare(slug: str) -> ResponseReturnValue:
    """Show two revisions side by side; the address names them and what of them is shown."""
    with reading() as session:
        card, entries = _history(session, slug)
        if len(entries) < _TWO:
            return render_template("directives/compare_nothing.html", card=card)
        chosen = _chosen(session, entries)
    everything = request.args.get("show") == "all"
    return render_template(
        "directives/compare.html",
        card=card,
        entries=entries,
        before=chosen.before,
        after=chosen.after,
        groups=change_groups(chosen.pair, everything=everything),
        counts=counted(chosen.pair),
        changes=len(chosen.pair.comparison.only_changes),
        everything=everything,
        day=today(),
    )


@blueprint.get("/policies/<slug>/compare.pdf")
@requires(Permission.POLICY_READ)
def compare_pdf(slug: str) -> ResponseReturnValue:
    """The same on paper, as one text with what is out and what is in."""
    with reading() as session:
        card, entries = _history(session, slug)
        if len(entries) < _TWO:
            raise NotFoundError(policy=slug)
        chosen = _chosen(session, entries)
    found = settings()
    report = change_report(
        title=card.title,
        department=found.department if found else "",
        demonstration=bool(found and found.demonstration),
        before=chosen.before,
        after=chosen.after,
        pair=chosen.pair,
        day=today(),
    )
    name = f"{slug}-{chosen.before.sequence}-{chosen.after.sequence}.pdf"
    return Response(
        report_pdf(report),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


_TWO = 2


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The two revisions that the address names."""

    before: RevisionEntry
    after: RevisionEntry
    pair: TwoRevisions


def _history(session: Session, slug: str) -> tuple[PolicyCard, tuple[RevisionEntry, ...]]:
    """The policy and what of its history this person may see.

    A draft is shown to those who decide about policies: an officer who met its words could
    take them for the rule.

    Raises:
        NotFoundError: there is no such policy, or nothing of it to see.
    """
    card = policy_card(session, slug=slug, day=today())
    every = revisions_of(session, policy=slug)
    entries = tuple(each for each in every if _decides() or not each.is_draft)
    if card is None or not entries:
        raise NotFoundError(policy=slug)
    return card, entries


def _decides() -> bool:
    return reach(current().roles, Permission.POLICY_DECIDE) is not None


def _is_first(entries: tuple[RevisionEntry, ...], entry: RevisionEntry) -> bool:
    """Whether this person may propose it as the first revision that holds."""
    may = reach(current().roles, Permission.DOCUMENT_IMPORT) is not None
    return may and entry.is_draft and all(each.is_draft for each in entries)


def _entry(entries: tuple[RevisionEntry, ...], sequence: int | None) -> RevisionEntry | None:
    return next((each for each in entries if each.sequence == sequence), None)


def _chosen(session: Session, entries: tuple[RevisionEntry, ...]) -> _Chosen:
    """By the address; left open, the newest revision and the one before it.

    Raises:
        NotFoundError: the address names a revision that is not there to see.
    """
    before = _named(entries, "before", entries[-2])
    after = _named(entries, "after", entries[-1])
    pair = two_revisions(session, before_id=before.id, after_id=after.id)
    return _Chosen(before, after, pair)


def _named(
    entries: tuple[RevisionEntry, ...], argument: str, otherwise: RevisionEntry
) -> RevisionEntry:
    if not request.args.get(argument):
        return otherwise
    found = _entry(entries, request.args.get(argument, type=int))
    if found is None:
        raise NotFoundError(revision=request.args[argument])
    return found
