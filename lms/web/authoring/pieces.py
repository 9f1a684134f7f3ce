"""A piece with its versions: read, compared, commented on, decided, and taken out as a file."""

from __future__ import annotations

from functools import partial
from typing import TypeAlias

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.content.piece import file_data, piece_text, read_piece
from lms.domain.access import Permission, may_approve, may_approve_checklist, reach
from lms.domain.document_difference import Differs, document_difference
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError
from lms.domain.word_marks import marked
from lms.queries.content_kinds import KIND_NAMES, kind_of
from lms.queries.drafts import Life, draft_of, lives_of, why_two
from lms.services.decide_content import approve_content, retire_content
from lms.services.sign_gate import GateClosedError
from lms.services.write_draft import (
    NotEditorialError,
    comment_on,
    mend,
    return_to_author,
)
from lms.web.access import current, requires
from lms.web.authoring.blueprint import blueprint
from lms.web.authoring.preview import preview
from lms.web.authoring.words import place_said
from lms.web.content_words import KINDS, STATES
from lms.web.plant import reading, writing

Side: TypeAlias = tuple[str, list[tuple[str, str]], list[tuple[str, str]]]
"""A place in words, its text before and its text after, each in marked stretches."""

_PIECE = "/desk/content/pieces/<policy>/<kind>/<slug>"
_VERSION = f"{_PIECE}/versions/<int:number>"


@blueprint.get(_PIECE)
@requires(Permission.CONTENT_VIEW)
def piece(policy: str, kind: str, slug: str) -> ResponseReturnValue:
    """Show the newest version of a piece, with all that it went through."""
    lives = _lives(policy, kind, slug)
    return _page(lives, lives[0], "")


@blueprint.get(_VERSION)
@requires(Permission.CONTENT_VIEW)
def piece_version(policy: str, kind: str, slug: str, number: int) -> ResponseReturnValue:
    """Show one version, side by side with another."""
    lives = _lives(policy, kind, slug)
    return _page(lives, _numbered(lives, number), "")


@blueprint.get(f"{_VERSION}.yaml")
@requires(Permission.CONTENT_VIEW)
def piece_file(policy: str, kind: str, slug: str, number: int) -> ResponseReturnValue:
    """The version as a file; taken in again it has the same digest."""
    found = _numbered(_lives(policy, kind, slug), number)
    answer = Response(piece_text(found.document), mimetype="application/yaml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}.yaml"'
    return answer


@blueprint.post(f"{_VERSION}/comments")
@requires(Permission.CONTENT_WRITE)
def say(policy: str, kind: str, slug: str, number: int) -> ResponseReturnValue:
    """Comment on a version, or give it back to its author with a comment."""
    lives = _lives(policy, kind, slug)
    found = _numbered(lives, number)
    back = request.form.get("do") == "return"
    act = return_to_author if back else comment_on
    words = request.form.get("words", "")
    work = partial(act, version_id=found.version.id, words=words, by=current().actor)
    try:
        writing(work)
    except InvalidError:
        return _page(lives, found, "Say something, in at most 2,000 characters."), 422
    except ConflictError:
        flash("Nothing was changed: it is not in review any more.", "info")
    else:
        flash("It is back with its author." if back else "The comment is recorded.", "good")
    return _there(found)


@blueprint.post(f"{_VERSION}/decision")
@requires(Permission.CONTENT_APPROVE)
def decide_version(policy: str, kind: str, slug: str, number: int) -> ResponseReturnValue:
    """Approve a version, put an editorial fix in use, or take the piece out of use."""
    found = _numbered(_lives(policy, kind, slug), number)
    act = request.form.get("do", "")
    try:
        flash(_decided(found, act), "good")
    except GateClosedError:
        flash("Nothing was changed: what this module waits for is not settled.", "warn")
    except NotEditorialError:
        flash("Nothing was changed: this takes a second person.", "warn")
    except ForbiddenError:
        flash("Nothing was changed: somebody else decides this.", "warn")
    except ConflictError:
        flash("Nothing was changed: it is not in review any more.", "info")
    return _there(found)


def _decided(found: Life, act: str) -> str:
    by, version = current().actor, found.version
    if act == "approve":
        writing(partial(approve_content, version_ids=(version.id,), by=by))
        return "Approved. Officers meet it from now on."
    if act == "mend":
        writing(partial(mend, version_id=version.id, by=by))
        return "The fix is in use."
    if act == "retire":
        work = partial(retire_content, policy=version.policy, kind=version.kind)
        writing(partial(work, slugs=(version.slug,), by=by))
        return "Retired. What was done with it stays in the record."
    raise ConflictError(act=act)


def _there(found: Life) -> ResponseReturnValue:
    version = found.version
    where = url_for(
        "authoring.piece_version",
        policy=version.policy,
        kind=version.kind.value,
        slug=version.slug,
        number=version.number,
    )
    return redirect(where, code=303)


def _lives(policy: str, kind: str, slug: str) -> tuple[Life, ...]:
    if kind not in KIND_NAMES:
        abort(404)
    with reading() as session:
        return lives_of(session, policy=policy, kind=kind_of(kind), slug=slug) or abort(404)


def _numbered(lives: tuple[Life, ...], number: int) -> Life:
    return next((each for each in lives if each.version.number == number), None) or abort(404)


def _page(lives: tuple[Life, ...], found: Life, problem: str) -> str:
    actor, version = current().actor, found.version
    other = _other(lives, found)
    with reading() as session:
        reasons = why_two(session, version) if found.state == "in-review" else ()
        at_it = draft_of(session, policy_id=version.policy_id, kind=version.kind, slug=version.slug)
    decides = reach(actor.roles, Permission.CONTENT_APPROVE) is not None
    allowed = may_approve(author=version.author_id, approver=actor) and (
        version.kind.value != "checklist" or may_approve_checklist(actor)
    )
    return render_template(
        "authoring/piece.html",
        lives=lives,
        found=found,
        title=str(found.document.get("title") or KINDS[version.kind.value]),
        text=piece_text(found.document),
        shown=preview(read_piece(version.kind.value, piece_text(found.document)).thing),
        other=other,
        differs=[
            _shown(each)
            for each in document_difference(file_data(other.document), file_data(found.document))
        ]
        if other
        else [],
        kinds=KINDS,
        states=STATES,
        problem=problem,
        decides=decides,
        allowed=allowed,
        own=version.author_id == actor.account_id,
        reasons=[place_said(reason) for reason in reasons],
        at_it=at_it,
        may_write=reach(actor.roles, Permission.CONTENT_WRITE) is not None,
    )


def _differs(before: Life, after: Life) -> list[Side]:
    old, new = file_data(before.document), file_data(after.document)
    return [_shown(each) for each in document_difference(old, new)]


def _other(lives: tuple[Life, ...], found: Life) -> Life | None:
    """The version to stand beside: the one asked for, else the one before."""
    wanted = request.args.get("beside", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 6:  # noqa: PLR2004 - a version
        for each in lives:
            if each.version.number == int(wanted) and each is not found:
                return each
    earlier = [each for each in lives if each.version.number < found.version.number]
    return earlier[0] if earlier else None


def _shown(each: Differs) -> Side:
    """A place in words, and both sides of it with their marks."""
    stretches = [(part.change.value, part.text) for part in marked(each.before, each.after)]
    before = [part for part in stretches if part[0] != "new"]
    return place_said(each.place), before, [part for part in stretches if part[0] != "gone"]
