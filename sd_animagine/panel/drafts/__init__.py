"""The drawer of the page with the picture that is begun with: where no host has a tab for that."""
