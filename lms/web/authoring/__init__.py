"""Writing content in the browser, and answering those who challenge it."""

from lms.web.authoring import challenges, drafts, pieces
from lms.web.authoring.blueprint import blueprint

__all__ = ["blueprint", "challenges", "drafts", "pieces"]
