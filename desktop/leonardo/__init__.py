"""The REST API of Leonardo.AI: the only room that speaks HTTP."""
