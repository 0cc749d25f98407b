"""The REST API of Leonardo.AI: the only room that speaks HTTP."""

WORKER_OPTION = "--download-worker"
"""The word that makes a start of the program a download process; see `download_process`."""
