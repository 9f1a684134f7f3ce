"""The blueprint that the learning pages register on."""

from flask import Blueprint

blueprint = Blueprint("learning", __name__)
