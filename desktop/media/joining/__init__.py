"""Films put one after the other into one MP4: copied where their streams match, else encoded."""
