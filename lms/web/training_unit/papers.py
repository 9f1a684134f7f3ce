"""Completions from paper: lines and scans uploaded, looked at, put before a second person."""

from __future__ import annotations

from functools import partial

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from lms.content.paper_file import COLUMNS, PaperFile, read_papers
from lms.content.roster_file import LARGEST_FILE
from lms.content.roster_workbook import XLSX
from lms.content.scan_files import LARGEST_TOGETHER, Scans, read_scans, scan_key
from lms.content.upload import Upload
from lms.domain.access import Permission, TwoPersonAct, reach
from lms.domain.paper_line import MARK, PaperLine
from lms.domain.roster_row import RowFinding
from lms.queries.owed import owed_on
from lms.queries.papers import (
    StagedPapers,
    compared_papers,
    paper_scan,
    papers_staged,
    staged_papers,
)
from lms.services.acts.paper_import import PapersAsked
from lms.services.keep_file import FileToKeep
from lms.services.propose import propose
from lms.services.stage_papers import stage_papers
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_view
from lms.web.filters import plural
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.plant import plant, reading, writing
from lms.web.second_person import offered
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.paper_forms import PaperReasonForm, PapersForm
from lms.web.uploads import sent_back

_UPLOAD = LARGEST_FILE + LARGEST_TOGETHER + 1024 * 1024
_REFUSED = "This cannot be proposed: it was taken in before, or the record changed meanwhile."


@blueprint.get("/desk/papers")
@requires(Permission.RECORD_CORRECT)
def papers() -> ResponseReturnValue:
    """Ask for lines and scans, and list the files read before."""
    return _list(PapersForm(), ())


@blueprint.post("/desk/papers")
@takes(body=_UPLOAD, fields=400, repeats=("scans",))
@requires(Permission.RECORD_CORRECT)
def read_paper_file() -> ResponseReturnValue:
    """Read lines and scans and stage them; one mistake stops all of it."""
    form = PapersForm()
    if not form.validate_on_submit():
        return _list(form, ()), 422
    raw = form.lines.data.read(LARGEST_FILE + 1)
    read = read_papers(raw)
    scans = read_scans((_name(each), each.read()) for each in form.scans.data)
    findings = _findings(read, scans)
    if findings:
        mistakes = plural(len(findings), "mistake")
        form.lines.errors = [f"Nothing was taken in: {mistakes}, named below."]
        return _list(form, findings), 422
    made = _staged_now(read, raw, scans)
    return redirect(url_for("training_unit.paper_file", staged_id=made), code=303)


@blueprint.get("/desk/papers/<int:staged_id>")
@requires(Permission.COMPLETION_VIEW)
def paper_file(staged_id: int) -> ResponseReturnValue:
    """Show the lines of a file with their scans, before and after they were entered."""
    return _page(_staged(staged_id), PaperReasonForm())


@blueprint.post("/desk/papers/<int:staged_id>/proposal")
@requires(Permission.RECORD_CORRECT)
@recently_confirmed
def propose_papers(staged_id: int) -> ResponseReturnValue:
    """Put the lines before a second person."""
    staged, form = _staged(staged_id), PaperReasonForm()
    if form.validate_on_submit():
        asked = PapersAsked(staged.id, staged.file_sha256, staged.rows_digest)
        work = partial(
            propose,
            act=TwoPersonAct.PAPER_IMPORT,
            payload=asked,
            reason=str(form.reason.data),
            by=current().actor,
        )
        number, problem = offered(partial(writing, work), refused=_REFUSED)
        if number is not None:
            return redirect(url_for("proposals.proposal", proposal_id=number), code=303)
        form.form_errors = [problem]
    return _page(staged, form), 422


@blueprint.get("/desk/papers/<int:staged_id>/scans/<int:line>")
@requires(Permission.COMPLETION_VIEW)
def staged_scan(staged_id: int, line: int) -> ResponseReturnValue:
    """Send back the scan that a line names."""
    sha256 = _staged(staged_id).scans.get(line) or abort(404)
    note_view(f"scan of line {line} of paper file {staged_id}")
    return sent_back(sha256)


@blueprint.get("/desk/members/<int:member_id>/papers/<int:completion_id>")
@requires(Permission.COMPLETION_VIEW)
def member_scan(member_id: int, completion_id: int) -> ResponseReturnValue:
    """Send back the scan behind a completion in a member's record."""
    with reading() as session:
        found = paper_scan(session, completion_id)
    if found is None or found[0] != member_id:
        abort(404)
    note_view(f"scan of completion {completion_id}", member_id=member_id)
    return sent_back(found[1])


def _name(sent: FileStorage) -> str:
    return sent.filename or "scan"


def _findings(read: PaperFile, scans: Scans) -> tuple[RowFinding, ...]:
    """All that is wrong with lines and scans, of the whole first and then by row."""
    named = {scan_key(line.scan) for line in read.lines}
    missing = [
        RowFinding(line.number, "scan", f"no scan of the name “{line.scan}” was sent")
        for line in read.lines
        if scan_key(line.scan) not in scans.by_name
    ]
    unused = [
        RowFinding(None, "scan", f"no line names the scan “{name}”")
        for name in scans.by_name
        if name not in named and not read.findings
    ]
    with reading() as session:
        seen = compared_papers(session, read.lines, today=today())
    doubts = seen.findings if read.lines else ()
    found = [*read.findings, *scans.findings, *missing, *unused, *doubts]
    return tuple(sorted(found, key=lambda each: each.row or 0))


def _staged_now(read: PaperFile, raw: bytes, scans: Scans) -> int:
    suffix = ".xlsx" if read.media_type == XLSX else ".csv"
    file = FileToKeep(plant().files.put(raw), len(raw), read.media_type, f"papers{suffix}")
    kept = {name: _kept(upload) for name, upload in scans.by_name.items()}
    return writing(
        partial(
            stage_papers,
            file=file,
            lines=read.lines,
            scans={line.number: kept[scan_key(line.scan)] for line in read.lines},
            by=current().actor,
        )
    )


def _kept(upload: Upload) -> FileToKeep:
    sha256 = plant().files.put(upload.data)
    return FileToKeep(sha256, len(upload.data), upload.media_type, upload.name)


def _staged(staged_id: int) -> StagedPapers:
    with reading() as session:
        return staged_papers(session, staged_id) or abort(404)


def _list(form: PapersForm, findings: tuple[RowFinding, ...]) -> str:
    with reading() as session:
        found = papers_staged(session)
        duties = owed_on(session, today())
    note_view("paper files")
    return render_template(
        "training_unit/papers.html",
        form=form,
        findings=findings,
        found=found,
        columns=COLUMNS,
        subjects=[limb.title for owed in duties for limb in owed.requirement.limbs],
    )


def _page(staged: StagedPapers, form: PaperReasonForm) -> str:
    with reading() as session:
        seen = compared_papers(session, staged.lines, today=today())
    note_view(f"paper file {staged.id}")
    return render_template(
        "training_unit/paper_file.html",
        staged=staged,
        total=sum(line.minutes for line in staged.lines),
        people=len({line.badge for line in staged.lines}),
        names=_names(staged.lines, {n: each.full_name for n, each in seen.found.items()}),
        findings=seen.findings if staged.entered_at is None else (),
        mark=MARK,
        may_propose=reach(current().roles, Permission.RECORD_CORRECT) is not None,
        form=form,
    )


def _names(lines: tuple[PaperLine, ...], found: dict[int, str]) -> dict[int, str]:
    return {line.number: found.get(line.number) or line.family_name for line in lines}
