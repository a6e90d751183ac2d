"""Forms of a challenge."""
