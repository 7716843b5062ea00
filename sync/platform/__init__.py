"""The reference province: an HTTP server with its own tables; runs without Qt."""
