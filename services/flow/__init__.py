"""Steps that more than one deployable takes: plain functions over the Protocols."""
