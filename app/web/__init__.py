"""Flask plumbing: session of a request, the one place that commits, authorisation, forms, errors, headers, logs.

Knows nothing of the market. May import ``core`` and ``integrations``.
"""
