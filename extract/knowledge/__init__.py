"""What is known before any document is read: tables and lists of words, with their schema."""
