"""Understanding questions: from words to an intent and its conditions. Nothing here asks a store."""
