"""Services that others run, one module each: the search engine, mail, notices of other portals, the file store.

Imports neither Flask nor SQLAlchemy nor the domain. What an outside service answers is checked here, and whatever goes
wrong there becomes one error of ours.
"""
