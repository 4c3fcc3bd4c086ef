"""The parts of link.py: whose document it is, and which official body a printed form means."""
