"""The picture library on the desk: what comes in, what it may be used for, where it is used."""
