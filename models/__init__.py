"""What is kept: tables, vocabulary, encryption. Knows nothing of conversations, channels or pages."""
