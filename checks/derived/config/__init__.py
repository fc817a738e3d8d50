"""The live config and the secrets in it: where a value comes from, who reads it, and for what it is meant."""
