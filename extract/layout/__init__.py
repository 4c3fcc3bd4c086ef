"""From characters with boxes to a document: lines, tables, columns, paragraphs. Pages of every kind go through it,
whoever read their characters; all places are points from the top left of a page."""
