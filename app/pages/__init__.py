"""The start page, what waits for me, help, and the statements that the law asks for; health for machines.

May import everything below; nothing imports it but the registry.
"""
