"""The embedded stand-in for the API: real HTTP on loopback, real MP4s."""
