"""What anybody may check: a certificate by code or file, a receipt, that the service answers."""

from lms.web.verification import paper, receipts, views
from lms.web.verification.blueprint import blueprint

__all__ = ["blueprint", "paper", "receipts", "views"]
