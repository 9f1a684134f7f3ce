"""The blueprint that the pages of reviews register on."""

from flask import Blueprint

blueprint = Blueprint("pace_review", __name__)
