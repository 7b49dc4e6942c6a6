"""The mistakes of the field, one module a family, and what is legitimate beside them (``traps``)."""
