"""The faces that documents are set in; README.md says where they come from."""
