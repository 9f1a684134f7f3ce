"""What is open on a desk, its calendar of duties, and handing both to a successor."""

from lms.web.handover import offer, overview, pages
from lms.web.handover.blueprint import blueprint

__all__ = ["blueprint", "offer", "overview", "pages"]
