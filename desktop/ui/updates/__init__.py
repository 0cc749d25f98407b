"""The note that tells of a newer version of Startframe, and when it is asked for one."""
