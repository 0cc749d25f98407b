"""Item models over jobs and clips, and their thumbnails."""
