"""A made-up region for a developer's machine and for demonstrations; commands only.

Everything goes through the services, as if people had done it on the days they say; nobody is told by mail. May import
everything below; nothing imports it but the registry.
"""
