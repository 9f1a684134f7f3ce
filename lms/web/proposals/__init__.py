"""Acts that take two people: what waits, deciding it, and proposing corrections."""

from lms.web.proposals import certificates, corrections, queue, sections
from lms.web.proposals.blueprint import blueprint

__all__ = ["blueprint", "certificates", "corrections", "queue", "sections"]
