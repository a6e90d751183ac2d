"""The application as servers start it: ``gunicorn wsgi:app``."""

from app import create_app

app = create_app()
