"""The operations of the server, one file for each resource and one method for each operation."""
