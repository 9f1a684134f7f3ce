"""The blueprint that this area's files add their addresses to."""

from flask import Blueprint

blueprint = Blueprint("evidence", __name__)
