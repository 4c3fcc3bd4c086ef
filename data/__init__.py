"""Files that people edit: corpus, gazetteer, lexicon, gold annotations, competency questions."""
