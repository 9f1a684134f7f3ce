"""The change register: what has changed outside, who knows of it, and what is done about it."""

from lms.web.register import acts, entry, gates, listing, no_change, writing_form
from lms.web.register.blueprint import blueprint

__all__ = ["acts", "blueprint", "entry", "gates", "listing", "no_change", "writing_form"]
