"""What anybody may check: a certificate by its code, and that the service answers."""

from lms.web.verification.views import blueprint

__all__ = ["blueprint"]
