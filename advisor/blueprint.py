"""The blueprint that all pages of the web view hang on; nothing else."""

from flask import Blueprint
from flask_wtf.csrf import CSRFProtect

blueprint = Blueprint("advisor", __name__, url_prefix="/advisor", template_folder="templates")
csrf = CSRFProtect()
