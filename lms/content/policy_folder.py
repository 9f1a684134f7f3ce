"""A policy's folder: its text, how the text is read, and the provisions that stand on it.

``policy.txt`` is the policy as extracted and never edited; ``corrections.yaml`` settles what
it leaves open; ``provisions.yaml`` says what may be cited. All mistakes come back at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lms.content.clauses import TreeReading, read_tree
from lms.content.readers.text import SourceText, UnreadableTextError, read_text
from lms.content.rows import header_form
from lms.content.yaml_source import (
    Findings,
    Located,
    StrictModel,
    YamlSource,
    read_yaml,
    validate,
)
from lms.domain.findings import Finding
from lms.domain.policy import (
    Correction,
    CorrectionKind,
    uncovered,
    unfaithful,
    wordy_furniture,
)
from lms.domain.policy_header import read_header
from lms.domain.provision import (
    Provision,
    ProvisionKind,
    ProvisionStatus,
    placed,
    provision_findings,
)
from lms.domain.revision import Revision

TEXT, CORRECTIONS, PROVISIONS = "policy.txt", "corrections.yaml", "provisions.yaml"


class CorrectionShape(StrictModel):
    """One entry of corrections.yaml."""

    line: int
    words: str
    reads: CorrectionKind
    reason: str

    def to_domain(self) -> Correction:
        """The correction, its words on one line."""
        return Correction(self.line, self.words.strip(), self.reads, self.reason.strip())


class CorrectionsShape(StrictModel):
    """corrections.yaml: bound to one text by the digest of its bytes."""

    source_sha256: str
    corrections: tuple[CorrectionShape, ...]


class PolicyShape(StrictModel):
    """What the text itself does not say about the policy."""

    title: str


class ProvisionShape(StrictModel):
    """One entry of provisions.yaml."""

    id: str
    label: str | None = None
    quotations: tuple[str, ...]
    summary: str
    kind: ProvisionKind
    also: tuple[ProvisionKind, ...] = ()
    actor: str | None = None
    actor_named: bool | None = None
    trigger: str | None = None
    exception: str | None = None
    status: ProvisionStatus
    status_reason: str | None = None
    guardrail: str | None = None
    gaps: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()

    def to_domain(self) -> Provision:
        """The provision; an actor counts as named unless the file says otherwise."""
        named = self.actor is not None if self.actor_named is None else self.actor_named
        return Provision(
            id=self.id,
            label=self.id if self.label is None else self.label,
            quotations=self.quotations,
            summary=self.summary,
            kind=self.kind,
            also=self.also,
            actor=self.actor,
            actor_named=named,
            trigger=self.trigger,
            exception=self.exception,
            status=self.status,
            status_reason=self.status_reason,
            guardrail=self.guardrail,
            gaps=self.gaps,
            phrases=self.phrases,
            standards=self.standards,
        )


class ProvisionsShape(StrictModel):
    """provisions.yaml."""

    policy: PolicyShape
    provisions: tuple[ProvisionShape, ...]


def revision_from_folder(folder: Path) -> tuple[Revision | None, Findings]:
    """Read a folder named for the policy's slug; None where anything is wrong with it.

    Messages name files by the folder as it was given. What the header form leaves open is
    no finding here: ``Revision.header_findings`` holds it, and it stops certificates only.
    """
    source, found = _text(folder)
    decided, corrections_source, more = _corrections(folder, source)
    found += more
    shape, provisions_source, more = _provisions(folder)
    found += more
    if source is None:
        return None, found
    reading = read_tree(source, decided)
    found += _tree_findings(folder, source, reading)
    if corrections_source is not None:
        found += _below(corrections_source, "corrections", reading.findings)
    if shape is None or provisions_source is None:
        return None, found
    provisions = tuple(each.to_domain() for each in shape.provisions)
    wrong = provision_findings(provisions, reading.tree)
    found += _below(provisions_source, "provisions", wrong)
    if found:
        return None, found
    revision = Revision(
        slug=folder.resolve().name,
        title=shape.policy.title,
        source_sha256=source.sha256,
        tree=reading.tree,
        provisions=placed(provisions, reading.tree),
        header=read_header(header_form(source.lines)),
        corrections=reading.applied,
    )
    return revision, ()


def _text(folder: Path) -> tuple[SourceText | None, Findings]:
    file = folder / TEXT
    try:
        return read_text(file.read_bytes()), ()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    except UnreadableTextError as error:
        message = str(error.facts["reason"])
    return None, (Located(str(file), 1, Finding((), message)),)


def _corrections(
    folder: Path, source: SourceText | None
) -> tuple[tuple[Correction, ...], YamlSource | None, Findings]:
    """The corrections; a folder without the file has none."""
    file = folder / CORRECTIONS
    if not file.exists():
        return (), None, ()
    yaml, found = read_yaml(file)
    shape: CorrectionsShape | None = None
    if yaml is not None:
        shape, found = validate(yaml, CorrectionsShape)
    if yaml is None or shape is None:
        return (), None, found
    if source is not None and shape.source_sha256 != source.sha256:
        message = f"is not the digest of {TEXT}, which is {source.sha256}"
        found = (yaml.locate(Finding(("source_sha256",), message)),)
    unexplained = (
        yaml.locate(Finding(("corrections", at, "reason"), "is empty"))
        for at, each in enumerate(shape.corrections)
        if not each.reason.strip()
    )
    decided = tuple(each.to_domain() for each in shape.corrections)
    return decided, yaml, (*found, *unexplained)


def _provisions(folder: Path) -> tuple[ProvisionsShape | None, YamlSource | None, Findings]:
    yaml, found = read_yaml(folder / PROVISIONS)
    if yaml is None:
        return None, None, found
    shape, found = validate(yaml, ProvisionsShape)
    return shape, yaml, found


def _tree_findings(folder: Path, source: SourceText, reading: TreeReading) -> Findings:
    """Doubts that nobody settled, and proof that nothing was lost."""
    file = str(folder / TEXT)
    found = [
        Located(file, doubt.line, Finding((), f"{doubt.message}; settle it in {CORRECTIONS}"))
        for doubt in reading.doubts
    ]
    text, tree = source.text, reading.tree
    lost = [*uncovered(text, tree), *(each.span for each in wordy_furniture(text, tree))]
    for span in lost:
        line = text.count("\n", 0, span.start) + 1
        found.append(Located(file, line, Finding((), "holds characters that are in no clause")))
    changed = ", ".join(unfaithful(text, tree))
    if changed:
        found.append(Located(file, 1, Finding((), f"was not read word for word: {changed}")))
    if not tree.clauses:
        found.append(Located(file, 1, Finding((), "has no section marked I.")))
    return tuple(found)


def _below(source: YamlSource, name: str, found: Iterable[Finding]) -> Findings:
    """Findings about the entries of one list, in the order of their lines."""
    located = (source.locate(Finding((name, *each.path), each.message)) for each in found)
    return tuple(sorted(located, key=lambda each: each.line))
