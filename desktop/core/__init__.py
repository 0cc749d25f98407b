"""The words everybody uses: no Qt, no HTTP, no SQL."""
