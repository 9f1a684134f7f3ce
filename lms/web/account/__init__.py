"""Signing in, signing out, the first password, and "my devices"."""

from lms.web.account.views import blueprint

__all__ = ["blueprint"]
