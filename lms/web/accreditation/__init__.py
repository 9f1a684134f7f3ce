"""What an assessor and the accreditation manager see: the year, the record, one officer."""

from lms.web.accreditation.views import blueprint

__all__ = ["blueprint"]
