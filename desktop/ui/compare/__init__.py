"""Takes compared: two to four of them in step, side by side or one wiped over the other."""
