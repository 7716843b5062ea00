"""How each paper is set: from typed document to pages."""
