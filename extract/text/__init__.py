"""The ground floor: letter forms, words, clauses. No stage and no list of words is known here."""
