"""A lesson as a file, and the course as a folder of files: what the pages show, with no server."""
