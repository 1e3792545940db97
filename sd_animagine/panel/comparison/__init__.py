"""The controls of comparison sheets: for a host's script, and for the page that draws by itself."""
