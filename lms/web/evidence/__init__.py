"""What an assessor, counsel and a court are given: records as of a day."""

from lms.web.evidence import counsel, holds, hub, invitations, packages, records, standards
from lms.web.evidence.blueprint import blueprint

__all__ = [
    "blueprint",
    "counsel",
    "holds",
    "hub",
    "invitations",
    "packages",
    "records",
    "standards",
]
