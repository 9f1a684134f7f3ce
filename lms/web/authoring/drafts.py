"""Writing a piece: a form for scenarios, the file as text for everything, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.content.piece import file_data
from lms.content.yaml_source import LARGEST_BYTES, parse_yaml
from lms.content.yaml_text import yaml_text
from lms.domain.access import Permission
from lms.domain.document_difference import Differs, document_difference
from lms.domain.documents import to_document
from lms.domain.errors import ConflictError, InvalidError
from lms.queries.content_kinds import KIND_NAMES, kind_of
from lms.queries.drafts import DraftRow, Judged, draft_by_id, drafts, judged, lives_of, sections
from lms.queries.policies import policies
from lms.services.write_draft import (
    BeingWrittenError,
    StaleDraftError,
    UnchangedDraftError,
    UnsoundDraftError,
    begin_draft,
    drop_draft,
    save_draft,
    send_draft,
)
from lms.web.access import current, requires
from lms.web.authoring.blueprint import blueprint
from lms.web.authoring.preview import preview
from lms.web.authoring.scenario_form import (
    FIELDS,
    REPEATS,
    from_form,
    has_form,
    new_scenario,
    rows_of,
)
from lms.web.authoring.scenario_form import KINDS as ITEM_KINDS
from lms.web.authoring.words import AUDIENCES, USES, place_said
from lms.web.content_words import KINDS
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.plant import reading, writing

_BODY = 2 * LARGEST_BYTES
_STALE = (
    "This piece was saved in another window meanwhile. What you see is what you typed here; "
    "open the page again to see the other."
)
_UNSOUND = "This is not ready for review: see what is marked."


@blueprint.get("/desk/content/drafts")
@requires(Permission.CONTENT_WRITE)
def draft_list() -> ResponseReturnValue:
    """Show what is being written, and begin something new."""
    return _list_page({})


@blueprint.post("/desk/content/drafts")
@requires(Permission.CONTENT_WRITE)
@takes(body=_BODY)
def begin() -> ResponseReturnValue:
    """Begin a piece by its name, or from a file; a file that differs shows how, before all else."""
    kind, slug = request.form.get("kind", ""), request.form.get("slug", "").strip()
    policy, sent = request.form.get("policy", ""), request.files.get("file")
    source, errors = "", dict[str, str]()
    if kind not in KIND_NAMES:
        errors["kind"] = "Choose what it is."
    if sent is not None and sent.filename:
        source, slug, errors = _file(sent.stream.read(LARGEST_BYTES + 1), slug, errors)
    elif not slug:
        errors["slug"] = "Give it a name for its address, such as a-fax-at-2340."
    if errors:
        return _list_page(errors), 422
    if not source and kind == "scenario" and not _lives(policy, kind, slug):
        source = yaml_text(new_scenario(slug, today().isoformat()))
    return _begun(policy, kind, slug, source)


def _file(raw: bytes, slug: str, errors: dict[str, str]) -> tuple[str, str, dict[str, str]]:
    """The text of an uploaded file and the name in it."""
    found, told = parse_yaml(raw, file="file")
    if found is None or not isinstance(found.data, dict):
        said = str(told[0]) if told else "file: holds no piece of content"
        return "", slug, {**errors, "file": said}
    return raw.decode().replace("\r\n", "\n"), str(found.data.get("id", slug)), errors


def _begun(policy: str, kind: str, slug: str, source: str) -> ResponseReturnValue:
    known = _lives(policy, kind, slug) if kind in KIND_NAMES else ()
    work = partial(
        begin_draft,
        policy=policy,
        kind=kind_of(kind),
        slug=slug,
        base_version_id=known[0].version.id if known else None,
        source=source,
        by=current().actor,
    )
    try:
        draft_id = writing(work)
    except BeingWrittenError as error:
        said = f"{error.facts.get('author')} is writing this piece already."
        return _list_page({"slug": said}), 422
    except InvalidError:
        said = "Use lower-case words joined by hyphens, such as a-fax-at-2340."
        return _list_page({"slug": said}), 422
    return redirect(url_for("authoring.draft", draft_id=draft_id), code=303)


@blueprint.post("/desk/content/pieces/<policy>/<kind>/<slug>/draft")
@requires(Permission.CONTENT_WRITE)
def write_on(policy: str, kind: str, slug: str) -> ResponseReturnValue:
    """Write on from the newest version."""
    if kind not in KIND_NAMES or not _lives(policy, kind, slug):
        abort(404)
    return _begun(policy, kind, slug, "")


def _lives(policy: str, kind: str, slug: str) -> tuple[Any, ...]:
    with reading() as session:
        return lives_of(session, policy=policy, kind=kind_of(kind), slug=slug)


def _list_page(errors: dict[str, str]) -> str:
    with reading() as session:
        rows, cards = drafts(session), policies(session, day=today())
    return render_template(
        "authoring/drafts.html",
        drafts=rows,
        policies=cards,
        kinds=KINDS,
        errors=errors,
        own=current().account_id,
    )


@blueprint.get("/desk/content/drafts/<int:draft_id>")
@requires(Permission.CONTENT_WRITE)
def draft(draft_id: int) -> ResponseReturnValue:
    """Show a piece as it is written so far, beside what an officer will see."""
    row = _own(draft_id)
    return _page(row, row.source)


@blueprint.post("/desk/content/drafts/<int:draft_id>")
@requires(Permission.CONTENT_WRITE)
@takes(body=_BODY, fields=FIELDS, repeats=REPEATS)
def keep(draft_id: int) -> ResponseReturnValue:
    """Save what was typed; then what the button says."""
    row = _own(draft_id)
    act, turn = request.form.get("do", "save"), _turn()
    source = _source(row)
    try:
        writing(
            partial(save_draft, draft_id=draft_id, turn=turn, source=source, by=current().actor)
        )
        if act == "send":
            return _sent(draft_id, turn + 1)
    except StaleDraftError:
        return _page(row, source, problem=_STALE), 422
    except (UnsoundDraftError, UnchangedDraftError) as error:
        said = "It says what the newest version says. Nothing was sent."
        problem = said if isinstance(error, ConflictError) else _UNSOUND
        return _page(_own(draft_id), source, problem=problem), 422
    as_text = act == "text" or (act != "form" and request.form.get("as") == "text")
    if act not in {"text", "form"}:
        flash("Saved.", "good")
    where = url_for(
        "authoring.draft", draft_id=draft_id, text="1" if as_text else None, _anchor=_anchor(act)
    )
    return redirect(where, code=303)


def _sent(draft_id: int, turn: int) -> ResponseReturnValue:
    policy, kind, slug = writing(
        partial(send_draft, draft_id=draft_id, turn=turn, by=current().actor)
    )
    flash("It is in review. Somebody other than you approves it.", "good")
    return redirect(url_for("authoring.piece", policy=policy, kind=kind.value, slug=slug), code=303)


def _anchor(act: str) -> str | None:
    """Where the page opens again: at the question that the button was about."""
    match act.split("."):
        case ["add-row" | "drop-row", at, *_] if at.isdigit():
            return f"question-{int(at) + 1}"
        case ["add-item", _]:
            return "add-question"
        case ["preview"]:
            return "preview"
        case _:
            return None


def _turn() -> int:
    text = request.form.get("turn", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004


def _source(row: DraftRow) -> str:
    """The file that the posted form stands for."""
    if "source" in request.form:
        return request.form["source"].replace("\r\n", "\n")
    return yaml_text(from_form(request.form, _data(row.source)))


def _data(source: str) -> dict[str, Any]:
    found, _ = parse_yaml(source.encode(), file="text")
    return found.data if found is not None and isinstance(found.data, dict) else {}


@blueprint.post("/desk/content/drafts/<int:draft_id>/preview")
@requires(Permission.CONTENT_WRITE)
@takes(body=_BODY, fields=FIELDS, repeats=REPEATS)
def live(draft_id: int) -> ResponseReturnValue:
    """What was typed so far as an officer would see it, for the script; nothing is stored."""
    row = _own(draft_id)
    found = _judge(row, _source(row))
    shown = render_template(
        "authoring/preview.html", shown=preview(found.thing), findings=_told(found), draft=row
    )
    return jsonify(shown=shown, found=len(found.findings))


@blueprint.post("/desk/content/dropped-drafts/<int:draft_id>")
@requires(Permission.CONTENT_WRITE)
def remove(draft_id: int) -> ResponseReturnValue:
    """Throw away what was not sent."""
    _own(draft_id)
    writing(partial(drop_draft, draft_id=draft_id, by=current().actor))
    flash("The draft is gone. Versions that were sent stay.", "info")
    return redirect(url_for("authoring.draft_list"), code=303)


def _own(draft_id: int) -> DraftRow:
    with reading() as session:
        row = draft_by_id(session, draft_id)
    if row is None or row.author_id != current().account_id:
        abort(404)
    return row


def _judge(row: DraftRow, source: str) -> Judged:
    with reading() as session:
        return judged(session, policy=row.policy, kind=row.kind, source=source, day=today())


@dataclass(frozen=True, slots=True)
class Told:
    """A finding at its field and line."""

    place: str
    said: str
    line: int
    message: str


def _told(found: Judged) -> list[Told]:
    return [
        Told(
            each.place,
            place_said(".".join(str(p + 1) if isinstance(p, int) else p for p in each.path)),
            line,
            each.message,
        )
        for line, each in found.findings
    ]


def _page(row: DraftRow, source: str, *, problem: str = "") -> str:
    found = _judge(row, source)
    data = _data(source)
    as_form = row.kind.value == "scenario" and has_form(data) and "text" not in request.args
    if request.form.get("as") == "text" and problem:
        as_form = False
    told = _told(found)
    at_fields: dict[str, str] = {}
    for each in told:
        at_fields.setdefault(each.place, each.message)
    with reading() as session:
        known = sections(session, policy=row.policy, day=today()) if as_form else ()
        lives = lives_of(session, policy=row.policy, kind=row.kind, slug=row.slug)
    differs: tuple[Differs, ...] = ()
    if lives and found.thing is not None:
        differs = document_difference(
            file_data(lives[0].document), file_data(to_document(found.thing))
        )
    return render_template(
        "authoring/scenario.html" if as_form else "authoring/text.html",
        draft=row,
        source=source,
        data=data,
        findings=told,
        at_fields=at_fields,
        shown=preview(found.thing),
        sections=known,
        newest=lives[0] if lives else None,
        differs=[(place_said(each.place), each.before, each.after) for each in differs],
        problem=problem,
        kinds=KINDS,
        audiences=AUDIENCES,
        uses=USES,
        item_kinds=ITEM_KINDS,
        rows_of=rows_of,
        may_form=row.kind.value == "scenario" and has_form(data),
    )
