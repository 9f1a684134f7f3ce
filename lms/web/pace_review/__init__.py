"""Reviews of a visit's pace, for the people who put them before officers and end them."""

from lms.web.pace_review import decision, listing
from lms.web.pace_review.blueprint import blueprint

__all__ = ["blueprint", "decision", "listing"]
