"""Deploy manifests, and what answers at the deployed address."""
