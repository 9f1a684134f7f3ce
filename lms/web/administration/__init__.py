"""Accounts: roles, sign-ins, one-time links; no authority over training."""

from lms.web.administration.views import blueprint

__all__ = ["blueprint"]
