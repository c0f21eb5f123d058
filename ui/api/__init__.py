"""What programs and other people's sites ask of the server."""
