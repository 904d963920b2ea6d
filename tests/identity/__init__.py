"""Who somebody is, and who may do what, over the whole house."""
