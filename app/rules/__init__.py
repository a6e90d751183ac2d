"""Procurement law and arithmetic as pure functions and dated data, each with its source beside it.

The law knows nobody: no database, no web, no domain. A change of law is a change of data. Nothing here is legal
advice, and pages that show it say so.
"""
