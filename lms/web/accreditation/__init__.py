"""What an assessor and the accreditation manager see: the year, the record, one officer."""

from lms.web.accreditation import acts, heads, sample, views
from lms.web.accreditation.blueprint import blueprint

__all__ = ["acts", "blueprint", "heads", "sample", "views"]
