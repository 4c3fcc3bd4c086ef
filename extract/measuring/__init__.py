"""The parts of measures.py: clauses, commitment and topics."""
