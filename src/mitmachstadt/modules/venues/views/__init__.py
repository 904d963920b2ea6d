"""Pages of the module, for everybody and at the desk."""
