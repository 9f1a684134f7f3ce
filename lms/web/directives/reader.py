"""The policies in a list, one as a whole, and one section for a drawer."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission, reach
from lms.domain.errors import NotFoundError
from lms.domain.policy import ClauseKind, canonical_key
from lms.domain.policy_search import search
from lms.domain.revision import Revision
from lms.queries.developments import since_then
from lms.queries.policies import policies, policy_card
from lms.queries.policy_reader import PolicyReading, read_policy
from lms.queries.provisions import RevisionRow
from lms.web.access import current, requires
from lms.web.directives import sections
from lms.web.directives.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading

_LONGEST_QUERY = 200


@blueprint.get("/policies")
@requires(Permission.POLICY_READ)
def index() -> ResponseReturnValue:
    """List the policies with the revision in force and what is still open about it."""
    with reading() as session:
        cards = policies(session, day=today())
    may_import = reach(current().roles, Permission.DOCUMENT_IMPORT) is not None
    return render_template("directives/index.html", cards=cards, may_import=may_import)


@blueprint.get("/policies/<slug>")
@requires(Permission.POLICY_READ)
def policy(slug: str) -> ResponseReturnValue:
    """Show a whole policy or, for a search, the sections that have its words."""
    query = request.args.get("q", "").strip()[:_LONGEST_QUERY]
    with reading() as session:
        row, read = _in_force(session, slug)
        since = since_then(session, policy_id=row.policy_id)
    hits = search(read.revision, query) if query else ()
    groups = sections.found(read, hits, since) if query else sections.whole(read, since)
    return render_template(
        "directives/policy.html",
        row=row,
        query=query,
        found=len(hits),
        groups=groups,
        contents=sections.contents(read, request.path if query else ""),
        may_acknowledge=reach(current().roles, Permission.TRAINING_TAKE) is not None,
        may_see_questions=reach(current().roles, Permission.DRAFTING_VIEW) is not None,
    )


@blueprint.get("/policies/<slug>/drawer")
@requires(Permission.POLICY_READ)
def drawer(slug: str) -> ResponseReturnValue:
    """Show one section under the headings above it; ``section`` is a label or an id."""
    with reading() as session:
        row, read = _in_force(session, slug)
        since = since_then(session, policy_id=row.policy_id)
    found = _place(read.revision, request.args.get("section", "").strip())
    above, shown = sections.around(read, found.key, since)
    return render_template(
        "directives/drawer.html",
        row=row,
        name=found.name,
        target=found.address,
        above=above,
        sections=shown,
        present=sections.ids((*above, *shown)),
    )


def _in_force(session: Session, slug: str) -> tuple[RevisionRow, PolicyReading]:
    """The revision in force today.

    Raises:
        NotFoundError: there is no such policy, or none of its revisions is in force.
    """
    card = policy_card(session, slug=slug, day=today())
    if card is None or card.in_force is None:
        raise NotFoundError(policy=slug)
    return card.in_force, read_policy(session, revision_id=card.in_force.id, day=today())


@dataclass(frozen=True, slots=True)
class _Place:
    """What a label or id leads to: a clause, by which address, and what people call it."""

    key: str
    address: str
    name: str


def _place(revision: Revision, wanted: str) -> _Place:
    """Find a section.

    Raises:
        NotFoundError: there is none of that name.
    """
    exact = revision.exact(wanted)
    if exact is not None:
        label = exact.provision.label
        return _Place(
            exact.anchor, exact.id, label if label.startswith("Footnote") else f"Section {label}"
        )
    clause = revision.tree.get(wanted) or revision.tree.get(canonical_key(wanted))
    if clause is None:
        raise NotFoundError(section=wanted)
    named = clause.kind in {ClauseKind.SECTION, ClauseKind.FOOTNOTE, ClauseKind.NOTE}
    return _Place(clause.key, clause.key, clause.label if named else f"Section {clause.label}")
