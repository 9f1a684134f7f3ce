"""One revision of a policy: its text, its provisions, and how to get from a label to them."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.draft_edits import Edit
from lms.domain.findings import Finding
from lms.domain.policy import ClauseTree, Correction, canonical_key
from lms.domain.policy_header import PolicyHeader, header_findings
from lms.domain.provision import PlacedProvision


@dataclass(frozen=True, slots=True)
class Revision:
    """What an imported policy folder holds.

    Attributes:
        source_sha256: digest of the file's bytes.
        provisions: in text order.
        corrections: the readings that people decided, in line order.
        editing: what people corrected in the tree, in the order in which it applies.
        reading_sha256: of the stored reading to whose text the spans refer; None where they
            refer to the file itself.
    """

    slug: str
    title: str
    source_sha256: str
    tree: ClauseTree
    provisions: tuple[PlacedProvision, ...]
    header: PolicyHeader
    corrections: tuple[Correction, ...]
    editing: tuple[Edit, ...] = ()
    reading_sha256: str | None = None

    @property
    def header_findings(self) -> tuple[Finding, ...]:
        """What the form at the head leaves open."""
        return header_findings(self.header)

    def exact(self, reference: str) -> PlacedProvision | None:
        """The provision with exactly this id, however the reference is punctuated."""
        wanted = {reference, canonical_key(reference)}
        return next((each for each in self.provisions if each.id in wanted), None)

    def under(self, reference: str) -> tuple[PlacedProvision, ...]:
        """Every provision at or below a label, in text order.

        Below means by the tree (a footnote's provision is below the clause that carries its
        mark) or by the id: ``IV.D.2-a`` is below ``IV.D.2``, ``III-1`` is not below ``II``.
        """
        for wanted in (reference.strip(), canonical_key(reference)):
            if found := self._under(wanted):
                return found
        return ()

    def resolve(self, reference: str) -> tuple[PlacedProvision, ...]:
        """What a citation stands for: that provision alone, or all under a bare label.

        ``IV.D.3`` is a provision and means itself; ``IV.A`` is none and means all of IV.A.
        """
        exact = self.exact(reference)
        return self.under(reference) if exact is None else (exact,)

    def quoting(self, key: str) -> tuple[PlacedProvision, ...]:
        """The provisions that quote this clause, wherever their address leads."""
        return tuple(each for each in self.provisions if key in each.clauses)

    def _under(self, key: str) -> tuple[PlacedProvision, ...]:
        return tuple(
            each for each in self.provisions if key in each.path or _is_below(each.id, key)
        )


def _is_below(provision_id: str, prefix: str) -> bool:
    if not prefix or not provision_id.startswith(prefix):
        return False
    rest = provision_id[len(prefix) :]
    return not rest or not rest[0].isalnum() or (prefix[-1].isdigit() and rest[0].isalpha())
