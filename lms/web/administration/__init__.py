"""Accounts, the roles they hold, and the department's settings."""

from lms.web.administration import decisions, requirement, roles, second_factor, settings, views
from lms.web.administration.blueprint import blueprint

__all__ = [
    "blueprint",
    "decisions",
    "requirement",
    "roles",
    "second_factor",
    "settings",
    "views",
]
