"""The blueprint that this area's files add their addresses to."""

from flask import Blueprint

blueprint = Blueprint("room", __name__)
