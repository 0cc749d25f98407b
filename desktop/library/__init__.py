"""What the user owns: the database and the folder of clips."""
