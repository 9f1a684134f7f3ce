"""What an assessor and the accreditation manager see: the year, the record, one officer."""

from lms.web.accreditation import acts, sample, views
from lms.web.accreditation.blueprint import blueprint

__all__ = ["acts", "blueprint", "sample", "views"]
