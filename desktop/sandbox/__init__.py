"""The embedded stand-in for the API: real HTTP on loopback, real MP4s, faults on request.

It is written from the facts of the API alone and shares no code with the client, so that one
misreading does not pass for two. `server.Sandbox` is its whole public surface.
"""
