"""What anybody may check: a certificate by its code, a receipt, and that the service answers."""

from lms.web.verification import receipts, views
from lms.web.verification.blueprint import blueprint

__all__ = ["blueprint", "receipts", "views"]
