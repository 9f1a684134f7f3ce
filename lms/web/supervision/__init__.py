"""A supervisor's own people: status and minutes, never answers."""

from lms.web.supervision.views import blueprint

__all__ = ["blueprint"]
