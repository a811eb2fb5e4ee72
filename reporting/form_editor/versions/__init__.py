"""The versions of a form: begun, copied, compared, published; the form retired."""
