"""The take-over from CONSUL, against a server that behaves like one."""
