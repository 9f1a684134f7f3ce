"""The blueprint that the pages of policies register on."""

from flask import Blueprint

blueprint = Blueprint("directives", __name__)
