"""The gate after a deploy: settle, match, verify, hold."""
