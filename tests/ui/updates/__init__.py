"""What is said of newer versions, and when."""
