"""Reading the recipes for CI servers, and playing the one for GitHub on this machine."""
