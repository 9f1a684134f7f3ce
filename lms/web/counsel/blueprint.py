"""The blueprint that this area's files add their addresses to."""

from flask import Blueprint

blueprint = Blueprint("counsel", __name__)
