"""Local stand-ins for the providers: real HTTP for the real libraries, and never more lenient than the real ones."""
