"""What Startframe costs, measured against bare programs in the same run: `dev.py bench`."""
