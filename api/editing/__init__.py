"""Editing in the browser: who may, and one's own documents. Off unless an editor is configured."""
