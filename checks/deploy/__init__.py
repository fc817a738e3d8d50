"""Whether what the deploy manifests declare is what the app needs."""
