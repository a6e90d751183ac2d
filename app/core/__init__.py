"""Plain Python for everybody: errors, clock, database base, events, policy, money, references.

Imports nothing of ours, and neither Flask nor WTForms.
"""
