"""What can be done with a challenge: drafting, review, publication; and what stands in the way."""
